import { Counter, Gauge, type Registry } from 'prom-client';
import type { DriftObserver } from '../drift/drift-observer.ts';

/**
 * Registers the counters of drift, which begin at 0 for each of the kinds, and those of the streams of changes by which
 * it is seen at once. Returns what feeds them.
 */
export function driftMetrics(registry: Registry, kinds: readonly string[]): DriftObserver {
  const registers = [registry];
  const counter = (name: string, help: string) =>
    new Counter({ name, help, labelNames: ['kind'], registers });
  const found = counter(
    'sluice_drift_found_total',
    'Entities that were found changed or removed past Kubernetes.',
  );
  const mended = counter('sluice_drift_mended_total', 'Such entities that were made as declared again.');
  const open = new Gauge({
    name: 'sluice_change_streams',
    help: 'Streams of changes that are open, by server.',
    labelNames: ['server'],
    registers,
  });
  const broken = new Counter({
    name: 'sluice_change_streams_broken_total',
    help: 'Streams of changes that broke, by server. They are opened again.',
    labelNames: ['server'],
    registers,
  });
  for (const kind of kinds) {
    // A rate over a counter that first appears at 1 misses that one.
    found.inc({ kind }, 0);
    mended.inc({ kind }, 0);
  }
  return {
    found: (kind) => found.inc({ kind }),
    mended: (kind) => mended.inc({ kind }),
    streamOpened(server) {
      open.inc({ server });
      broken.inc({ server }, 0);
    },
    streamEnded(server, how) {
      open.dec({ server });
      if (how === 'broken') broken.inc({ server });
    },
  };
}
