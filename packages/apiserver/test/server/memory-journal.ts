import type { Change } from '../../src/storage/change.ts';
import type { Journal, JournalContents } from '../../src/storage/journal.ts';

/** A disk for tests: remembers its groups, and fails when told to. */
export class MemoryJournal implements Journal {
  readonly groups: (readonly Change[])[] = [];
  failsWith: Error | undefined;
  #contents: JournalContents;

  constructor(contents: JournalContents = { revision: 0, objects: [] }) {
    this.#contents = contents;
  }

  load(): JournalContents {
    return this.#contents;
  }

  commit(changes: readonly Change[], _revision: number): void {
    if (this.failsWith !== undefined) throw this.failsWith;
    this.groups.push(changes);
  }

  close(): void {
    this.#contents = { revision: 0, objects: [] };
  }
}
