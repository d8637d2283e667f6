import type { Change } from './change.ts';

/** How much history a resource keeps: what a watch can resume from and what a page can be read back to. */
export interface ChangeLogLimits {
  maxChanges: number;
  /** Bound on the JSON that only the log keeps alive: earlier states and deleted objects. */
  maxSupersededChars: number;
}

const DEFAULT_LIMITS: ChangeLogLimits = { maxChanges: 20_000, maxSupersededChars: 24 * 1024 * 1024 };

/**
 * The recent changes of one resource, oldest first. Every change after `floor` is there, so whoever has seen
 * everything up to a revision at or above it can go on without a gap; whoever is below has to list anew.
 */
export class ChangeLog {
  readonly #limits: ChangeLogLimits;
  #changes: Change[] = [];
  /** Changes before this index are forgotten; they are cut off in large steps, since each cut moves the rest. */
  #start = 0;
  #floor: number;
  #supersededChars = 0;

  constructor(floor: number, limits: ChangeLogLimits = DEFAULT_LIMITS) {
    this.#floor = floor;
    this.#limits = limits;
  }

  /** The lowest revision that a reader can go on from. */
  get floor(): number {
    return this.#floor;
  }

  append(change: Change): void {
    this.#changes.push(change);
    this.#supersededChars += supersededChars(change);
    const { maxChanges, maxSupersededChars } = this.#limits;
    while (this.#changes.length - this.#start > maxChanges || this.#supersededChars > maxSupersededChars) {
      if (!this.#forgetOldest()) break;
    }
    if (this.#start > 1024 && this.#start * 2 > this.#changes.length) {
      this.#changes = this.#changes.slice(this.#start);
      this.#start = 0;
    }
  }

  /** The changes after a revision, oldest first, at most `limit`; undefined when some are forgotten already. */
  after(revision: number, limit = Number.POSITIVE_INFINITY): Change[] | undefined {
    if (revision < this.#floor) return undefined;
    const from = this.#firstAfter(revision);
    return this.#changes.slice(from, Math.min(this.#changes.length, from + limit));
  }

  #forgetOldest(): boolean {
    const oldest = this.#changes[this.#start];
    if (oldest === undefined) return false;
    this.#floor = oldest.revision;
    this.#supersededChars -= supersededChars(oldest);
    this.#start += 1;
    return true;
  }

  #firstAfter(revision: number): number {
    let low = this.#start;
    let high = this.#changes.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      const change = this.#changes[middle];
      if (change !== undefined && change.revision <= revision) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

function supersededChars(change: Change): number {
  return (change.previous?.json.length ?? 0) + (change.type === 'DELETED' ? change.entry.json.length : 0);
}
