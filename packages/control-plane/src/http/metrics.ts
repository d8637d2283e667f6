import type { FastifyInstance } from 'fastify';
import { collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';

/** From a read out of memory to a write on a slow disk, in seconds. */
const DURATION_BUCKETS = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5];

/** What requests of no route are counted under; their paths are anybody's choice and would be endless labels. */
const NO_ROUTE = 'none';

/** Counts and times every request of the app. */
export function collectMetrics(app: FastifyInstance): Registry {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  new Gauge({
    name: 'process_peak_resident_memory_bytes',
    help: 'The largest resident memory that the process had so far, in bytes.',
    registers: [registry],
    collect() {
      this.set(process.resourceUsage().maxRSS * 1024);
    },
  });
  const durations = new Histogram({
    name: 'http_request_duration_seconds',
    help: 'How long requests took, from the last header read to the last byte sent, in seconds.',
    labelNames: ['method', 'route', 'status'],
    buckets: DURATION_BUCKETS,
    registers: [registry],
  });
  app.addHook('onResponse', (request, reply, done) => {
    const route = routeLabel(request.routeOptions.url);
    durations.observe({ method: request.method, route, status: reply.statusCode }, reply.elapsedTime / 1000);
    done();
  });
  return registry;
}

const labels = new Map<string, string>();

/** A route as the API's reference writes it: `/v2/control-planes/{controlPlaneId}`. */
function routeLabel(url: string | undefined): string {
  if (url === undefined) {
    return NO_ROUTE;
  }
  let label = labels.get(url);
  if (label === undefined) {
    label = url.replace(/:(\w+)/g, '{$1}');
    labels.set(url, label);
  }
  return label;
}
