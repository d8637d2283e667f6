import type { Clock } from '../src/clock/clock.ts';

/** A clock that stands still until a test moves it. */
export class FakeClock implements Clock {
  #nowMs = 0;
  readonly #timers = new Set<{ readonly atMs: number; readonly callback: () => void }>();

  now(): number {
    return this.#nowMs;
  }

  schedule(delayMs: number, callback: () => void): () => void {
    const timer = { atMs: this.#nowMs + delayMs, callback };
    this.#timers.add(timer);
    return () => void this.#timers.delete(timer);
  }

  /** How many timers are set. */
  get timers(): number {
    return this.#timers.size;
  }

  /** Moves the time on, and calls back what becomes due, in order. */
  advance(ms: number): void {
    const endMs = this.#nowMs + ms;
    for (let next = this.#earliest(endMs); next !== undefined; next = this.#earliest(endMs)) {
      this.#timers.delete(next);
      this.#nowMs = Math.max(this.#nowMs, next.atMs);
      next.callback();
    }
    this.#nowMs = endMs;
  }

  #earliest(endMs: number) {
    let earliest: { readonly atMs: number; readonly callback: () => void } | undefined;
    for (const timer of this.#timers) {
      if (timer.atMs <= endMs && (earliest === undefined || timer.atMs < earliest.atMs)) earliest = timer;
    }
    return earliest;
  }
}
