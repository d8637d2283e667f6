import { setTimeout as delay } from 'node:timers/promises';
import { KubernetesApiError, KubernetesUnreachableError } from '@sluice/controller-runtime';

/** Between two tries while the API server is being started again. */
const retryAfterMs = 250;

/**
 * Does a piece of work that may be done twice, again and again while the API server is out of reach, in trouble or
 * too busy. Rejects with any other error of the work, or with the signal's reason.
 */
export async function untilAvailable<Result>(
  signal: AbortSignal,
  work: () => Promise<Result>,
): Promise<Result> {
  for (;;) {
    try {
      return await work();
    } catch (error) {
      signal.throwIfAborted();
      if (!isPassing(error)) throw error;
    }
    await delay(retryAfterMs, undefined, { signal });
  }
}

function isPassing(error: unknown): boolean {
  if (error instanceof KubernetesUnreachableError) return true;
  return error instanceof KubernetesApiError && (error.status >= 500 || error.status === 429);
}
