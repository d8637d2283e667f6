import { getHeapSpaceStatistics, setFlagsFromString } from 'node:v8';

/** What the young generation has to have at least. */
const ENOUGH_BYTES = 8 * 1024 * 1024;
/** More than has ever to survive until it grows. */
const MAX_BALLAST = 32;
const BALLAST_BYTES = 256 * 1024;

/**
 * Keeps V8's young generation at 16 MiB, or 32 where it has grown already. By itself it doubles as long as much survives, up
 * to 128 MiB, and that is never given back: of a server that holds all its objects in memory as much survives as is
 * written. Small collections are more frequent then and shorter, and take about the same time altogether.
 *
 * The bound that V8 has for it counts at the start of the process only, and to start another one would take longer than
 * the server does. How fast it grows, however, is read each time: so it is made to grow once, here and now, which takes
 * a few milliseconds, and then not any more.
 */
export function boundYoungGeneration(): void {
  setFlagsFromString('--semi-space-growth-factor=8');
  const ballast: object[] = [];
  while (youngBytes() < ENOUGH_BYTES && ballast.length < MAX_BALLAST) ballast.push(survivors());
  setFlagsFromString('--semi-space-growth-factor=1');
}

/** Many small objects: what is large isn't allocated in the young generation. */
function survivors(): object[] {
  return Array.from({ length: BALLAST_BYTES / 1024 }, () => new Array(128).fill(0));
}

function youngBytes(): number {
  return getHeapSpaceStatistics().find(({ space_name }) => space_name === 'new_space')?.space_size ?? 0;
}
