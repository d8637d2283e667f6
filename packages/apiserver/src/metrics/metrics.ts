import type { ApiResponse } from '../http/api-response.ts';
import type { RequestCounter } from './request-counter.ts';
import type { WebhookCounts } from './webhook-counts.ts';
import { registerWebhookMetrics } from './webhook-metrics.ts';

/** Answers `/metrics` in the Prometheus text format. */
export class Metrics {
  readonly #requests: RequestCounter;
  readonly #webhooks: WebhookCounts;
  /** The registry, made when it is first read. */
  #registry: Promise<{ contentType: string; metrics(): Promise<string> }> | undefined;

  constructor(requests: RequestCounter, webhooks: WebhookCounts) {
    this.#requests = requests;
    this.#webhooks = webhooks;
  }

  async response(): Promise<ApiResponse> {
    this.#registry ??= this.#createRegistry();
    const registry = await this.#registry;
    return { status: 200, contentType: registry.contentType, body: await registry.metrics() };
  }

  async #createRegistry(): Promise<{ contentType: string; metrics(): Promise<string> }> {
    const library = await import('prom-client');
    const { collectDefaultMetrics, Counter, Gauge, Registry } = library;
    const registry = new Registry();
    collectDefaultMetrics({ register: registry });
    const requests = this.#requests;
    new Counter({
      name: 'apiserver_request_total',
      help: 'Requests by verb, resource and HTTP status code.',
      labelNames: ['verb', 'group', 'version', 'resource', 'subresource', 'code'],
      registers: [registry],
      collect() {
        this.reset();
        for (const { labels, count } of requests.counts()) this.inc({ ...labels }, count);
      },
    });
    new Gauge({
      name: 'process_peak_resident_memory_bytes',
      help: 'The most memory that the process has occupied since its start.',
      registers: [registry],
      collect() {
        this.set(process.resourceUsage().maxRSS * 1024);
      },
    });
    registerWebhookMetrics(library, registry, this.#webhooks);
    return registry;
  }
}
