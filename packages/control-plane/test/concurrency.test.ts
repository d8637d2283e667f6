import { randomUUID } from 'node:crypto';
import { KonnectApiError, upstreamsPath } from '@sluice/konnect-api';
import { expect, test } from 'vitest';
import { startScene } from './scenes.ts';

/** Runs 16 writers at once and answers what became of each: its result, or the API's refusal. */
async function race<Result>(write: (writer: number) => Promise<Result>) {
  const outcomes = await Promise.all(
    Array.from({ length: 16 }, async (_, writer) => {
      try {
        return { won: await write(writer), refused: undefined };
      } catch (error) {
        expect(error).toBeInstanceOf(KonnectApiError);
        return { won: undefined, refused: error as KonnectApiError };
      }
    }),
  );
  return {
    won: outcomes.flatMap(({ won }) => (won === undefined ? [] : [won])),
    refused: outcomes.flatMap(({ refused }) => (refused === undefined ? [] : [refused])),
  };
}

test('of 16 that create an upstream of one name, one wins and 15 are told why', async () => {
  const { client, upstreams } = await startScene();
  const { won, refused } = await race(() => client.putEntity(upstreams, randomUUID(), { name: 'wanted' }));
  expect(won).toHaveLength(1);
  expect(refused.map(({ kind, uniqueField }) => ({ kind, uniqueField }))).toEqual(
    Array(15).fill({ kind: 'unique', uniqueField: 'name' }),
  );
  expect(await client.getEntity(upstreams, 'wanted')).toEqual(won[0]);
});

test('of 16 that create a target of one address, one wins', async () => {
  const { client, targets } = await startScene();
  const { won } = await race((writer) =>
    client.createEntity(targets, { target: writer % 2 === 0 ? '10.0.0.1' : '10.0.0.1:8000' }),
  );
  expect(won).toHaveLength(1);
  expect((await client.listEntities(targets)).data).toEqual(won);
});

test('of 16 that create a control plane of one name, one wins and 15 get a conflict', async () => {
  const { client, createGateway } = await startScene();
  const { won, refused } = await race(async () => ({ id: await createGateway({ name: 'wanted' }) }));
  expect(won).toHaveLength(1);
  expect(refused.map(({ status }) => status)).toEqual(Array(15).fill(409));
  expect((await client.listControlPlanes({ name: 'wanted' })).data).toHaveLength(1);
});

test('16 that put the same entity leave one', async () => {
  const { client, targets } = await startScene();
  const id = randomUUID();
  const { won } = await race((writer) =>
    client.putEntity(targets, id, { target: '10.0.0.1', weight: writer }),
  );
  expect(won).toHaveLength(16);
  expect((await client.listEntities(targets)).data).toHaveLength(1);
});

test('targets that are written while their upstream is deleted are refused or gone, never orphaned', async () => {
  const { client, controlPlaneId, upstreams, upstreamId, targets } = await startScene();
  const { refused } = await race((writer) =>
    writer === 7
      ? client.deleteEntity(upstreams, upstreamId)
      : client.createEntity(targets, { target: `10.0.0.${writer}` }),
  );
  expect(
    refused.every(({ kind, foreignField }) => kind === 'foreign' && foreignField === 'upstream.id'),
  ).toBe(true);
  expect((await client.listEntities(`${upstreamsPath(controlPlaneId)}`)).data).toEqual([]);
  expect((await client.listEntities(targets.replace(/upstreams\/[^/]+\//, ''))).data).toEqual([]);
});
