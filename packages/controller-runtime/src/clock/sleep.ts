import type { Clock } from './clock.ts';

/** Resolves after `delayMs`, or as soon as `signal` is aborted; never rejects, so look at the signal after it. */
export function sleep(clock: Clock, delayMs: number, signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve();
  return new Promise((resolve) => {
    const wake = () => {
      cancel();
      signal.removeEventListener('abort', wake);
      resolve();
    };
    const cancel = clock.schedule(delayMs, wake);
    signal.addEventListener('abort', wake);
  });
}
