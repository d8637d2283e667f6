import { Counter, type Registry } from 'prom-client';
import type { DriftObserver } from '../drift/drift-observer.ts';

/** Registers the counters of drift, and returns what feeds them. They begin at 0 for each of the kinds. */
export function driftMetrics(registry: Registry, kinds: readonly string[]): DriftObserver {
  const counter = (name: string, help: string) =>
    new Counter({ name, help, labelNames: ['kind'], registers: [registry] });
  const found = counter(
    'sluice_drift_found_total',
    'Entities that were found changed or removed past Kubernetes.',
  );
  const mended = counter('sluice_drift_mended_total', 'Such entities that were made as declared again.');
  for (const kind of kinds) {
    // A rate over a counter that first appears at 1 misses that one.
    found.inc({ kind }, 0);
    mended.inc({ kind }, 0);
  }
  return {
    found: (kind) => found.inc({ kind }),
    mended: (kind) => mended.inc({ kind }),
  };
}
