import type { Change } from './change.ts';
import type { StoredEntry } from './stored-entry.ts';

/** What the disk holds at start. */
export interface JournalContents {
  /** The last revision that was used. */
  revision: number;
  objects: Iterable<{ resource: string; entry: StoredEntry }>;
}

/** Durable memory of the store. */
export interface Journal {
  load(): JournalContents;
  /**
   * Writes a group of changes, all or none. When it returns they survive a crash of the process, and once a `flush`
   * that begins later has resolved, that of the machine. Throws when they could not be written.
   */
  write(changes: readonly Change[], revision: number): void;
  /**
   * Makes everything that has been written survive a crash of the machine. The process goes on meanwhile, and may
   * write. Rejects when the disk fails: then nobody can tell what of it is there.
   */
  flush(): Promise<void>;
  /** Flushes and closes. Not while a `flush` is under way. */
  close(): void;
}
