import { chmodSync, closeSync, fdatasync, openSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync, type StatementSync } from 'node:sqlite';
import { promisify } from 'node:util';
import type { Change } from './change.ts';
import { DataDirInUseError, DataDirTooNewError, DataDirUnusableError } from './data-dir-error.ts';
import type { Journal, JournalContents } from './journal.ts';
import { makeDataFolder } from './make-data-folder.ts';
import type { StoredEntry } from './stored-entry.ts';

/** Version of the tables below; raised when an older program could not read them any more. */
const FORMAT_VERSION = 1;

const SCHEMA = `
  CREATE TABLE IF NOT EXISTS object (
    id INTEGER PRIMARY KEY,
    resource TEXT NOT NULL,
    namespace TEXT NOT NULL,
    name TEXT NOT NULL,
    uid TEXT NOT NULL,
    revision INTEGER NOT NULL,
    schema_digest INTEGER NOT NULL,
    deleting INTEGER NOT NULL,
    labels TEXT,
    owner_uids TEXT,
    json TEXT NOT NULL
  );
  CREATE TABLE IF NOT EXISTS counter (name TEXT PRIMARY KEY, value INTEGER NOT NULL) WITHOUT ROWID;
`;

const FILE_NAME = 'apiserver.db';

const flushFile = promisify(fdatasync);

/** SQLite's result code for a database that another process holds. */
const SQLITE_BUSY = 5;

/**
 * Keeps the current state of every object in one SQLite file, by the revision that created it, so that new
 * objects are appended. The file is locked as long as it is open: two servers on one folder would undo each other's
 * writes.
 *
 * SQLite appends each transaction to its write-ahead log, and flushes that only before it moves the contents to the
 * database (`synchronous=NORMAL`). The flush that an acknowledgement waits for is this class's own: of the log file,
 * on Node's thread pool, so that the process doesn't stand still for the time that the disk takes. A log that was
 * flushed up to a transaction holds it after a loss of power, and what lies behind is recognised by its checksums.
 */
export class SqliteJournal implements Journal {
  readonly #database: DatabaseSync;
  readonly #replace: StatementSync;
  readonly #remove: StatementSync;
  readonly #setRevision: StatementSync;
  /** The write-ahead log, once more, to be flushed. SQLite keeps it in place as long as the database is open. */
  readonly #logFile: number;

  private constructor(database: DatabaseSync, logFile: number) {
    this.#database = database;
    this.#logFile = logFile;
    this.#replace = database.prepare(
      `INSERT OR REPLACE INTO object
         (id, resource, namespace, name, uid, revision, schema_digest, deleting, labels, owner_uids, json)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    );
    this.#remove = database.prepare('DELETE FROM object WHERE id = ?');
    this.#setRevision = database.prepare(
      "INSERT OR REPLACE INTO counter (name, value) VALUES ('revision', ?)",
    );
  }

  /**
   * Opens the file in a folder, and makes both, readable by their owner only, where they are missing.
   *
   * @throws DataDirTooNewError when a newer program has written it
   * @throws DataDirInUseError when another process has it open
   * @throws DataDirUnusableError when the folder or file can't be read or written
   */
  static open(dataDir: string): SqliteJournal {
    let database: DatabaseSync | undefined;
    try {
      database = openPrivate(dataDir);
      database.exec(
        'PRAGMA locking_mode = EXCLUSIVE; PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL',
      );
      const found = Number(database.prepare('PRAGMA user_version').get()?.['user_version']);
      if (found > FORMAT_VERSION) throw new DataDirTooNewError(dataDir, found, FORMAT_VERSION);
      database.exec(`BEGIN IMMEDIATE; ${SCHEMA} PRAGMA user_version = ${FORMAT_VERSION}; COMMIT`);
      return new SqliteJournal(database, openSync(join(dataDir, `${FILE_NAME}-wal`), 'r'));
    } catch (cause) {
      database?.close();
      if (cause instanceof DataDirTooNewError) throw cause;
      if (isBusy(cause)) throw new DataDirInUseError(dataDir, { cause });
      throw new DataDirUnusableError(dataDir, { cause });
    }
  }

  load(): JournalContents {
    const revision = this.#database.prepare("SELECT value FROM counter WHERE name = 'revision'").get()?.[
      'value'
    ];
    return { revision: Number(revision ?? 0), objects: this.#objects() };
  }

  write(changes: readonly Change[], revision: number): void {
    this.#database.exec('BEGIN IMMEDIATE');
    try {
      for (const change of changes) this.#put(change);
      this.#setRevision.run(revision);
      this.#database.exec('COMMIT');
    } catch (error) {
      if (this.#database.isTransaction) this.#database.exec('ROLLBACK');
      throw error;
    }
  }

  flush(): Promise<void> {
    return flushFile(this.#logFile);
  }

  close(): void {
    closeSync(this.#logFile);
    this.#database.close();
  }

  #put({ type, resource, entry }: Change): void {
    if (type === 'DELETED') {
      this.#remove.run(entry.id);
      return;
    }
    this.#replace.run(
      entry.id,
      resource,
      entry.namespace,
      entry.name,
      entry.uid,
      entry.revision,
      entry.schemaDigest,
      entry.deleting ? 1 : 0,
      entry.labels === undefined ? null : JSON.stringify(entry.labels),
      entry.ownerUids === undefined ? null : JSON.stringify(entry.ownerUids),
      entry.json,
    );
  }

  *#objects(): Generator<{ resource: string; entry: StoredEntry }> {
    // Namespaces and resources repeat in every row: one string each, instead of one per object.
    const interned = new Map<string, string>();
    const intern = (text: string): string => {
      const known = interned.get(text);
      if (known !== undefined) return known;
      interned.set(text, text);
      return text;
    };
    for (const row of this.#database.prepare('SELECT * FROM object ORDER BY id').iterate()) {
      const entry: StoredEntry = {
        id: Number(row['id']),
        namespace: intern(String(row['namespace'])),
        name: String(row['name']),
        uid: String(row['uid']),
        revision: Number(row['revision']),
        json: String(row['json']),
        labels: row['labels'] === null ? undefined : JSON.parse(String(row['labels'])),
        ownerUids: row['owner_uids'] === null ? undefined : JSON.parse(String(row['owner_uids'])),
        deleting: row['deleting'] === 1,
        schemaDigest: Number(row['schema_digest']),
      };
      yield { resource: intern(String(row['resource'])), entry };
    }
  }
}

function openPrivate(dataDir: string): DatabaseSync {
  makeDataFolder(dataDir);
  const file = join(dataDir, FILE_NAME);
  // SQLite gives its log files the mode of the database, which holds Secrets.
  closeSync(openSync(file, 'a', 0o600));
  chmodSync(file, 0o600);
  return new DatabaseSync(file, { timeout: 0 });
}

function isBusy(error: unknown): boolean {
  return error instanceof Error && 'errcode' in error && error.errcode === SQLITE_BUSY;
}
