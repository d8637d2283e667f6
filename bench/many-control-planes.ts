import { availableParallelism } from 'node:os';
import { setTimeout as delay } from 'node:timers/promises';
import { createKubernetesClient, type KubernetesClient, loadKubeconfig } from '@sluice/controller-runtime';
import { type ChangeStream, type KonnectClient, type Upstream, upstreamsPath } from '@sluice/konnect-api';
import { applyAndAwait } from './reconcile/apply-and-await.ts';
import { byHand } from './reconcile/drift.ts';
import { rate } from './reconcile/figures.ts';
import { controlPlane, upstream } from './reconcile/objects.ts';
import { konnectCalls, processes, processorSeconds, type Scrape, scrape } from './reconcile/scrape.ts';
import { sum } from './support/prometheus.ts';
import { type Figure, percentile, type Report } from './support/report.ts';
import { type LocalSluice, startSluice } from './support/sluice-up.ts';

/** Two steps, so that what one more control plane costs can be told from what there is anyway. */
const few = 100;
const all = 1000;
const concurrency = 32;
const wrongSlots = 777;
/** Edits one after the other, each of which is waited for. */
const singleEdits = 200;
const editsAtATime = 16;
const restMs = 60_000;
/** After the last of many writes, until what comes after them has come to rest. */
const settleMs = 30_000;

type World = {
  readonly sluice: LocalSluice;
  readonly cluster: KubernetesClient;
  readonly client: KonnectClient;
};

/** 1,000 control planes with an upstream each, followed by one stream: at rest, and mended after edits by hand. */
export async function benchManyControlPlanes(): Promise<Report> {
  const sluice = await startSluice();
  const cluster = createKubernetesClient(await loadKubeconfig({ path: sluice.ready.kubeconfig }), {
    userAgent: 'sluice-bench',
  });
  const world = { sluice, cluster, client: byHand(sluice) };
  try {
    const first = await create(world, 0, few);
    const rest = await create(world, few, all);
    const figures = [...first, ...rest, ...(await calm(world)), ...(await mended(world))];
    return { benchmark: 'many-control-planes', node: process.version, cpus: availableParallelism(), figures };
  } finally {
    await world.client.close();
    await cluster.close();
    await sluice.stop();
  }
}

/** Applies control planes with an upstream each, and tells how fast, and what the programs take then. */
async function create({ sluice, cluster }: World, from: number, to: number): Promise<Figure[]> {
  const items = Array.from({ length: to - from }, (_, at) => {
    const name = `gateway-${from + at}`;
    return [controlPlane(name), upstream(from + at, name)];
  }).flat();
  const timings = await applyAndAwait(cluster, items, { atATime: concurrency });
  await delay(settleMs);
  const now = await scrape(sluice, cluster);
  return [
    { what: `up to ${to} control planes with an upstream each`, value: rate(timings), unit: 'per second' },
    ...processes.map((process) => ({
      what: `memory of ${process} with ${to} control planes`,
      value: sum(now[process], 'process_resident_memory_bytes') / 2 ** 20,
      unit: 'MiB',
    })),
  ];
}

/** A minute in which nothing happens but what a sync period has. */
async function calm({ sluice, cluster }: World): Promise<Figure[]> {
  const before = await scrape(sluice, cluster);
  await delay(restMs);
  const after = await scrape(sluice, cluster);
  const busy = (process: (typeof processes)[number]) =>
    ((processorSeconds(after, process) - processorSeconds(before, process)) / restMs) * 100_000;
  return [
    { what: 'streams of changes that are open', value: streams(after), unit: 'streams', goal: '1' },
    { what: 'operator at rest', value: busy('operator'), unit: '% of a core' },
    { what: 'control plane at rest', value: busy('controlPlane'), unit: '% of a core' },
    {
      what: 'Konnect calls in a minute at rest',
      value: konnectCalls(after) - konnectCalls(before),
      unit: 'calls',
    },
  ];
}

function streams({ controlPlane: samples }: Scrape): number {
  return sum(samples, 'sluice_event_streams');
}

/** Edits by hand one at a time, then in all at once, each seen to be put back in a stream of the benchmark's own. */
async function mended({ client }: World): Promise<Figure[]> {
  const upstreams = await upstreamsOf(client);
  const waiting = new Map<string, () => void>();
  const stop = new AbortController();
  const changes = await client.followChanges({ signal: stop.signal });
  const watching = watch(changes, stop.signal, (id) => waiting.get(id)?.());
  const editAndAwait = async ({ planeId, entity: { id = '', name, tags } }: Found): Promise<number> => {
    const { promise, resolve } = Promise.withResolvers<void>();
    waiting.set(id, resolve);
    await client.putEntity(upstreamsPath(planeId), id, { name, tags, slots: wrongSlots });
    const editedAt = performance.now();
    await promise;
    return performance.now() - editedAt;
  };
  const singly: number[] = [];
  for (const found of upstreams.slice(0, singleEdits)) singly.push(await editAndAwait(found));
  const beganAt = performance.now();
  const queue = upstreams.values();
  const lane = async () => {
    for (const found of queue) await editAndAwait(found);
  };
  await Promise.all(Array.from({ length: editsAtATime }, lane));
  const seconds = (performance.now() - beganAt) / 1000;
  stop.abort();
  await watching;
  return [
    { what: 'an upstream changed by hand, until mended, p50', value: percentile(singly, 0.5), unit: 'ms' },
    {
      what: 'an upstream changed by hand, until mended, p99',
      value: percentile(singly, 0.99),
      unit: 'ms',
      goal: 'under 1,000',
    },
    { what: `one in each of ${all} control planes, 16 at a time, until mended`, value: seconds, unit: 's' },
  ];
}

interface Found {
  readonly planeId: string;
  readonly entity: Upstream;
}

async function upstreamsOf(client: KonnectClient): Promise<Found[]> {
  const found: Found[] = [];
  for (let pageNumber = 1; found.length < all; pageNumber++) {
    const { data } = await client.listControlPlanes({ pageSize: 100, pageNumber });
    for (const { id: planeId } of data) {
      const { data: entities } = await client.listEntities<Upstream>(upstreamsPath(planeId));
      found.push(...entities.map((entity) => ({ planeId, entity })));
    }
  }
  return found;
}

/** Tells of every upstream that doesn't have the wrong value any more, until the signal is aborted. */
async function watch(
  changes: ChangeStream,
  signal: AbortSignal,
  isRight: (id: string) => void,
): Promise<void> {
  try {
    for await (const told of changes) {
      if (told.kind !== 'change') continue;
      const { before, id } = told.change;
      if ((before as Upstream | null)?.slots === wrongSlots) isRight(id);
    }
  } catch (error) {
    if (!signal.aborted) throw error;
  }
}
