import type { Change } from '../../src/storage/change.ts';
import type { Journal, JournalContents } from '../../src/storage/journal.ts';

/** A disk for tests: remembers its groups, and fails when told to. */
export class MemoryJournal implements Journal {
  readonly groups: (readonly Change[])[] = [];
  failsWith: Error | undefined;
  /** What a flush waits for, or fails by. */
  flushed: Promise<void> = Promise.resolve();
  #contents: JournalContents;

  constructor(contents: JournalContents = { revision: 0, objects: [] }) {
    this.#contents = contents;
  }

  load(): JournalContents {
    return this.#contents;
  }

  write(changes: readonly Change[], _revision: number): void {
    if (this.failsWith !== undefined) throw this.failsWith;
    this.groups.push(changes);
  }

  flush(): Promise<void> {
    return this.flushed;
  }

  close(): void {
    this.#contents = { revision: 0, objects: [] };
  }
}
