import type { Change } from '../../src/storage/change.ts';
import type { Journal, JournalContents } from '../../src/storage/journal.ts';
import type { StoredEntry } from '../../src/storage/stored-entry.ts';

/** A disk that loses power: what was flushed is there afterwards, and of what was written any number of groups. */
export class CrashingJournal implements Journal {
  readonly #contents: { revision: number; objects: { resource: string; entry: StoredEntry }[] };
  readonly #written: { changes: readonly Change[]; revision: number }[] = [];
  #flushed = 0;
  #hasPower = true;

  constructor(contents: CrashingJournal['contents'] = { revision: 0, objects: [] }) {
    this.#contents = contents;
  }

  get contents(): { revision: number; objects: { resource: string; entry: StoredEntry }[] } {
    return this.#contents;
  }

  load(): JournalContents {
    return this.#contents;
  }

  write(changes: readonly Change[], revision: number): void {
    this.#written.push({ changes, revision });
  }

  async flush(): Promise<void> {
    const until = this.#written.length;
    await new Promise((resolve) => setImmediate(resolve));
    // The process is gone: nobody hears of it.
    if (!this.#hasPower) return new Promise(() => undefined);
    this.#flushed = until;
  }

  close(): void {
    this.#flushed = this.#written.length;
  }

  /** The power goes. @param luck from 0 to 1: how much of what wasn't flushed is there all the same */
  crash(luck: number): CrashingJournal {
    this.#hasPower = false;
    const survived = this.#flushed + Math.round(luck * (this.#written.length - this.#flushed));
    const objects = new Map(this.#contents.objects.map((one) => [one.entry.id, one]));
    let { revision } = this.#contents;
    for (const group of this.#written.slice(0, survived)) {
      for (const { type, resource, entry } of group.changes) {
        if (type === 'DELETED') objects.delete(entry.id);
        else objects.set(entry.id, { resource, entry });
      }
      revision = group.revision;
    }
    return new CrashingJournal({ revision, objects: [...objects.values()] });
  }
}
