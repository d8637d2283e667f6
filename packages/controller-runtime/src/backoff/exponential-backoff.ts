/** Bounds of an exponential back-off, in milliseconds. */
export interface BackoffOptions {
  /** Upper bound of the first delay. */
  readonly baseMs: number;
  /** Upper bound of every delay. */
  readonly maxMs: number;
}

/**
 * The delay before the next try after `failures` failures in a row (1 or more): anywhere between nothing and
 * the bound, which doubles from `baseMs` to `maxMs`. Full jitter, because callers that failed together must
 * not return together.
 */
export function backoffMs(
  { baseMs, maxMs }: BackoffOptions,
  failures: number,
  random: () => number = Math.random,
): number {
  return Math.floor(random() * Math.min(maxMs, baseMs * 2 ** (failures - 1)));
}
