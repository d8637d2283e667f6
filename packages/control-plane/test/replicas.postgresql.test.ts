import { randomUUID } from 'node:crypto';
import { type KonnectClient, targetsPath, upstreamsPath } from '@sluice/konnect-api';
import { expect, test } from 'vitest';
import { ChangeFeed } from '../src/events/change-feed.ts';
import type { Database } from '../src/storage/database.ts';
import { openEvents } from './event-reader.ts';
import { startServerProcess } from './server-process.ts';
import { startTestControlPlane, temporaryFolder } from './test-control-plane.ts';
import { openTestDatabase } from './test-database.ts';

/** Two servers on one database. */
async function twoReplicas() {
  const dataDir = await temporaryFolder();
  const replicas = [
    await startTestControlPlane({ dataDir }),
    await startTestControlPlane({ dataDir }),
  ] as const;
  const [{ client }] = replicas;
  const { id: controlPlaneId } = await client.createControlPlane({ name: 'gateway' });
  const upstreams = upstreamsPath(controlPlaneId);
  const { id: upstreamId } = await client.createEntity<{ id: string }>(upstreams, { name: 'web' });
  const targets = targetsPath(controlPlaneId, upstreamId);
  return { dataDir, replicas, controlPlaneId, upstreams, upstreamId, targets };
}

/** Runs 16 writers at once, half of them on each replica. */
function sixteen<Result>(
  replicas: readonly { client: KonnectClient }[],
  write: (client: KonnectClient, writer: number) => Promise<Result>,
): Promise<PromiseSettledResult<Result>[]> {
  return Promise.allSettled(
    Array.from({ length: 16 }, (_, writer) => {
      const replica = replicas[writer % 2];
      return replica === undefined ? Promise.reject(new Error('no replica')) : write(replica.client, writer);
    }),
  );
}

function won(results: PromiseSettledResult<unknown>[]): number {
  return results.filter(({ status }) => status === 'fulfilled').length;
}

test('what is unique stays so when 16 write on two replicas', async () => {
  const { replicas, upstreams, targets } = await twoReplicas();
  const names = await sixteen(replicas, (client) => client.createEntity(upstreams, { name: 'wanted' }));
  const addresses = await sixteen(replicas, (client) => client.createEntity(targets, { target: '10.0.0.1' }));
  const gateways = await sixteen(replicas, (client) => client.createControlPlane({ name: 'wanted' }));
  expect([won(names), won(addresses), won(gateways)]).toEqual([1, 1, 1]);
  const id = randomUUID();
  const puts = await sixteen(replicas, (client, weight) =>
    client.putEntity(targets, id, { target: 'b', weight }),
  );
  expect(won(puts)).toBe(16);
  for (const { client } of replicas) {
    expect((await client.listEntities(targets)).data).toHaveLength(2);
  }
});

test('nothing is orphaned when an upstream is deleted on one replica and filled on both', async () => {
  const { replicas, controlPlaneId, upstreams, upstreamId, targets } = await twoReplicas();
  const results = await sixteen<unknown>(replicas, (client, writer) =>
    writer === 7
      ? client.deleteEntity(upstreams, upstreamId)
      : client.createEntity(targets, { target: `10.0.0.${writer}` }),
  );
  expect(results[7]?.status).toBe('fulfilled');
  for (const { client } of replicas) {
    const all = `/v2/control-planes/${controlPlaneId}/core-entities/targets`;
    expect((await client.listEntities(all)).data).toEqual([]);
  }
});

test('a stream on one replica has what both write: every revision once, in order', async () => {
  const { replicas, controlPlaneId, targets } = await twoReplicas();
  const path = `/sluice/v1/control-planes/${controlPlaneId}/events`;
  const streams = [];
  for (const { running } of replicas) {
    streams.push(await openEvents(running.url, path, { search: '?after=0' }));
  }
  const rounds = Array.from({ length: 10 }, (_, round) =>
    sixteen(replicas, (client, writer) =>
      client.createEntity(targets, { target: `10.0.${round}.${writer}` }),
    ),
  );
  for (const stream of streams) {
    await stream.next();
    const ids: number[] = [];
    while (ids.length < 161) {
      ids.push(Number((await stream.next())?.id));
    }
    expect(ids).toEqual(Array.from({ length: 161 }, (_, index) => index + 1));
    await stream.close();
  }
  expect(won((await Promise.all(rounds)).flat())).toBe(160);
});

test('a stream of all control planes on one replica has what both write and make, in the order of each', async () => {
  const { replicas } = await twoReplicas();
  const [here, there] = replicas;
  const events = await openEvents(here.running.url, '/sluice/v1/events', { body: {} });
  const next = async () => (await events.next())?.data as { control_plane_id: string; revision: number };
  await events.next();
  await next();
  const made = await sixteen(replicas, (client, writer) =>
    client.createControlPlane({ name: `gateway-${writer}` }),
  );
  const ids = made.flatMap((result) => (result.status === 'fulfilled' ? [result.value.id] : []));
  const begun: string[] = [];
  while (begun.length < 16) {
    begun.push((await next()).control_plane_id);
  }
  expect(begun.sort()).toEqual(ids.sort());
  const filled = ids.slice(0, 4);
  const writes = filled.map((id) =>
    sixteen(replicas, (client, writer) =>
      client.createEntity(upstreamsPath(id), { name: `upstream-${writer}` }),
    ),
  );
  const revisions = new Map<string, number[]>(filled.map((id) => [id, []]));
  for (let count = 0; count < 64; count += 1) {
    const { control_plane_id: id, revision } = await next();
    revisions.get(id)?.push(revision);
  }
  await Promise.all(writes);
  for (const told of revisions.values()) {
    expect(told).toEqual(Array.from({ length: 16 }, (_, at) => at + 1));
  }
  await there.client.deleteControlPlane(ids[0] ?? '');
  expect(await events.next()).toMatchObject({ event: 'gone', data: { control_plane_id: ids[0] } });
  await events.close();
});

/** Follows the changes of a control plane as fast as it can, until it has so many. */
async function follow(database: Database, controlPlaneId: string, count: number): Promise<number[]> {
  const feed = new ChangeFeed(database);
  const revisions: number[] = [];
  while (revisions.length < count) {
    const page = await feed.after(controlPlaneId, revisions.length);
    expect(page.kind).toBe('changes');
    revisions.push(...(page.kind === 'changes' ? page.changes.map(({ revision }) => revision) : []));
    // Lets writers and timers have their turn.
    await new Promise((resolve) => setImmediate(resolve));
  }
  return revisions;
}

test('a reader never steps over a transaction that is still open', async () => {
  const { dataDir, replicas, controlPlaneId, targets } = await twoReplicas();
  const writer = await openTestDatabase(dataDir);
  const reader = await openTestDatabase(dataDir);
  const following = follow(reader, controlPlaneId, 18);
  // Has its revision, and stays open while 15 others want to write theirs.
  let others: Promise<PromiseSettledResult<unknown>[]> | undefined;
  await writer.write(async ({ actor, db, journal, ledger }) => {
    await ledger.find(controlPlaneId);
    const { revision } = ledger.nextRevision(controlPlaneId);
    others ??= sixteen(replicas, (client, lane) =>
      client.createEntity(targets, { target: `10.0.0.${lane}` }),
    );
    journal.addChange({
      control_plane_id: controlPlaneId,
      revision,
      type: 'upstream',
      entity_id: 'long',
      operation: 'create',
      before: null,
      after: null,
      at: '',
      user_id: actor.userId,
      token_name: actor.tokenName,
    });
    const seen = await new ChangeFeed(reader).after(controlPlaneId, 0);
    expect(seen).toMatchObject({ kind: 'changes', changes: [{ revision: 1 }] });
    await db.selectFrom('control_planes').select('id').execute();
  });
  expect(won((await others) ?? [])).toBe(16);
  expect(await following).toEqual(Array.from({ length: 18 }, (_, index) => index + 1));
  await writer.close();
  await reader.close();
});

test('the loss of a replica loses nothing that it acknowledged, and stops nobody else from writing', async () => {
  const dataDir = await temporaryFolder();
  const survivor = await startTestControlPlane({ dataDir });
  const { id: controlPlaneId } = await survivor.client.createControlPlane({ name: 'gateway' });
  const { id: upstreamId } = await survivor.client.createEntity<{ id: string }>(
    upstreamsPath(controlPlaneId),
    { name: 'web' },
  );
  const targets = targetsPath(controlPlaneId, upstreamId);
  const stream = await openEvents(
    survivor.running.url,
    `/sluice/v1/control-planes/${controlPlaneId}/events`,
    { search: '?after=1' },
  );
  const acknowledged = new Set<string>();
  let killed = false;
  let finished = false;
  let round = 0;
  const lane = async (client: KonnectClient, isOver: () => boolean, mayFail: () => boolean) => {
    while (!isOver()) {
      round += 1;
      const created = await client
        .createEntity<{ id: string }>(targets, { target: `10.0.${round >> 8}.${round & 255}` })
        .catch((error: unknown) => (mayFail() ? undefined : Promise.reject(error)));
      if (created !== undefined) {
        acknowledged.add(created.id);
      }
    }
  };
  const lost = await startServerProcess(dataDir);
  const isKilled = () => killed;
  const onLost = Array.from({ length: 8 }, () => lane(lost.client, isKilled, isKilled));
  const onSurvivor = Array.from({ length: 8 }, () =>
    lane(
      survivor.client,
      () => finished,
      () => false,
    ),
  );
  await expect.poll(() => acknowledged.size).toBeGreaterThan(100);
  killed = true;
  await lost.kill();
  const before = acknowledged.size;
  await expect.poll(() => acknowledged.size).toBeGreaterThan(before + 50);
  finished = true;
  await Promise.all([...onLost, ...onSurvivor]);

  const stored: string[] = [];
  for await (const { id } of survivor.client.iterateEntities<{ id: string }>(targets)) {
    stored.push(id);
  }
  expect([...acknowledged].filter((id) => !stored.includes(id))).toEqual([]);
  await stream.next();
  const told: (string | undefined)[] = [];
  const ids: number[] = [];
  while (told.length < stored.length) {
    const event = await stream.next();
    ids.push(Number(event?.id));
    told.push((event?.data as { id?: string } | undefined)?.id);
  }
  expect(ids).toEqual(stored.map((_, index) => index + 2));
  expect(told).toEqual(stored);
  await stream.close();
});
