/** How a reconcile ended, in the words of controller-runtime's metrics. */
export type ReconcileResult = 'success' | 'requeue_after' | 'error';

/** Told of what a controller does; for metrics. Must be quick and not throw. */
export interface ReconcileObserver {
  started(): void;
  finished(result: ReconcileResult, durationMs: number): void;
}
