import { PerformanceObserver } from 'node:perf_hooks';
import { getHeapSpaceStatistics, setFlagsFromString } from 'node:v8';

/** Bytes of the young generation, both halves of it, from which on it isn't enlarged any more. */
const ENOUGH_BYTES = 8 * 1024 * 1024;

/**
 * Keeps V8's young generation at 16 MiB. By itself it doubles as long as much survives, up to 128 MiB, and that is never
 * given back: of a server that holds all its objects in memory as much survives as is written. Small collections are
 * more frequent then and shorter, and take the same time altogether.
 *
 * The bound that V8 has for it counts at the start of the process only, and to start another one would take longer than
 * the server does. How fast it grows is read each time: eightfold at first, and no more once it has grown.
 */
export function boundYoungGeneration(): void {
  setFlagsFromString('--semi-space-growth-factor=8');
  const observer = new PerformanceObserver(() => {
    if (youngBytes() < ENOUGH_BYTES) return;
    setFlagsFromString('--semi-space-growth-factor=1');
    observer.disconnect();
  });
  observer.observe({ entryTypes: ['gc'] });
}

function youngBytes(): number {
  return getHeapSpaceStatistics().find(({ space_name }) => space_name === 'new_space')?.space_size ?? 0;
}
