const firstDelayMs = 250;
const longestDelayMs = 10_000;
/** A process that has run this long has shown that it can; what ends it then is a new story. */
const healthyAfterMs = 30_000;

/**
 * How long to wait before a process that died is started again, and which delay to go on from. `previousMs` is
 * the delay before its last start (0 for the first), `ranForMs` how long it lived then.
 */
export function restartDelayMs(previousMs: number, ranForMs: number): number {
  if (previousMs === 0 || ranForMs >= healthyAfterMs) return firstDelayMs;
  return Math.min(previousMs * 2, longestDelayMs);
}
