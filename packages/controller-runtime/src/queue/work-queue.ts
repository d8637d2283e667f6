import { type BackoffOptions, backoffMs } from '../backoff/exponential-backoff.ts';
import { type Clock, systemClock } from '../clock/clock.ts';
import { DueTimes } from './due-times.ts';
import type { QueueObserver, UnfinishedWork } from './queue-observer.ts';
import { QueueShares } from './queue-shares.ts';

/** How the work is shared out, so that what takes long doesn't hold up what has nothing to do with it. */
export interface WorkShares<K> {
  /** The share that a key belongs to; asked whenever it begins to wait. */
  shareOf(key: K): string;
  /** How many keys of one share are worked on at one time. */
  readonly places: number;
}

export interface WorkQueueOptions<K = never> {
  /** Of keys that are added with `addRateLimited`; 50 ms to 5 s unless given. */
  readonly backoff?: BackoffOptions | undefined;
  readonly observer?: QueueObserver | undefined;
  readonly clock?: Clock | undefined;
  readonly random?: (() => number) | undefined;
  /** All keys are one share without bounds unless given. */
  readonly shares?: WorkShares<K> | undefined;
}

export interface AddOptions {
  /**
   * Lower numbers are worked on first: the depth in a tree lets parents go before children. 0 unless given. A key
   * that waits already moves forward, never back.
   */
  readonly priority?: number | undefined;
}

/** A key that waits or is being worked on. */
interface Entry {
  /** The share of the work that it belongs to while it waits and is worked on. */
  share: string;
  /** Waits for a worker with this priority; undefined while it doesn't wait. */
  queuedPriority: number | undefined;
  queuedAtMs: number;
  processing: boolean;
  /** Added while being worked on: waits again, with this priority, as soon as that is done. */
  dirtyPriority: number | undefined;
  startedAtMs: number;
}

/**
 * Keys that have something to do, each at most once.
 *
 * What it guarantees: a key added many times before a worker comes to it is worked on once; it is never worked on
 * by two workers at one time; added while it is being worked on, it is worked on again afterwards. So no change is
 * lost, provided that the worker reads the state when it begins.
 *
 * Keys are told apart as a `Map` does: use strings or numbers. A failed key comes back with a back-off of its own.
 */
export class WorkQueue<K> {
  readonly #clock: Clock;
  readonly #random: () => number;
  readonly #backoff: BackoffOptions;
  readonly #observer: QueueObserver | undefined;
  readonly #entries = new Map<K, Entry>();
  readonly #shareOf: (key: K) => string;
  readonly #waiting: QueueShares<K>;
  readonly #due = new DueTimes<K>();
  /** When each delayed key is due; entries of the heap that say otherwise are outdated. */
  readonly #dueAtMs = new Map<K, number>();
  readonly #failures = new Map<K, number>();
  readonly #workers: ((key: K | undefined) => void)[] = [];
  #idle: (() => void)[] = [];
  #depth = 0;
  #running = 0;
  #pausedUntilMs = 0;
  #shutDown = false;
  #cancelTimer: (() => void) | undefined;
  #timerAtMs = Number.POSITIVE_INFINITY;

  constructor(options: WorkQueueOptions<K> = {}) {
    const { shares } = options;
    this.#shareOf = shares === undefined ? () => '' : (key) => shares.shareOf(key);
    this.#waiting = new QueueShares(shares?.places ?? Number.POSITIVE_INFINITY, (share, key, priority) => {
      // A key that has moved forward may have been worked on since, and wait again, were it in another share.
      const entry = this.#entries.get(key);
      return entry?.queuedPriority === priority && entry.share === share;
    });
    this.#clock = options.clock ?? systemClock;
    this.#random = options.random ?? Math.random;
    this.#backoff = options.backoff ?? { baseMs: 50, maxMs: 5000 };
    this.#observer = options.observer;
    this.#observer?.asks(() => this.#unfinished());
  }

  /** How many keys wait for a worker; delayed ones and those being worked on don't count. */
  get depth(): number {
    return this.#depth;
  }

  /** How many keys are being worked on. */
  get running(): number {
    return this.#running;
  }

  /** The key is to be worked on as soon as a worker is free. */
  add(key: K, { priority = 0 }: AddOptions = {}): void {
    if (this.#shutDown) return;
    this.#insert(key, priority);
    this.#dispatch();
  }

  /** Like `add`, in `delayMs`. Of several delays for a key the one that ends first counts. */
  addAfter(key: K, delayMs: number, options: AddOptions = {}): void {
    if (this.#shutDown) return;
    if (delayMs <= 0) {
      this.add(key, options);
      return;
    }
    const atMs = this.#clock.now() + delayMs;
    const known = this.#dueAtMs.get(key);
    if (known !== undefined && known <= atMs) return;
    this.#dueAtMs.set(key, atMs);
    this.#due.push({ key, atMs, priority: options.priority ?? 0 });
    this.#setTimer();
  }

  /** The key failed: like `addAfter`, with a delay that grows with each failure until `forget`. Returns the delay. */
  addRateLimited(key: K, options: AddOptions = {}): number {
    const failures = (this.#failures.get(key) ?? 0) + 1;
    this.#failures.set(key, failures);
    const delayMs = backoffMs(this.#backoff, failures, this.#random);
    this.#observer?.retried();
    this.addAfter(key, delayMs, options);
    return delayMs;
  }

  /** The key succeeded, or there is no more to it: its next failure is its first. */
  forget(key: K): void {
    this.#failures.delete(key);
  }

  /** How often the key has failed since `forget`. */
  failures(key: K): number {
    return this.#failures.get(key) ?? 0;
  }

  /**
   * The next key, as soon as there is one; undefined when the queue is shut down. Whoever takes a key must call
   * `done` with it, whatever happens.
   */
  take(): Promise<K | undefined> {
    if (this.#shutDown) return Promise.resolve(undefined);
    return new Promise((resolve) => {
      this.#workers.push(resolve);
      this.#dispatch();
    });
  }

  /** The key is no longer being worked on. Throws a `TypeError` if nobody had taken it. */
  done(key: K): void {
    const entry = this.#entries.get(key);
    if (entry?.processing !== true) throw new TypeError(`nobody works on ${String(key)}`);
    entry.processing = false;
    this.#running--;
    this.#waiting.release(entry.share);
    this.#observer?.finished(this.#clock.now() - entry.startedAtMs);
    if (entry.dirtyPriority !== undefined && !this.#shutDown) {
      const priority = entry.dirtyPriority;
      entry.dirtyPriority = undefined;
      this.#enqueue(key, entry, priority);
    } else {
      this.#entries.delete(key);
    }
    this.#dispatch();
    if (this.#running === 0) {
      for (const resolve of this.#idle.splice(0)) resolve();
    }
  }

  /**
   * Hands out nothing for this long; keys go on being collected, and what is being worked on isn't disturbed. Of
   * several pauses the one that ends last counts; see `resume`.
   */
  pauseFor(delayMs: number): void {
    const atMs = this.#clock.now() + delayMs;
    if (this.#shutDown || atMs <= this.#pausedUntilMs) return;
    this.#pausedUntilMs = atMs;
    this.#setTimer();
  }

  /** Ends a pause at once. */
  resume(): void {
    this.#pausedUntilMs = 0;
    this.#dispatch();
  }

  /**
   * Hands out nothing any more, drops what waits, and resolves when nothing is being worked on. Idle workers get
   * undefined.
   */
  shutDown(): Promise<void> {
    this.#shutDown = true;
    this.#cancelTimer?.();
    this.#cancelTimer = undefined;
    this.#depth = 0;
    this.#observer?.depth(0);
    for (const resolve of this.#workers.splice(0)) resolve(undefined);
    if (this.#running === 0) return Promise.resolve();
    return new Promise((resolve) => this.#idle.push(resolve));
  }

  #insert(key: K, priority: number): void {
    const entry = this.#entries.get(key);
    if (entry === undefined) {
      this.#observer?.added();
      this.#enqueue(key, this.#newEntry(key), priority);
    } else if (entry.queuedPriority !== undefined) {
      if (priority >= entry.queuedPriority) return;
      entry.queuedPriority = priority;
      this.#waiting.move(entry.share, key, priority);
    } else {
      if (entry.dirtyPriority === undefined) this.#observer?.added();
      entry.dirtyPriority = Math.min(priority, entry.dirtyPriority ?? priority);
    }
  }

  #newEntry(key: K): Entry {
    const entry: Entry = {
      share: '',
      queuedPriority: undefined,
      queuedAtMs: 0,
      processing: false,
      dirtyPriority: undefined,
      startedAtMs: 0,
    };
    this.#entries.set(key, entry);
    return entry;
  }

  #enqueue(key: K, entry: Entry, priority: number): void {
    entry.queuedPriority = priority;
    entry.queuedAtMs = this.#clock.now();
    entry.share = this.#shareOf(key);
    this.#waiting.push(entry.share, key, priority);
    this.#depth++;
    this.#observer?.depth(this.#depth);
  }

  /** Brings waiting keys and idle workers together. */
  #dispatch(): void {
    if (this.#depth === 0 || this.#shutDown || this.#isPaused()) return;
    while (this.#waiting.hasReady) {
      const worker = this.#workers.shift();
      if (worker === undefined) return;
      worker(this.#next());
    }
  }

  /** Takes the next key that waits; only to be called when a share is ready. */
  #next(): K | undefined {
    const key = this.#waiting.take();
    const entry = key === undefined ? undefined : this.#entries.get(key);
    if (entry === undefined) return undefined;
    const nowMs = this.#clock.now();
    entry.queuedPriority = undefined;
    entry.processing = true;
    entry.startedAtMs = nowMs;
    this.#running++;
    this.#depth--;
    this.#observer?.depth(this.#depth);
    this.#observer?.started(nowMs - entry.queuedAtMs);
    return key;
  }

  #unfinished(): UnfinishedWork {
    const nowMs = this.#clock.now();
    let totalMs = 0;
    let longestMs = 0;
    for (const { processing, startedAtMs } of this.#entries.values()) {
      if (!processing) continue;
      totalMs += nowMs - startedAtMs;
      longestMs = Math.max(longestMs, nowMs - startedAtMs);
    }
    return { totalMs, longestMs };
  }

  #isPaused(): boolean {
    return this.#pausedUntilMs > this.#clock.now();
  }

  /** Has the one timer wait for whatever comes first: a delayed key or the end of a pause. */
  #setTimer(): void {
    const nowMs = this.#clock.now();
    const dueAtMs = this.#due.peek()?.atMs ?? Number.POSITIVE_INFINITY;
    const atMs = this.#pausedUntilMs > nowMs ? Math.min(dueAtMs, this.#pausedUntilMs) : dueAtMs;
    if (atMs === Number.POSITIVE_INFINITY) return;
    if (this.#cancelTimer !== undefined && this.#timerAtMs <= atMs) return;
    this.#cancelTimer?.();
    this.#timerAtMs = atMs;
    this.#cancelTimer = this.#clock.schedule(Math.max(0, atMs - nowMs), () => this.#onTimer());
  }

  #onTimer(): void {
    this.#cancelTimer = undefined;
    const nowMs = this.#clock.now();
    for (let due = this.#due.peek(); due !== undefined && due.atMs <= nowMs; due = this.#due.peek()) {
      this.#due.shift();
      if (this.#dueAtMs.get(due.key) !== due.atMs) continue;
      this.#dueAtMs.delete(due.key);
      this.#insert(due.key, due.priority);
    }
    this.#dispatch();
    this.#setTimer();
  }
}
