import { availableParallelism } from 'node:os';
import { startPostgresqlServer } from '../scripts/postgresql.ts';
import { type ControlPlaneUnderTest, startControlPlaneProcess } from './support/control-plane-process.ts';
import { perSecond } from './support/per-second.ts';
import { type Figure, percentile, type Report } from './support/report.ts';

const connections = 32;
const creates = 6_000;
const reads = 20_000;
/** Reads before those that are measured: what is run a thousand times is compiled for speed. */
const warmUpReads = 20_000;
const stored = 100_000;
const pages = 20;
const events = 100;

/** The self-hosted control plane alone, on both databases, over TLS; client and server share the machine. */
export async function benchControlPlane(): Promise<Report> {
  const figures = await measure('SQLite', '3,000 or more');
  const postgresql = await startPostgresqlServer({ durable: true });
  try {
    figures.push(...(await measure('PostgreSQL', '1,500 or more', `${postgresql.url}/postgres`)));
  } finally {
    await postgresql.stop();
  }
  return { benchmark: 'control-plane', node: process.version, cpus: availableParallelism(), figures };
}

async function measure(database: string, goal: string, databaseUrl?: string): Promise<Figure[]> {
  const server = await startControlPlaneProcess(databaseUrl);
  try {
    const controlPlane = await server.json<{ id: string }>('POST', '/v2/control-planes', { name: 'bench' });
    const entities = `/v2/control-planes/${controlPlane.id}/core-entities`;
    const upstream = await server.json<{ id: string }>('POST', `${entities}/upstreams`, { name: 'web' });
    const targets = `${entities}/upstreams/${upstream.id}/targets`;
    await create(server, targets, 0, 1_000);
    const createsPerSecond = await create(server, targets, 1_000, creates);
    const getsPerSecond = await readOne(server, targets);
    const latencies = await eventLatencies(server, controlPlane.id, targets);
    const so = 1_000 + creates;
    await create(server, targets, so, stored - so);
    const on = (what: string) => `${what}, ${database}`;
    return [
      { what: on('target creates'), value: createsPerSecond, unit: 'per second', goal },
      { what: on('single GETs'), value: getsPerSecond, unit: 'per second', goal: '8,000 or more' },
      {
        what: on('page of 1,000 of 100,000 targets'),
        value: await readMany(server, `${targets}?size=1000`),
        unit: 'ms',
        goal: 'under 25',
      },
      {
        what: on('100 of 100,000 targets by tag'),
        value: await readMany(server, `${targets}?tags=rare`),
        unit: 'ms',
        goal: 'under 30',
      },
      { what: on('write sent to event received, p50'), value: percentile(latencies, 0.5), unit: 'ms' },
      {
        what: on('write sent to event received, p99'),
        value: percentile(latencies, 0.99),
        unit: 'ms',
        goal: 'under 50',
      },
    ];
  } finally {
    await server.stop();
  }
}

/** Creates targets over all connections and answers how many a second. One in a thousand has the tag `rare`. */
async function create(
  server: ControlPlaneUnderTest,
  targets: string,
  from: number,
  count: number,
): Promise<number> {
  return perSecond(count, connections, (index) => {
    const number = from + index;
    const target = `10.${number >> 16}.${(number >> 8) & 255}.${number & 255}`;
    const tags = number % 1_000 === 0 ? { tags: ['rare'] } : {};
    return server.json('POST', targets, { target, ...tags });
  });
}

async function readOne(server: ControlPlaneUnderTest, targets: string): Promise<number> {
  const { data } = await server.json<{ data: { id: string }[] }>('GET', `${targets}?size=1000`);
  const read = (index: number) => server.text('GET', `${targets}/${data[index % data.length]?.id}`);
  await perSecond(warmUpReads, connections, read);
  return perSecond(reads, connections, read);
}

/** The median time of one list request after the other, in milliseconds. */
async function readMany(server: ControlPlaneUnderTest, path: string): Promise<number> {
  const times: number[] = [];
  for (let page = 0; page < pages; page += 1) {
    const startedAt = performance.now();
    await server.text('GET', path);
    times.push(performance.now() - startedAt);
  }
  return percentile(times, 0.5);
}

/** How long it takes from sending a write until its event is there, in milliseconds, one write at a time. */
async function eventLatencies(
  server: ControlPlaneUnderTest,
  controlPlaneId: string,
  targets: string,
): Promise<number[]> {
  const stream = await server.events(`/sluice/v1/control-planes/${controlPlaneId}/events`);
  const latencies: number[] = [];
  for (let index = 0; index < events; index += 1) {
    const received = stream.next();
    const sentAt = performance.now();
    await Promise.all([received, server.json('POST', targets, { target: `event-${index}.example` })]);
    latencies.push(performance.now() - sentAt);
  }
  stream.close();
  return latencies;
}
