import { readFileSync } from 'node:fs';
import type { KubernetesClient } from '@sluice/controller-runtime';
import { getText, parseMetrics, type Sample, sum } from '../support/prometheus.ts';
import type { LocalSluice } from '../support/sluice-up.ts';

/** The three processes that are measured. */
export const processes = ['apiserver', 'controlPlane', 'operator'] as const;

/** The servers' own counters at one moment. */
export type Scrape = Readonly<Record<(typeof processes)[number], readonly Sample[]>>;

/** Reads the metrics of all three. */
export async function scrape({ ready }: LocalSluice, cluster: KubernetesClient): Promise<Scrape> {
  const { caFile, tokenFile } = ready.controlPlane;
  const [apiserver, controlPlane, operator] = await Promise.all([
    cluster.raw('/metrics'),
    getText(ready.metrics.controlPlane, readFileSync(caFile, 'utf8'), readFileSync(tokenFile, 'utf8').trim()),
    fetch(ready.metrics.operator).then((response) => response.text()),
  ]);
  return {
    apiserver: parseMetrics(apiserver),
    controlPlane: parseMetrics(controlPlane),
    operator: parseMetrics(operator),
  };
}

/** The operator's writes of upstreams and targets so far: it patches, where the benchmark applies. */
export function kubernetesWrites({ apiserver }: Scrape): number {
  return sum(
    apiserver,
    'apiserver_request_total',
    ({ resource = '', verb = '' }) =>
      (resource === 'kongupstreams' || resource === 'kongtargets') && (verb === 'PATCH' || verb === 'PUT'),
  );
}

/** Calls of the control plane's API so far, of one method or of every one. */
export function konnectCalls({ controlPlane }: Scrape, method?: string): number {
  return sum(
    controlPlane,
    'http_request_duration_seconds_count',
    (labels) =>
      labels.route !== '/metrics' &&
      !labels.route?.startsWith('/sluice/') &&
      (method === undefined || labels.method === method),
  );
}

/** Processor time of a process so far, in seconds. */
export function processorSeconds(at: Scrape, process: (typeof processes)[number]): number {
  return sum(at[process], 'process_cpu_seconds_total');
}
