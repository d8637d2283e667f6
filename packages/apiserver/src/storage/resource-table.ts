import type { Change } from './change.ts';
import { ChangeLog, type ChangeLogLimits } from './change-log.ts';
import { PacedSignal } from './paced-signal.ts';
import { byCodeUnit, lowerBound, SortedKeys } from './sorted-keys.ts';
import type { StoredEntry } from './stored-entry.ts';

/**
 * The objects of one resource in all namespaces.
 *
 * It has two faces. Readers see what is durable: nothing that they have seen can be undone by a crash. Writers
 * see the head, which includes writes on their way to the disk, so that two of them never build on the same
 * state.
 */
export class ResourceTable {
  /** `plural.group`, or the bare plural in the core group. */
  readonly id: string;
  readonly log: ChangeLog;
  readonly #durable = new Map<string, StoredEntry>();
  /** The head where it differs from the durable state; undefined marks a deletion. */
  readonly #inFlight = new Map<string, StoredEntry | undefined>();
  readonly #keys = new SortedKeys();
  readonly #published = new PacedSignal();

  constructor(id: string, floor: number, limits?: ChangeLogLimits) {
    this.id = id;
    this.log = new ChangeLog(floor, limits);
  }

  /** Number of durable objects. */
  get size(): number {
    return this.#durable.size;
  }

  /** The durable state of an object. */
  get(key: string): StoredEntry | undefined {
    return this.#durable.get(key);
  }

  /** The newest state of an object, durable or not: what a write has to build on. */
  head(key: string): StoredEntry | undefined {
    return this.#inFlight.has(key) ? this.#inFlight.get(key) : this.#durable.get(key);
  }

  /** The newest states of all objects, in no particular order. */
  *heads(): Generator<StoredEntry> {
    for (const [key, entry] of this.#durable) if (!this.#inFlight.has(key)) yield entry;
    for (const entry of this.#inFlight.values()) if (entry !== undefined) yield entry;
  }

  /** Takes an object from disk at start. */
  restore(key: string, entry: StoredEntry): void {
    this.#durable.set(key, entry);
    this.#keys.add(key);
  }

  /** Makes a write the head before it is durable. */
  stage(change: Change): void {
    this.#inFlight.set(change.key, change.type === 'DELETED' ? undefined : change.entry);
  }

  /** Makes a staged write, now on disk, visible to readers. */
  publish(change: Change): void {
    const { key, entry, type } = change;
    if (type === 'DELETED') {
      this.#durable.delete(key);
      this.#keys.remove(key);
      if (this.#inFlight.get(key) === undefined) this.#inFlight.delete(key);
    } else {
      this.#durable.set(key, entry);
      if (type === 'ADDED') this.#keys.add(key);
      if (this.#inFlight.get(key) === entry) this.#inFlight.delete(key);
    }
    this.log.append(change);
  }

  /**
   * Takes back the newest staged write of its object, because the disk refused it: the head is again what the write
   * was built on.
   */
  unstage({ key, previous }: Change): void {
    if (this.#durable.get(key) === previous) this.#inFlight.delete(key);
    else this.#inFlight.set(key, previous);
  }

  /**
   * Calls back after changes to this table have become visible, once for several when many listen; returns how to
   * stop that.
   */
  onPublished(listener: () => void): () => void {
    return this.#published.listen(listener);
  }

  /** Tells the listeners that changes are visible. */
  notify(): void {
    this.#published.raise();
  }

  /**
   * The objects as they were at a revision, in the order of their keys.
   *
   * @param revision the store's current one, or an earlier one whose changes the log still has
   * @param prefix keys to take, such as `namespace/`; empty for all
   * @param after only keys beyond this one; for the pages of a list
   * @returns undefined when the revision is too old
   */
  snapshot(revision: number, prefix = '', after = ''): Iterable<StoredEntry> | undefined {
    const since = this.log.after(revision);
    if (since === undefined) return undefined;
    return this.#read(this.#before(since), prefix, after);
  }

  /** For each key that changed in the given changes, its state before the first of them. */
  #before(changes: readonly Change[]): Map<string, StoredEntry | undefined> {
    const before = new Map<string, StoredEntry | undefined>();
    for (const { key, previous } of changes) if (!before.has(key)) before.set(key, previous);
    return before;
  }

  *#read(
    before: Map<string, StoredEntry | undefined>,
    prefix: string,
    after: string,
  ): Generator<StoredEntry> {
    const keys = this.#keysWith(before);
    for (let index = lowerBound(keys, after > prefix ? after : prefix); index < keys.length; index += 1) {
      const key = keys[index] ?? '';
      if (!key.startsWith(prefix)) return;
      if (key === after) continue;
      const entry = before.has(key) ? before.get(key) : this.#durable.get(key);
      if (entry !== undefined) yield entry;
    }
  }

  /** Today's keys and those of objects that have been deleted since. */
  #keysWith(before: Map<string, StoredEntry | undefined>): readonly string[] {
    const keys = this.#keys.all();
    const gone = [...before].filter(([key, entry]) => entry !== undefined && !this.#durable.has(key));
    return gone.length === 0 ? keys : [...keys, ...gone.map(([key]) => key)].sort(byCodeUnit);
  }
}
