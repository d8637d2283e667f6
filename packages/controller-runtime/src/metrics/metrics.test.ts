import { expect, it } from 'vitest';
import { RecordingLogger } from '../../test/recording-logger.ts';
import { systemClock } from '../clock/clock.ts';
import { Controller } from '../controller/controller.ts';
import { WorkQueue } from '../queue/work-queue.ts';
import { createMetrics } from './metrics.ts';

/** The samples of a text in Prometheus' format, by name and labels. */
function samples(text: string): Map<string, number> {
  const lines = text.split('\n').filter((line) => line !== '' && !line.startsWith('#'));
  return new Map(
    lines.map((line) => {
      const end = line.lastIndexOf(' ');
      return [line.slice(0, end), Number(line.slice(end + 1))];
    }),
  );
}

it('counts what queues and controllers do under the names that controller-runtime uses', async () => {
  const metrics = createMetrics();
  const queue = new WorkQueue<string>({ observer: metrics.queueObserver('targets') });
  const controller = new Controller({
    name: 'targets',
    queue,
    reconcile: async (key) => {
      if (key === 'bad' && queue.failures(key) === 0) throw new Error('failed');
      return undefined;
    },
    logger: new RecordingLogger(),
    observer: metrics.reconcileObserver('targets', 32),
  });
  queue.add('good');
  queue.add('bad');
  const before = samples(await metrics.registry.metrics());
  expect(before.get('workqueue_depth{name="targets",controller="targets"}')).toBe(2);
  expect(before.get('controller_runtime_reconcile_errors_total{controller="targets"}')).toBe(0);
  controller.start();
  const success = 'controller_runtime_reconcile_total{controller="targets",result="success"}';
  await expect.poll(async () => samples(await metrics.registry.metrics()).get(success)).toBe(2);
  const after = samples(await metrics.registry.metrics());
  const queueLabels = '{name="targets",controller="targets"}';
  expect(Object.fromEntries(after)).toMatchObject({
    [`workqueue_depth${queueLabels}`]: 0,
    [`workqueue_adds_total${queueLabels}`]: 3,
    [`workqueue_retries_total${queueLabels}`]: 1,
    [`workqueue_queue_duration_seconds_count${queueLabels}`]: 3,
    [`workqueue_work_duration_seconds_count${queueLabels}`]: 3,
    'controller_runtime_reconcile_total{controller="targets",result="error"}': 1,
    'controller_runtime_reconcile_errors_total{controller="targets"}': 1,
    'controller_runtime_reconcile_time_seconds_count{controller="targets"}': 3,
    'controller_runtime_active_workers{controller="targets"}': 0,
    'controller_runtime_max_concurrent_reconciles{controller="targets"}': 32,
  });
  await controller.stop({ graceMs: 0 });
});

it('tells how long what is under way has taken', async () => {
  const metrics = createMetrics();
  let nowMs = 0;
  const clock = { ...systemClock, now: () => nowMs };
  const queue = new WorkQueue<string>({ observer: metrics.queueObserver('targets'), clock });
  const unfinished = async () => {
    const found = samples(await metrics.registry.metrics());
    return ['unfinished_work_seconds', 'longest_running_processor_seconds'].map((name) =>
      found.get(`workqueue_${name}{name="targets",controller="targets"}`),
    );
  };
  expect(await unfinished()).toEqual([0, 0]);
  for (const key of ['first', 'second', 'waiting']) queue.add(key);
  await queue.take();
  nowMs = 2000;
  await queue.take();
  nowMs = 5000;
  expect(await unfinished()).toEqual([8, 5]);
  queue.done('first');
  expect(await unfinished()).toEqual([3, 3]);
});

it('counts calls to the API server, and the memory of the process', async () => {
  const metrics = createMetrics();
  metrics.onCall({ method: 'GET', host: 'api:6443', code: '200', durationMs: 3 });
  metrics.onCall({ method: 'GET', host: 'api:6443', code: '200', durationMs: 3 });
  const found = samples(await metrics.registry.metrics());
  expect(found.get('rest_client_requests_total{code="200",method="GET",host="api:6443"}')).toBe(2);
  const current = found.get('process_resident_memory_bytes') ?? Number.NaN;
  // The kernel brings the two numbers up to date at different moments.
  expect(found.get('process_peak_resident_memory_bytes')).toBeGreaterThan(current * 0.9);
});
