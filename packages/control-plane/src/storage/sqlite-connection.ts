import { DatabaseSync } from 'node:sqlite';
import {
  CompiledQuery,
  type DatabaseConnection,
  type DialectAdapter,
  type Driver,
  Kysely,
  SqliteAdapter,
  SqliteDialect,
  type SqliteDialectConfig,
  SqliteDriver,
} from 'kysely';
import { NodeSqliteDatabase } from './node-sqlite-database.ts';
import type { Tables } from './tables.ts';

/** How long a statement waits for another process that holds the write lock. */
const BUSY_TIMEOUT_MS = 5_000;

/** Pages of 4 KiB that the log may grow to before it is folded into the file: rarer, larger folds cost less. */
const CHECKPOINT_PAGES = 4_000;

/**
 * Takes the write lock when a transaction begins. SQLite's default takes it at the first write, which fails when
 * somebody else wrote after this transaction's first read.
 */
class ImmediateTransactionDriver extends SqliteDriver {
  override async beginTransaction(connection: DatabaseConnection): Promise<void> {
    await connection.executeQuery(CompiledQuery.raw('begin immediate'));
  }
}

/**
 * Has migrations run in one transaction, which SQLite can: a crash between two steps leaves the tables where they were.
 * Beginning it takes the write lock, so that of several that start at once one migrates and the others wait.
 */
class TransactionalDdlAdapter extends SqliteAdapter {
  override get supportsTransactionalDdl(): boolean {
    return true;
  }
}

class NodeSqliteDialect extends SqliteDialect {
  readonly #config: SqliteDialectConfig;

  constructor(config: SqliteDialectConfig) {
    super(config);
    this.#config = config;
  }

  override createDriver(): Driver {
    return new ImmediateTransactionDriver(this.#config);
  }

  override createAdapter(): DialectAdapter {
    return new TransactionalDdlAdapter();
  }
}

/** One connection to a database file. */
export interface SqliteConnection {
  readonly db: Kysely<Tables>;
  /** The same connection without Kysely. */
  readonly database: NodeSqliteDatabase;
  close(): Promise<void>;
}

/**
 * Opens a database file with Kysely over Node's own SQLite. The log is write-ahead, so readers see the last commit
 * while a transaction is open, and `synchronous=FULL` makes a commit return only once it is on the disk: what was
 * acknowledged survives `kill -9` and a power cut.
 */
export function openSqliteConnection(file: string): SqliteConnection {
  const connection = new DatabaseSync(file, { timeout: BUSY_TIMEOUT_MS });
  connection.exec(
    `pragma journal_mode = wal; pragma synchronous = full; pragma wal_autocheckpoint = ${CHECKPOINT_PAGES}`,
  );
  const database = new NodeSqliteDatabase(connection);
  const dialect = new NodeSqliteDialect({ database });
  const db = new Kysely<Tables>({ dialect });
  return {
    db,
    database,
    async close() {
      await db.destroy();
      // Kysely doesn't close what it never used.
      if (connection.isOpen) {
        connection.close();
      }
    },
  };
}
