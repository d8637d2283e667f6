import { availableParallelism } from 'node:os';
import { setTimeout as delay } from 'node:timers/promises';
import { createKubernetesClient, type KubernetesClient, loadKubeconfig } from '@sluice/controller-runtime';
import { applyAndAwait } from './reconcile/apply-and-await.ts';
import { mendDrift } from './reconcile/drift.ts';
import { costs, latency, rate, work } from './reconcile/figures.ts';
import { batch, controlPlane, target } from './reconcile/objects.ts';
import { restartOperator } from './reconcile/restart.ts';
import {
  konnectCalls,
  kubernetesWrites,
  processes,
  processorSeconds,
  type Scrape,
  scrape,
} from './reconcile/scrape.ts';
import { sum } from './support/prometheus.ts';
import type { Figure, Report } from './support/report.ts';
import { type LocalSluice, startSluice } from './support/sluice-up.ts';

/** What is measured in how many objects; the second step shows whether cost grows with what is there already. */
const firstUpstreams = 100;
const allUpstreams = 1000;
const targetsPerUpstream = 10;
const perUpstream = 1 + targetsPerUpstream;
/** Applies under way at a time: what a busy pipeline does. */
const concurrency = 32;
const pacedPerSecond = 50;
const pacedSeconds = 20;
const updates = 1000;
const drifted = (allUpstreams * targetsPerUpstream) / 100;
/** The operator's own default. */
const syncPeriodMs = 60_000;

/** When no call has come for so long, a scan has ended. */
const scanEndedAfterMs = 2000;

type World = { readonly sluice: LocalSluice; readonly cluster: KubernetesClient };

/** 1,000 upstreams with 10 targets each, through the whole stack: created, changed, at rest, restarted, drifted. */
export async function benchReconcile(): Promise<Report> {
  const sluice = await startSluice();
  const cluster = createKubernetesClient(await loadKubeconfig({ path: sluice.ready.kubeconfig }), {
    userAgent: 'sluice-bench',
  });
  const world = { sluice, cluster };
  try {
    await applyAndAwait(cluster, [controlPlane()], { atATime: 1 });
    const figures = [
      ...(await creation(world)),
      ...(await changes(world)),
      ...(await calm(world)),
      ...(await drift(world)),
      ...(await restart(world)),
      start(sluice),
    ];
    return { benchmark: 'reconcile', node: process.version, cpus: availableParallelism(), figures };
  } finally {
    await cluster.close();
    await sluice.stop();
  }
}

async function creation({ sluice, cluster }: World): Promise<Figure[]> {
  const before = await scrape(sluice, cluster);
  const first = await applyAndAwait(cluster, batch(0, firstUpstreams, targetsPerUpstream), {
    atATime: concurrency,
  });
  const memoryAfterFirst = peakMemory(await scrape(sluice, cluster), 'after 1,100 entities', 150);
  const rest = await applyAndAwait(cluster, batch(firstUpstreams, allUpstreams, targetsPerUpstream), {
    atATime: concurrency,
  });
  const after = await scrape(sluice, cluster);
  const entities = allUpstreams * perUpstream;
  const { writes, puts, calls } = costs(before, after, entities);
  return [
    {
      what: 'the first 1,100 entities, to Programmed',
      value: rate(first),
      unit: 'per second',
      goal: '500 or more',
    },
    {
      what: 'the next 9,900 entities, to Programmed',
      value: rate(rest),
      unit: 'per second',
      goal: '500 or more',
    },
    {
      what: 'all 11,000 entities, from nothing to Programmed',
      value: entities / (first.length / rate(first) + rest.length / rate(rest)),
      unit: 'per second',
      goal: '500 or more',
    },
    { what: 'latency of the first 1,100, p50', value: latency(first, 0.5), unit: 'ms' },
    { what: 'latency of the first 1,100, p99', value: latency(first, 0.99), unit: 'ms' },
    { what: "operator's Kubernetes writes per new entity", value: writes, unit: 'writes', goal: 'exactly 2' },
    { what: 'Konnect writes per new entity', value: puts, unit: 'calls', goal: 'exactly 1' },
    { what: 'Konnect calls of every kind per new entity', value: calls, unit: 'calls' },
    ...work(before, after, entities),
    ...memoryAfterFirst,
    ...peakMemory(after, 'after 11,000 entities', 220),
  ];
}

async function changes({ sluice, cluster }: World): Promise<Figure[]> {
  const paced = Array.from({ length: pacedPerSecond * pacedSeconds }, (_, index) =>
    target(index % allUpstreams, targetsPerUpstream + Math.floor(index / allUpstreams)),
  );
  const timings = await applyAndAwait(cluster, paced, { perSecond: pacedPerSecond });
  const before = await scrape(sluice, cluster);
  const changed = Array.from({ length: updates }, (_, index) => target(index % allUpstreams, 0, 500));
  const updated = await applyAndAwait(cluster, changed, { atATime: concurrency });
  const { writes, calls } = costs(before, await scrape(sluice, cluster), updates);
  return [
    { what: 'latency at 50 applies a second, p50', value: latency(timings, 0.5), unit: 'ms' },
    {
      what: 'latency at 50 applies a second, p99',
      value: latency(timings, 0.99),
      unit: 'ms',
      goal: 'under 100',
    },
    { what: 'updates, to Programmed', value: rate(updated), unit: 'per second' },
    { what: "operator's Kubernetes writes per update", value: writes, unit: 'writes', goal: 'exactly 1' },
    { what: 'Konnect calls of every kind per update', value: calls, unit: 'calls', goal: '1' },
  ];
}

/** One sync period in which nothing happens, from the end of a scan on, so that there is one scan in it. */
async function calm({ sluice, cluster }: World): Promise<Figure[]> {
  const before = await afterScan({ sluice, cluster });
  await delay(syncPeriodMs);
  const after = await scrape(sluice, cluster);
  const busy = processorSeconds(after, 'operator') - processorSeconds(before, 'operator');
  return [
    {
      what: 'operator at rest',
      value: (busy / syncPeriodMs) * 100_000,
      unit: '% of a core',
      goal: 'under 2',
    },
    {
      what: 'Konnect calls in a sync period at rest',
      value: konnectCalls(after) - konnectCalls(before),
      unit: 'calls',
      goal: 'one per 1,000 entities of each collection, and 2',
    },
    {
      what: 'Kubernetes writes in a sync period at rest',
      value: kubernetesWrites(after) - kubernetesWrites(before),
      unit: 'writes',
      goal: '0',
    },
  ];
}

/** Resolves with the counters when a scan has begun and ended. */
async function afterScan({ sluice, cluster }: World): Promise<Scrape> {
  const atStart = konnectCalls(await scrape(sluice, cluster));
  for (let calls = atStart; ; ) {
    await delay(scanEndedAfterMs);
    const now = await scrape(sluice, cluster);
    if (konnectCalls(now) === calls && calls > atStart) return now;
    calls = konnectCalls(now);
  }
}

async function drift({ sluice }: World): Promise<Figure[]> {
  const seconds = await mendDrift(sluice, drifted);
  return [{ what: `${drifted} targets changed by hand, until mended`, value: seconds, unit: 's' }];
}

async function restart({ sluice, cluster }: World): Promise<Figure[]> {
  const before = await scrape(sluice, cluster);
  const seconds = await restartOperator(sluice, allUpstreams * perUpstream);
  const after = await scrape(sluice, cluster);
  return [
    { what: 'killed, until it has looked at everything again', value: seconds, unit: 's' },
    {
      what: 'Konnect writes by a restart',
      value: konnectCalls(after, 'PUT') - konnectCalls(before, 'PUT'),
      unit: 'calls',
      goal: '0',
    },
    {
      what: 'Kubernetes writes by a restart',
      value: kubernetesWrites(after) - kubernetesWrites(before),
      unit: 'writes',
      goal: '0',
    },
  ];
}

function peakMemory(at: Scrape, when: string, goalMiB: number): Figure[] {
  return processes.map((process) => ({
    what: `peak memory of ${process} ${when}`,
    value: sum(at[process], 'process_peak_resident_memory_bytes') / 2 ** 20,
    unit: 'MiB',
    goal: `under ${goalMiB}`,
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
