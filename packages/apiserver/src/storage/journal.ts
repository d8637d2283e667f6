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
   * Writes a group of changes, all or none. When it returns they survive a crash of the process and of the
   * machine. Throws when they could not be written.
   */
  commit(changes: readonly Change[], revision: number): void;
  close(): void;
}
