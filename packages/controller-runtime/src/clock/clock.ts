/** Time, so that tests can hold it in their hands. Milliseconds. */
export interface Clock {
  /** Only differences mean anything; it never goes back, whatever happens to the time of day. */
  now(): number;
  /** Calls back once, after about `delayMs`; the answer cancels that. */
  schedule(delayMs: number, callback: () => void): () => void;
}

/** The longest delay of `setTimeout`; a longer one would fire at once. Callers look at the time again anyway. */
const maxTimeoutMs = 2 ** 31 - 1;

/** The time of the machine. */
export const systemClock: Clock = {
  now: () => performance.now(),
  schedule(delayMs, callback) {
    const timer = setTimeout(callback, Math.min(delayMs, maxTimeoutMs));
    return () => clearTimeout(timer);
  },
};
