import type { Histogram, Registry } from 'prom-client';
import type { DurationCounts } from './duration-counts.ts';
import type { LabelCounts } from './label-counts.ts';
import type { WebhookCounts } from './webhook-counts.ts';

/** Shows the calls of webhooks in a registry of the metrics library. */
export function registerWebhookMetrics(
  library: typeof import('prom-client'),
  registry: Registry,
  counts: WebhookCounts,
): void {
  const call = ['name', 'type', 'operation'];
  histogram(registry, counts.admissionDurations, {
    name: 'apiserver_admission_webhook_admission_duration_seconds',
    help: 'How long calls of admission webhooks take.',
  });
  counter(library, registry, counts.admissionRequests, {
    name: 'apiserver_admission_webhook_request_total',
    help: 'Calls of admission webhooks.',
    labelNames: [...call, 'code', 'rejected'],
  });
  counter(library, registry, counts.rejections, {
    name: 'apiserver_admission_webhook_rejection_count',
    help: 'Requests that an admission webhook has refused, or that were refused because it could not be asked.',
    labelNames: [...call, 'error_type', 'rejection_code'],
  });
  counter(library, registry, counts.failOpens, {
    name: 'apiserver_admission_webhook_fail_open_count',
    help: 'Calls of admission webhooks that failed and were ignored.',
    labelNames: ['name', 'type'],
  });
  histogram(registry, counts.conversionDurations, {
    name: 'apiserver_crd_webhook_conversion_duration_seconds',
    help: 'How long calls of conversion webhooks take.',
  });
}

interface Description {
  name: string;
  help: string;
}

function counter(
  { Counter }: typeof import('prom-client'),
  registry: Registry,
  counts: LabelCounts,
  description: Description & { labelNames: string[] },
): void {
  new Counter({
    ...description,
    registers: [registry],
    collect() {
      this.reset();
      for (const { labels, count } of counts.counts()) this.inc({ ...labels }, count);
    },
  });
}

/**
 * The library's histograms count for themselves and can't be given counts. A registry asks a metric for no more than its
 * name and its values, so this one has those.
 */
function histogram(registry: Registry, durations: DurationCounts, { name, help }: Description): void {
  const shown = {
    name,
    get: async () => ({ name, help, type: 'histogram', values: valuesOf(name, durations) }),
  };
  registry.registerMetric(shown as unknown as Histogram);
}

type HistogramValue = Awaited<ReturnType<Histogram['get']>>['values'][number];

function valuesOf(name: string, durations: DurationCounts): HistogramValue[] {
  return [...durations.counts()].flatMap(({ labels, inBuckets, count, sumSeconds }) => {
    let cumulated = 0;
    const buckets = [...durations.bounds, '+Inf'].map((le, index) => {
      cumulated += inBuckets[index] ?? 0;
      return { metricName: `${name}_bucket`, labels: { ...labels, le }, value: cumulated };
    });
    return [
      ...buckets,
      { metricName: `${name}_sum`, labels: { ...labels }, value: sumSeconds },
      { metricName: `${name}_count`, labels: { ...labels }, value: count },
    ];
  });
}
