import type { Change, ChangeType } from './change.ts';
import type { ChangeLogLimits } from './change-log.ts';
import type { Journal } from './journal.ts';
import { ResourceTable } from './resource-table.ts';
import { objectKey, type StoredEntry } from './stored-entry.ts';

/** What somebody wants to write. */
export interface WriteRequest {
  type: ChangeType;
  table: ResourceTable;
  key: string;
  /** The head that the new state was built on; undefined where there must be none. */
  expected: StoredEntry | undefined;
  /** Serialises the new state at the revision that the write gets. */
  entry(revision: number): StoredEntry;
}

/** A write that has been taken, and when it is safe. */
export interface Write {
  entry: StoredEntry;
  /** Settles when the write is on disk and visible; rejects with a {@link CommitError} when it is neither. */
  durable: Promise<void>;
}

/** The object was changed between reading and writing it: read again, and try again. */
export class StaleWriteError extends Error {
  override name = 'StaleWriteError';
}

/** The disk refused a group of writes. None of them has happened. */
export class CommitError extends Error {
  override name = 'CommitError';
}

/**
 * The disk has failed to make writes durable. Whether they are there after a restart can't be known, so nothing more
 * is written until then.
 */
export class BrokenDiskError extends Error {
  override name = 'BrokenDiskError';
}

/** Writes that go to the disk together. */
interface Group {
  changes: Change[];
  promise: Promise<void>;
  resolve: () => void;
  reject: (error: Error) => void;
}

/**
 * All objects, in memory, under one revision counter.
 *
 * Writes that arrive in one turn of the event loop, or while the group before them is on its way to the disk, become
 * one group with one transaction and one flush. Until then a write is the head, on which later writes build; after it,
 * it is visible to readers and watchers, and only then acknowledged. So a crash at any moment loses only what nobody
 * was told of and nobody has seen.
 */
export class ObjectStore {
  readonly #journal: Journal;
  readonly #logLimits: ChangeLogLimits | undefined;
  readonly #tables = new Map<string, ResourceTable>();
  readonly #listeners = new Set<(changes: readonly Change[]) => void>();
  /** The last revision that was given out. */
  #lastRevision: number;
  /** The last revision that is visible. */
  #revision: number;
  /** Takes writes until it is written. */
  #group: Group | undefined;
  /** Settles when nothing is on its way to the disk any more. */
  #committing: Promise<void> | undefined;
  #broken: BrokenDiskError | undefined;

  /** @param logLimits how much history each resource keeps; leave it out for what suits most */
  constructor(journal: Journal, logLimits?: ChangeLogLimits) {
    this.#journal = journal;
    this.#logLimits = logLimits;
    const { revision, objects } = journal.load();
    this.#lastRevision = revision;
    this.#revision = revision;
    for (const { resource, entry } of objects) {
      this.table(resource).restore(objectKey(entry.namespace, entry.name), entry);
    }
  }

  /** The revision that readers see now. */
  get revision(): number {
    return this.#revision;
  }

  /** Whether the disk has failed, so that nothing more is written until a restart. */
  get isBroken(): boolean {
    return this.#broken !== undefined;
  }

  /** Number of objects that readers see. */
  get size(): number {
    let size = 0;
    for (const table of this.#tables.values()) size += table.size;
    return size;
  }

  /** The table of a resource, made when it is first asked for. */
  table(resource: string): ResourceTable {
    let table = this.#tables.get(resource);
    if (table === undefined) {
      table = new ResourceTable(resource, this.#revision, this.#logLimits);
      this.#tables.set(resource, table);
    }
    return table;
  }

  /**
   * Takes a write. It is the head at once, and durable and visible a moment later.
   *
   * @throws StaleWriteError when the head is not what the write was built on
   * @throws BrokenDiskError once a flush has failed
   */
  write(request: WriteRequest): Write {
    const { type, table, key, expected } = request;
    if (this.#broken !== undefined) throw this.#broken;
    if (table.head(key) !== expected) throw new StaleWriteError(`${table.id} ${key} has changed meanwhile`);
    const revision = this.#lastRevision + 1;
    const entry = request.entry(revision);
    this.#lastRevision = revision;
    const change: Change = { type, resource: table.id, key, revision, entry, previous: expected };
    table.stage(change);
    this.#group ??= this.#newGroup();
    this.#group.changes.push(change);
    return { entry, durable: this.#group.promise };
  }

  /** Calls back with each group of changes once it is durable and visible, before it is acknowledged. */
  onPublished(listener: (changes: readonly Change[]) => void): void {
    this.#listeners.add(listener);
  }

  /** Writes what is on its way, and closes the disk. */
  async close(): Promise<void> {
    await this.#startCommitting();
    this.#journal.close();
  }

  #newGroup(): Group {
    setImmediate(() => void this.#startCommitting());
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    return { changes: [], promise, resolve, reject };
  }

  #startCommitting(): Promise<void> {
    this.#committing ??= this.#commit().finally(() => {
      this.#committing = undefined;
    });
    return this.#committing;
  }

  /** Writes and flushes one group after the other until there is none. */
  async #commit(): Promise<void> {
    for (let group = this.#group; group !== undefined; group = this.#group) {
      this.#group = undefined;
      if (!this.#write(group)) continue;
      try {
        await this.#journal.flush();
      } catch (cause) {
        this.#break(group, cause);
        continue;
      }
      this.#publish(group.changes);
      group.resolve();
    }
  }

  /** Writes a group, or takes it back as a whole where the disk refuses it. */
  #write({ changes, reject }: Group): boolean {
    try {
      if (this.#broken !== undefined) throw this.#broken;
      this.#journal.write(changes, this.#lastRevision);
      return true;
    } catch (cause) {
      for (const change of changes.toReversed()) this.table(change.resource).unstage(change);
      reject(new CommitError('The write could not be stored on disk.', { cause }));
      return false;
    }
  }

  #break({ reject }: Group, cause: unknown): void {
    const why =
      'The disk has failed, and nothing more is written. See to the disk, and start the server again.';
    this.#broken = new BrokenDiskError(why, { cause });
    reject(this.#broken);
  }

  #publish(changes: readonly Change[]): void {
    const touched = new Set<ResourceTable>();
    for (const change of changes) {
      const table = this.table(change.resource);
      table.publish(change);
      touched.add(table);
    }
    this.#revision = changes.at(-1)?.revision ?? this.#revision;
    for (const listener of this.#listeners) listener(changes);
    for (const table of touched) table.notify();
  }
}
