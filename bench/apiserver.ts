import { mkdtempSync, rmSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { crdManifest, KongTarget } from '@sluice/kong-resources';
import { type ApiServerUnderTest, startApiserverProcess } from './support/apiserver-process.ts';
import { benchStatus, benchTarget, targetName, targetsOf } from './support/bench-target.ts';
import { perSecond } from './support/per-second.ts';
import { type Figure, percentile, type Report } from './support/report.ts';
import { watchLag } from './support/watch-lag.ts';

const connections = 32;
const warmUp = 4_000;
const listed = 10_000;
const many = 100_000;
const manyAfterCrash = 50_000;
const starts = 5;
const lists = 15;

/**
 * The embedded API server alone, in its own process, with KongTargets of 1.5 KB in the schema and with the rules
 * that they are shipped with; the client shares the machine. `BENCH_NODE_FLAGS=--cpu-prof` profiles the server.
 */
export async function benchApiserver(): Promise<Report> {
  const figures = [
    ...(await onServer(writing)),
    ...(await onServer(watching)),
    await starting(),
    ...(await holding()),
  ];
  return { benchmark: 'apiserver', node: process.version, cpus: availableParallelism(), figures };
}

/** Creates and status patches over all connections, and the list of what is there then. */
async function writing(server: ApiServerUnderTest): Promise<Figure[]> {
  await create(server, 'warm-up', 0, warmUp);
  const creates = await create(server, 'default', 0, listed);
  const patches = await perSecond(listed, connections, (index) =>
    server.send(
      'PATCH',
      `${targetsOf('default')}/${targetName(index)}/status`,
      benchStatus(index),
      'application/merge-patch+json',
    ),
  );
  const times: number[] = [];
  for (let count = 0; count < lists; count += 1) {
    const startedAt = performance.now();
    await server.send('GET', targetsOf('default'));
    times.push(performance.now() - startedAt);
  }
  return [
    { what: 'durable creates', value: creates, unit: 'per second', goal: '3,000 or more' },
    { what: 'status patches', value: patches, unit: 'per second', goal: '3,000 or more' },
    {
      what: 'list of 10,000 objects to its last byte, p50',
      value: percentile(times, 0.5),
      unit: 'ms',
      goal: 'under 120',
    },
  ];
}

/** How far 100 watchers are behind 500 writes a second, once both sides have compiled what they do all the time. */
async function watching(server: ApiServerUnderTest): Promise<Figure[]> {
  await create(server, 'default', 0, 1_000);
  const load = { watchers: 100, writesPerSecond: 500, connections, objects: 1_000 };
  await watchLag(server, { ...load, firstWrite: 0, seconds: 3 });
  const { medianMs, worstWatcherP99Ms, writesPerSecond } = await watchLag(server, {
    ...load,
    firstWrite: 1_000_000,
    seconds: 10,
  });
  return [
    { what: 'writes with 100 watchers', value: writesPerSecond, unit: 'per second', goal: '500' },
    { what: 'write sent to event received, p50', value: medianMs, unit: 'ms' },
    {
      what: 'write sent to event received, p99 of the worst watcher',
      value: worstWatcherP99Ms,
      unit: 'ms',
      goal: 'under 15',
    },
  ];
}

/** From the command to the line that says that it serves, on a state folder that isn't there yet. */
async function starting(): Promise<Figure> {
  const times: number[] = [];
  for (let count = 0; count < starts; count += 1) {
    times.push(
      await inStateDir(async (stateDir) => {
        const server = await startApiserverProcess(stateDir);
        await server.stop();
        return server.readyMs;
      }),
    );
  }
  return { what: 'start to ready, empty, p50', value: percentile(times, 0.5), unit: 'ms', goal: 'under 400' };
}

/** Memory with many objects, and the start after `kill -9` with some of them. */
function holding(): Promise<Figure[]> {
  return inStateDir(async (stateDir) => {
    const first = await prepared(stateDir);
    await create(first, 'default', 0, manyAfterCrash).finally(() => first.stop('SIGKILL'));
    const again = await startApiserverProcess(stateDir);
    await create(again, 'default', manyAfterCrash, many - manyAfterCrash).catch(async (error: unknown) => {
      await again.stop();
      throw error;
    });
    const residentMiB = again.residentMiB();
    await again.stop();
    return [
      {
        what: 'start to ready with 50,000 objects after kill -9',
        value: again.readyMs,
        unit: 'ms',
        goal: 'under 1,000',
      },
      { what: 'memory with 100,000 objects', value: residentMiB, unit: 'MiB', goal: 'under 600' },
    ];
  });
}

function create(server: ApiServerUnderTest, namespace: string, from: number, count: number): Promise<number> {
  return perSecond(count, connections, (index) =>
    server.send('POST', targetsOf(namespace), benchTarget(from + index)),
  );
}

async function onServer<Result>(measure: (server: ApiServerUnderTest) => Promise<Result>): Promise<Result> {
  return inStateDir(async (stateDir) => {
    const server = await prepared(stateDir);
    try {
      return await measure(server);
    } finally {
      await server.stop();
    }
  });
}

/** A server with the CRD of KongTarget, and a namespace beside `default`. */
async function prepared(stateDir: string): Promise<ApiServerUnderTest> {
  const server = await startApiserverProcess(stateDir);
  await server.send('POST', '/api/v1/namespaces', {
    apiVersion: 'v1',
    kind: 'Namespace',
    metadata: { name: 'warm-up' },
  });
  await server.send(
    'POST',
    '/apis/apiextensions.k8s.io/v1/customresourcedefinitions',
    crdManifest(KongTarget),
  );
  return server;
}

async function inStateDir<Result>(use: (stateDir: string) => Promise<Result>): Promise<Result> {
  const stateDir = mkdtempSync(join(tmpdir(), 'sluice-bench-'));
  try {
    return await use(stateDir);
  } finally {
    rmSync(stateDir, { recursive: true, force: true });
  }
}
