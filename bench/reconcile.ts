import { readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import {
  createKubernetesClient,
  type KubernetesClient,
  type KubernetesObject,
  loadKubeconfig,
  type Resource,
} from '@sluice/controller-runtime';
import {
  apiVersionOf,
  type Kind,
  KongTarget,
  KongUpstream,
  KonnectGatewayControlPlane,
  resourceOf,
} from '@sluice/kong-resources';
import { getText, parseMetrics, type Sample, sum } from './support/prometheus.ts';
import { type Figure, percentile, type Report } from './support/report.ts';
import { type LocalSluice, startSluice } from './support/sluice-up.ts';

const upstreams = 100;
const targetsPerUpstream = 10;
const entities = upstreams * (1 + targetsPerUpstream);
/** Applies under way at a time: what a busy pipeline does. */
const concurrency = 32;
const namespace = 'default';

const processes = ['apiserver', 'controlPlane', 'operator'] as const;

/** What came to be of one object: when it was sent, and when it was seen to be programmed. */
interface Timing {
  readonly sentAt: number;
  programmedAt?: number;
}

/** 100 upstreams with 10 targets each, from the first apply to the last Programmed, through the whole stack. */
export async function benchReconcile(): Promise<Report> {
  const sluice = await startSluice();
  const cluster = createKubernetesClient(await loadKubeconfig({ path: sluice.ready.kubeconfig }), {
    userAgent: 'sluice-bench',
  });
  try {
    await applyAndAwait(cluster, [controlPlane()]);
    const before = await scrape(sluice, cluster);
    const timings = await applyAndAwait(cluster, batch());
    const after = await scrape(sluice, cluster);
    return {
      benchmark: 'reconcile',
      node: process.version,
      cpus: availableParallelism(),
      figures: [
        ...speed(timings),
        ...costs(before, after),
        ...work(before, after),
        ...memory(after),
        start(sluice),
      ],
    };
  } finally {
    await cluster.close();
    await sluice.stop();
  }
}

function speed(timings: readonly Timing[]): Figure[] {
  const latencies = timings.map(({ sentAt, programmedAt = Number.NaN }) => programmedAt - sentAt);
  const firstSentAt = Math.min(...timings.map(({ sentAt }) => sentAt));
  const lastDoneAt = Math.max(...timings.map(({ programmedAt = Number.NaN }) => programmedAt));
  const perSecond = timings.length / ((lastDoneAt - firstSentAt) / 1000);
  return [
    {
      what: 'entities from first apply to last Programmed',
      value: perSecond,
      unit: 'per second',
      goal: '300 or more',
    },
    { what: 'latency from apply to Programmed, p50', value: percentile(latencies, 0.5), unit: 'ms' },
    { what: 'latency from apply to Programmed, p99', value: percentile(latencies, 0.99), unit: 'ms' },
  ];
}

function costs(before: Scrape, after: Scrape): Figure[] {
  const kong = ({ resource = '' }: Sample['labels']) =>
    resource === 'kongupstreams' || resource === 'kongtargets';
  const count = (at: Scrape, verb: string) =>
    sum(at.apiserver, 'apiserver_request_total', (labels) => kong(labels) && labels.verb === verb);
  const calls = (at: Scrape, method?: string) =>
    sum(
      at.controlPlane,
      'http_request_duration_seconds_count',
      (labels) => labels.route !== '/metrics' && (method === undefined || labels.method === method),
    );
  const per = (total: number) => total / entities;
  return [
    {
      what: "operator's Kubernetes writes per entity",
      value: per(count(after, 'PATCH') - count(before, 'PATCH') + count(after, 'PUT') - count(before, 'PUT')),
      unit: 'writes',
      goal: 'exactly 2',
    },
    {
      what: 'Konnect writes per entity',
      value: per(calls(after, 'PUT') - calls(before, 'PUT')),
      unit: 'calls',
      goal: 'exactly 1',
    },
    {
      what: 'Konnect calls of every kind per entity',
      value: per(calls(after) - calls(before)),
      unit: 'calls',
    },
  ];
}

/** What bounds the speed: the share of the work that each process had. The rest of two cores is the benchmark's own. */
function work(before: Scrape, after: Scrape): Figure[] {
  const seconds = (samples: readonly Sample[]) => sum(samples, 'process_cpu_seconds_total');
  return processes.map((process) => ({
    what: `processor time of ${process} per entity`,
    value: ((seconds(after[process]) - seconds(before[process])) / entities) * 1000,
    unit: 'ms',
  }));
}

function memory(after: Scrape): Figure[] {
  return processes.map((process) => ({
    what: `peak memory of ${process}`,
    value: sum(after[process], 'process_peak_resident_memory_bytes') / 2 ** 20,
    unit: 'MiB',
    goal: 'under 150',
  }));
}

function start({ readyMs }: LocalSluice): Figure {
  return {
    what: 'sluice up to ready, on an empty state folder',
    value: readyMs / 1000,
    unit: 's',
    goal: 'under 2.5',
  };
}

/** The servers' own counters at one moment. */
type Scrape = Readonly<Record<(typeof processes)[number], readonly Sample[]>>;

async function scrape({ ready }: LocalSluice, cluster: KubernetesClient): Promise<Scrape> {
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

/** An object to apply, with the collection that it belongs to. */
interface Item {
  readonly resource: Resource;
  readonly object: KubernetesObject;
}

/** Applies all, as fast as `concurrency` allows, and resolves when the last of them is programmed. */
async function applyAndAwait(cluster: KubernetesClient, items: readonly Item[]): Promise<readonly Timing[]> {
  const timings = new Map<string, Timing>();
  const stop = new AbortController();
  let left = items.length;
  const follow = async (resource: Resource, resourceVersion: string): Promise<void> => {
    try {
      const watch = cluster.watch<Watched>(resource, { namespace, resourceVersion, signal: stop.signal });
      for await (const { object } of watch) {
        const timing = timings.get(keyOf(resource, object.metadata.name));
        if (!timing || timing.programmedAt !== undefined || !isProgrammed(object)) continue;
        timing.programmedAt = performance.now();
        if (--left === 0) stop.abort();
      }
    } catch (error) {
      if (!stop.signal.aborted) throw error;
    }
  };
  const lists = [...new Set(items.map(({ resource }) => resource))].map(async (resource) => ({
    resource,
    list: await cluster.list(resource, { namespace }),
  }));
  const followed = (await Promise.all(lists)).map(({ resource, list }) =>
    follow(resource, list.metadata.resourceVersion),
  );
  const queue = items.values();
  const apply = async (): Promise<void> => {
    for (const { resource, object } of queue) {
      timings.set(keyOf(resource, object.metadata.name), { sentAt: performance.now() });
      await cluster.apply(resource, object, { fieldManager: 'sluice-bench' });
    }
  };
  await Promise.all(Array.from({ length: concurrency }, apply));
  await Promise.all(followed);
  return [...timings.values()];
}

interface Watched extends KubernetesObject {
  readonly status?: { readonly conditions?: readonly { readonly type: string; readonly status: string }[] };
}

function isProgrammed({ status }: Watched): boolean {
  return (
    status?.conditions?.some(({ type, status: verdict }) => type === 'Programmed' && verdict === 'True') ??
    false
  );
}

function keyOf(resource: Resource, name: string): string {
  return `${resource.plural}/${name}`;
}

const resources = new Map<Kind, Resource>();

/** One value for each kind, so that the resources of a batch can be told apart as they are. */
function knownResource(kind: Kind): Resource {
  const resource = resources.get(kind) ?? resourceOf(kind);
  resources.set(kind, resource);
  return resource;
}

function item(kind: Kind, name: string, spec: object): Item {
  const object = { apiVersion: apiVersionOf(kind), kind: kind.kind, metadata: { name, namespace }, spec };
  return { resource: knownResource(kind), object };
}

function controlPlane(): Item {
  return item(KonnectGatewayControlPlane, 'bench', {
    name: 'bench',
    konnect: { authRef: { name: 'konnect-api-auth' } },
  });
}

/** Upstreams and targets in one batch, targets of an upstream right behind it, as manifests have them. */
function batch(): Item[] {
  return Array.from({ length: upstreams }, (_, u) => [
    item(KongUpstream, `upstream-${u}`, {
      name: `upstream-${u}`,
      controlPlaneRef: { type: 'konnectNamespacedRef', konnectNamespacedRef: { name: 'bench' } },
    }),
    ...Array.from({ length: targetsPerUpstream }, (_, t) =>
      item(KongTarget, `target-${u}-${t}`, {
        upstreamRef: { name: `upstream-${u}` },
        target: `10.${u}.${t}.1`,
        weight: 10 * (t + 1),
      }),
    ),
  ]).flat();
}
