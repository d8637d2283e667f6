/** What one listener's turn is reckoned to cost: the write of a few events to a TLS connection. */
const MS_PER_LISTENER = 0.05;
/** The longest that a listener waits for what it could have had at once. */
const MAX_GAP_MS = 5;

/**
 * Tells listeners that there is something new. A few of them hear of it at once. Many are told together, at most as
 * often as leaves the process half of its time: what comes in between waits for a few milliseconds, and is taken with
 * what came before in one turn. So a hundred watchers of a busy resource cost a fraction of the writes. They are told
 * in a turn of their own: who wrote has the answer, and the next write is on its way to the disk meanwhile.
 */
export class PacedSignal {
  readonly #listeners = new Set<() => void>();
  /** Everybody will be told soon. */
  #isDue = false;
  #lastAtMs = Number.NEGATIVE_INFINITY;

  /** Calls back after something was raised; returns how to stop that. */
  listen(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  raise(): void {
    if (this.#isDue) return;
    const gapMs = Math.min(this.#listeners.size * MS_PER_LISTENER, MAX_GAP_MS);
    // Timers have a resolution of a millisecond.
    if (gapMs < 1) {
      this.#tell();
      return;
    }
    this.#isDue = true;
    const waitMs = this.#lastAtMs + gapMs - performance.now();
    if (waitMs > 0) setTimeout(() => this.#tell(), waitMs);
    else setImmediate(() => this.#tell());
  }

  #tell(): void {
    this.#isDue = false;
    for (const listener of this.#listeners) listener();
    this.#lastAtMs = performance.now();
  }
}
