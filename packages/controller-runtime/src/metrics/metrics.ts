import { Counter, collectDefaultMetrics, Registry } from 'prom-client';
import type { CallReport } from '../client/call-report.ts';
import type { ReconcileObserver } from '../controller/reconcile-observer.ts';
import type { QueueObserver } from '../queue/queue-observer.ts';
import { addPeakMemory } from './peak-memory.ts';
import { queueMetrics } from './queue-metrics.ts';
import { reconcileMetrics } from './reconcile-metrics.ts';

/** The metrics of one process, under the names that controller-runtime gives them, so that dashboards fit. */
export interface Metrics {
  /** Where a program adds metrics of its own. */
  readonly registry: Registry;
  /** Feeds `workqueue_*` of the queue with this name. */
  queueObserver(name: string): QueueObserver;
  /** Feeds `controller_runtime_*` of the controller with this name. */
  reconcileObserver(controller: string, concurrency: number): ReconcileObserver;
  /** Feeds `rest_client_requests_total`; give it to the Kubernetes client. */
  readonly onCall: (report: CallReport) => void;
}

/** Makes the metrics, those of the process among them, in a registry of their own. */
export function createMetrics(): Metrics {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  addPeakMemory(registry);
  const requests = new Counter({
    name: 'rest_client_requests_total',
    help: 'Requests to the Kubernetes API server by status code, method and host.',
    labelNames: ['code', 'method', 'host'],
    registers: [registry],
  });
  return {
    registry,
    queueObserver: queueMetrics(registry),
    reconcileObserver: reconcileMetrics(registry),
    onCall: ({ code, method, host }) => requests.inc({ code, method, host }),
  };
}
