import { PriorityLanes } from './priority-lanes.ts';

/** Keys of one share of the work. */
interface Share<K> {
  readonly name: string;
  readonly lanes: PriorityLanes<K>;
  waiting: number;
  running: number;
}

/**
 * Keys that wait, in shares of the work: each share has a number of places of its own, and those with a free place
 * are served in turn. So keys that take long (all those of one slow server) fill the places of their share, and
 * never those of another.
 *
 * A key may be moved forward by `move`; `isCurrent` tells its old entry, which is skipped, by share and priority.
 */
export class QueueShares<K> {
  readonly #places: number;
  readonly #isCurrent: (share: string, key: K, priority: number) => boolean;
  readonly #shares = new Map<string, Share<K>>();
  /** Shares with a key that waits and a free place, the one that is next first. */
  readonly #ready = new Set<Share<K>>();

  /** `places`: how many keys of one share may be worked on at one time. */
  constructor(places: number, isCurrent: (share: string, key: K, priority: number) => boolean) {
    this.#places = places;
    this.#isCurrent = isCurrent;
  }

  /** Whether `take` would give a key. */
  get hasReady(): boolean {
    return this.#ready.size > 0;
  }

  /** A key begins to wait. */
  push(share: string, key: K, priority: number): void {
    const its = this.#of(share);
    its.lanes.push(key, priority);
    its.waiting++;
    if (its.running < this.#places) this.#ready.add(its);
  }

  /** A key that waits already moves to another priority. */
  move(share: string, key: K, priority: number): void {
    this.#of(share).lanes.push(key, priority);
  }

  /** Takes the next key, and a place of its share until `release`; undefined when no share is ready. */
  take(): K | undefined {
    const [share] = this.#ready;
    if (share === undefined) return undefined;
    this.#ready.delete(share);
    share.waiting--;
    share.running++;
    this.#makeReady(share);
    for (;;) {
      const next = share.lanes.shift();
      if (next === undefined)
        throw new TypeError(`the share ${share.name} counts a key that it doesn't have`);
      if (this.#isCurrent(share.name, next.key, next.priority)) return next.key;
    }
  }

  /** A key that was taken gives back the place of its share. */
  release(name: string): void {
    const share = this.#of(name);
    share.running--;
    this.#makeReady(share);
    if (share.waiting === 0 && share.running === 0) this.#shares.delete(name);
  }

  #makeReady(share: Share<K>): void {
    if (share.waiting > 0 && share.running < this.#places) this.#ready.add(share);
  }

  #of(name: string): Share<K> {
    const known = this.#shares.get(name);
    if (known !== undefined) return known;
    const share: Share<K> = { name, lanes: new PriorityLanes(), waiting: 0, running: 0 };
    this.#shares.set(name, share);
    return share;
  }
}
