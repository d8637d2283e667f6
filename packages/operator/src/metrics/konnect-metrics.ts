import type { KonnectCall } from '@sluice/konnect-api';
import { Histogram, type Registry } from 'prom-client';

/** From a call on one's own machine to one that runs into the timeout, in seconds. */
const buckets = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

/** Registers the histogram of calls to control planes, and returns what feeds it. */
export function konnectMetrics(registry: Registry): (server: string, call: KonnectCall) => void {
  const durations = new Histogram({
    name: 'sluice_konnect_request_duration_seconds',
    help: 'Calls to control planes by server, method, route and status (network: no answer).',
    labelNames: ['server', 'method', 'route', 'status'],
    buckets,
    registers: [registry],
  });
  return (server, { method, route, status, durationMs }) =>
    durations.observe({ server, method, route, status }, durationMs / 1000);
}
