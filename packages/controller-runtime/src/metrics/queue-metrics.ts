import { Counter, Gauge, Histogram, type Registry } from 'prom-client';
import type { QueueObserver, UnfinishedWork } from '../queue/queue-observer.ts';
import { durationBuckets } from './duration-buckets.ts';

/** Registers the `workqueue_*` metrics and returns what makes an observer for one queue out of them. */
export function queueMetrics(registry: Registry): (name: string) => QueueObserver {
  const labelNames = ['name', 'controller'];
  const registers = [registry];
  const depths = new Map<string, number>();
  new Gauge({
    name: 'workqueue_depth',
    help: 'Keys that wait to be worked on.',
    labelNames,
    registers,
    // It changes several times with each key, and setting a gauge costs far more than a number.
    collect() {
      for (const [name, keys] of depths) this.set({ name, controller: name }, keys);
    },
  });
  const adds = new Counter({
    name: 'workqueue_adds_total',
    help: 'Keys added that were not waiting already.',
    labelNames,
    registers,
  });
  const retries = new Counter({
    name: 'workqueue_retries_total',
    help: 'Keys added again because of a failure.',
    labelNames,
    registers,
  });
  const waited = new Histogram({
    name: 'workqueue_queue_duration_seconds',
    help: 'How long a key waited before it was worked on.',
    labelNames,
    buckets: durationBuckets,
    registers,
  });
  const worked = new Histogram({
    name: 'workqueue_work_duration_seconds',
    help: 'How long a key was worked on.',
    labelNames,
    buckets: durationBuckets,
    registers,
  });
  const queues = new Map<string, () => UnfinishedWork>();
  const ofEach = (secondsOf: (work: UnfinishedWork) => number) =>
    function (this: Gauge) {
      for (const [name, unfinished] of queues) {
        this.set({ name, controller: name }, secondsOf(unfinished()));
      }
    };
  new Gauge({
    name: 'workqueue_unfinished_work_seconds',
    help: 'How long the keys under way have been worked on so far, added up. Large values say that something is stuck.',
    labelNames,
    registers,
    collect: ofEach(({ totalMs }) => totalMs / 1000),
  });
  new Gauge({
    name: 'workqueue_longest_running_processor_seconds',
    help: 'How long the key that is worked on longest has been worked on so far.',
    labelNames,
    registers,
    collect: ofEach(({ longestMs }) => longestMs / 1000),
  });
  return (name) => {
    // Labels are looked up once for a queue, not for each key. Queue and controller have one name here.
    const labels = { name, controller: name };
    const own = {
      adds: adds.labels(labels),
      retries: retries.labels(labels),
      waited: waited.labels(labels),
      worked: worked.labels(labels),
    };
    depths.set(name, 0);
    return {
      added: () => own.adds.inc(),
      depth: (keys) => void depths.set(name, keys),
      started: (waitedMs) => own.waited.observe(waitedMs / 1000),
      finished: (workedMs) => own.worked.observe(workedMs / 1000),
      retried: () => own.retries.inc(),
      asks: (unfinished) => void queues.set(name, unfinished),
    };
  };
}
