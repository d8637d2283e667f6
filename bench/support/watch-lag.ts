import type { ApiServerUnderTest } from './apiserver-process.ts';
import { benchTarget, targetName, targetsOf } from './bench-target.ts';
import { percentile } from './report.ts';

interface Load {
  watchers: number;
  writesPerSecond: number;
  seconds: number;
  /** The most writes at a time. A server that is too slow for the rate is written to more slowly. */
  connections: number;
  /** How many objects there are to write to, by their index. */
  objects: number;
}

/** How far watchers are behind, from the sending of a write to the arrival of its event. */
interface Lag {
  medianMs: number;
  /** Of each watcher's 99th percentile, the largest. */
  worstWatcherP99Ms: number;
  /** What was really written. */
  writesPerSecond: number;
}

const sentAt = 'bench.example.com/sent-at';
const stamp = Buffer.from(`"${sentAt}":"`);
const longestStamp = stamp.length + 24;

/** Writes at a steady rate, as far as the server bears it, while others watch. */
export async function watchLag(server: ApiServerUnderTest, load: Load): Promise<Lag> {
  const lags: number[][] = Array.from({ length: load.watchers }, () => []);
  const watches = await Promise.all(lags.map((lag) => watchOne(server, lag)));
  const total = load.writesPerSecond * load.seconds;
  const underWay = new Set<Promise<void>>();
  let sent = 0;
  const startedAt = performance.now();
  while (sent < total) {
    const due = Math.min(total, Math.floor(((performance.now() - startedAt) / 1000) * load.writesPerSecond));
    while (sent < due && underWay.size < load.connections) {
      const write: Promise<void> = touch(server, sent % load.objects).then(() => {
        underWay.delete(write);
      });
      underWay.add(write);
      sent += 1;
    }
    await new Promise((resolve) => setTimeout(resolve, 1));
  }
  await Promise.all(underWay);
  const seconds = (performance.now() - startedAt) / 1000;
  while (lags.some((lag) => lag.length < total)) await new Promise((resolve) => setTimeout(resolve, 5));
  for (const watch of watches) watch.close();
  return {
    medianMs: percentile(lags.flat(), 0.5),
    worstWatcherP99Ms: Math.max(...lags.map((lag) => percentile(lag, 0.99))),
    writesPerSecond: total / seconds,
  };
}

/** A new weight and the time, by a PATCH that makes no more of the object than it was. */
function touch(server: ApiServerUnderTest, index: number): Promise<number> {
  const { spec } = benchTarget(index + Math.floor(Math.random() * 1000)) as { spec: { weight: number } };
  return server.send(
    'PATCH',
    `${targetsOf('default')}/${targetName(index)}`,
    { metadata: { annotations: { [sentAt]: String(performance.now()) } }, spec: { weight: spec.weight } },
    'application/merge-patch+json',
  );
}

function watchOne(server: ApiServerUnderTest, lag: number[]): Promise<{ close(): void }> {
  let rest: Buffer = Buffer.alloc(0);
  return server.watch(
    `${targetsOf('default')}?watch=true&sendInitialEvents=false&resourceVersionMatch=NotOlderThan`,
    (chunk) => {
      const now = performance.now();
      const bytes = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
      let at = bytes.indexOf(stamp);
      let readTo = 0;
      while (at >= 0) {
        const end = bytes.indexOf('"', at + stamp.length);
        if (end < 0) break;
        lag.push(now - Number(bytes.toString('latin1', at + stamp.length, end)));
        readTo = end;
        at = bytes.indexOf(stamp, end);
      }
      // A stamp may be cut in two by the end of a chunk.
      rest = bytes.subarray(Math.max(readTo, bytes.length - longestStamp));
    },
  );
}
