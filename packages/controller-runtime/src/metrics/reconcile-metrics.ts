import { Counter, Gauge, Histogram, type Registry } from 'prom-client';
import type { ReconcileObserver, ReconcileResult } from '../controller/reconcile-observer.ts';
import { durationBuckets } from './duration-buckets.ts';

const results: readonly ReconcileResult[] = ['success', 'requeue_after', 'error'];

/** Registers the `controller_runtime_*` metrics and returns what makes an observer for one controller. */
export function reconcileMetrics(
  registry: Registry,
): (controller: string, concurrency: number) => ReconcileObserver {
  const registers = [registry];
  const total = new Counter({
    name: 'controller_runtime_reconcile_total',
    help: 'Reconciles by controller and result.',
    labelNames: ['controller', 'result'],
    registers,
  });
  const errors = new Counter({
    name: 'controller_runtime_reconcile_errors_total',
    help: 'Reconciles that failed, by controller.',
    labelNames: ['controller'],
    registers,
  });
  const time = new Histogram({
    name: 'controller_runtime_reconcile_time_seconds',
    help: 'How long a reconcile took, by controller.',
    labelNames: ['controller'],
    buckets: durationBuckets,
    registers,
  });
  const active = new Gauge({
    name: 'controller_runtime_active_workers',
    help: 'Reconciles under way, by controller.',
    labelNames: ['controller'],
    registers,
  });
  const maximum = new Gauge({
    name: 'controller_runtime_max_concurrent_reconciles',
    help: 'Reconciles that may be under way at one time, by controller.',
    labelNames: ['controller'],
    registers,
  });
  return (controller, concurrency) => {
    maximum.set({ controller }, concurrency);
    const own = {
      errors: errors.labels({ controller }),
      time: time.labels({ controller }),
      active: active.labels({ controller }),
    };
    const counters = new Map(results.map((result) => [result, total.labels({ controller, result })]));
    // A rate over a counter that first appears at 1 misses that one.
    for (const counter of [own.errors, ...counters.values()]) counter.inc(0);
    return {
      started: () => own.active.inc(),
      finished(result, durationMs) {
        own.active.dec();
        counters.get(result)?.inc();
        if (result === 'error') own.errors.inc();
        own.time.observe(durationMs / 1000);
      },
    };
  };
}
