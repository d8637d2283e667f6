import type { ApiServerUnderTest } from './apiserver-process.ts';
import { benchTarget, targetName, targetsOf } from './bench-target.ts';
import { percentile } from './report.ts';
import { WatchedWrites, writeStamp } from './watched-writes.ts';

/** How long after the last answer an event that hasn't come counts as lost. */
const LOST_AFTER_MS = 30_000;

interface Load {
  watchers: number;
  /** The number of the first write. One that an object bears already might change nothing of it, and have no event. */
  firstWrite: number;
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

/**
 * Writes at a steady rate, as far as the server bears it, while others watch. Each watcher has a connection of its own,
 * and gets every byte of every event.
 *
 * @throws Error when a watcher hears of a write twice, or never
 */
export async function watchLag(server: ApiServerUnderTest, load: Load): Promise<Lag> {
  const total = load.writesPerSecond * load.seconds;
  const watchers = Array.from({ length: load.watchers }, () => new WatchedWrites(load.firstWrite, total));
  const path = `${targetsOf('default')}?watch=true&sendInitialEvents=false&resourceVersionMatch=NotOlderThan`;
  const watches = await Promise.all(
    watchers.map((watcher) => server.watch(path, (bytes) => watcher.read(bytes))),
  );
  const sentAtMs = new Float64Array(total);
  const underWay = new Set<Promise<void>>();
  let sent = 0;
  const startedAt = performance.now();
  while (sent < total) {
    const due = Math.min(total, Math.floor(((performance.now() - startedAt) / 1000) * load.writesPerSecond));
    while (sent < due && underWay.size < load.connections) {
      sentAtMs[sent] = performance.now();
      const write: Promise<void> = touch(server, load.firstWrite + sent, load.objects).then(() => {
        underWay.delete(write);
      });
      underWay.add(write);
      sent += 1;
    }
    await new Promise((resolve) => setTimeout(resolve, 1));
  }
  await Promise.all(underWay);
  const seconds = (performance.now() - startedAt) / 1000;
  const lostAtMs = performance.now() + LOST_AFTER_MS;
  while (watchers.some(({ count }) => count < total)) {
    if (performance.now() > lostAtMs) throw new Error('a watcher has not heard of every write');
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  for (const watch of watches) watch.close();
  const lags = watchers.map(({ arrivedAtMs }) =>
    Array.from(arrivedAtMs.map((at, write) => at - (sentAtMs[write] ?? 0))),
  );
  return {
    medianMs: percentile(lags.flat(), 0.5),
    worstWatcherP99Ms: Math.max(...lags.map((lag) => percentile(lag, 0.99))),
    writesPerSecond: total / seconds,
  };
}

/** A new weight and a stamp, by a PATCH that makes no more of the object than it was. */
function touch(server: ApiServerUnderTest, number: number, objects: number): Promise<number> {
  const index = number % objects;
  const { spec } = benchTarget(index + Math.floor(Math.random() * 1000)) as { spec: { weight: number } };
  return server.send(
    'PATCH',
    `${targetsOf('default')}/${targetName(index)}`,
    { metadata: { annotations: writeStamp(number) }, spec: { weight: spec.weight } },
    'application/merge-patch+json',
  );
}
