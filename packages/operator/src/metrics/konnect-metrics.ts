import type { KonnectCall } from '@sluice/konnect-api';
import { Histogram, type Registry } from 'prom-client';
import { type KonnectOperation, konnectOperation } from './konnect-operation.ts';

/** From a call on one's own machine to one that runs into the timeout, in seconds. */
const buckets = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

/** Registers the histogram of calls to control planes, and returns what feeds it. */
export function konnectMetrics(registry: Registry): (server: string, call: KonnectCall) => void {
  const durations = new Histogram({
    name: 'sluice_konnect_request_duration_seconds',
    help: 'Calls to control planes by server, entity, operation and status (network: no answer).',
    labelNames: ['server', 'entity', 'operation', 'status'],
    buckets,
    registers: [registry],
  });
  /** By method and route, of which there are few: a call costs no look at the words of its path. */
  const known = new Map<string, KonnectOperation>();
  return (server, { method, route, status, durationMs }) => {
    const key = `${method} ${route}`;
    const operation = known.get(key) ?? konnectOperation({ method, route });
    known.set(key, operation);
    durations.observe({ server, ...operation, status }, durationMs / 1000);
  };
}
