import { upstreamsPath } from '@sluice/konnect-api';
import { describe, expect, test } from 'vitest';
import { addChanges } from '../../test/add-changes.ts';
import { type EventReader, openEvents, type ReceivedEvent } from '../../test/event-reader.ts';
import { UNKNOWN_ID } from '../../test/scenes.ts';
import { startTestControlPlane, type TestControlPlane } from '../../test/test-control-plane.ts';
import { openTestDatabase } from '../../test/test-database.ts';
import { ChangeFeed } from './change-feed.ts';

const PATH = '/sluice/v1/events';

/** A server with so many gateways, each with an upstream, and ways to follow them all. */
async function startWithGateways(count: number) {
  const server = await startTestControlPlane();
  const ids: string[] = [];
  for (let at = 0; at < count; at += 1) {
    ids.push((await server.client.createControlPlane({ name: `gateway-${at}` })).id);
  }
  const add = (id: string, name: string) =>
    server.client.createEntity<{ id: string }>(upstreamsPath(id), { name });
  for (const id of ids) {
    await add(id, 'web');
  }
  const follow = async (after?: Record<string, number>, headers: Record<string, string> = {}) => {
    const events = await openEvents(server.running.url, PATH, { body: { after }, headers });
    expect(await events.next()).toEqual({ event: 'ready', id: undefined, data: {} });
    return events;
  };
  return { ...server, ids, add, follow };
}

type Tale = { control_plane_id: string; revision: number; type?: string; reason?: string };

/** The next events, in short. */
async function tell(events: EventReader, count: number): Promise<string[]> {
  const told: string[] = [];
  while (told.length < count) {
    told.push(inShort(await events.next()));
  }
  return told;
}

function inShort(received: ReceivedEvent | undefined): string {
  const { control_plane_id, revision, reason } = (received?.data ?? {}) as Tale;
  return [received?.event ?? 'nothing', control_plane_id, revision ?? reason]
    .filter((part) => part !== undefined)
    .join(' ');
}

/** Somebody with these roles, by token. */
async function accountWith({ send }: TestControlPlane, roles: object[]) {
  const user = await send('POST', '/sluice/v1/users', { kind: 'system-account', name: 'robot', roles });
  const { id: userId } = user.body as { id: string };
  const made = await send('POST', '/sluice/v1/tokens', { name: 'robot', userId });
  const { id: tokenId, token } = made.body as { id: string; token: string };
  return { userId, tokenId, headers: { authorization: `Bearer ${token}` } };
}

describe('one stream tells of all control planes', () => {
  test('from where each of them is, with the changes as the stream of each has them', async () => {
    const { running, ids, follow, add } = await startWithGateways(3);
    const events = await follow();
    expect((await tell(events, 3)).sort()).toEqual(ids.map((id) => `begin ${id} 1`).sort());
    for (const id of ids) {
      const single = await openEvents(running.url, `/sluice/v1/control-planes/${id}/events`);
      await single.next();
      await add(id, 'more');
      const { event, data } = (await single.next()) ?? {};
      expect(data).toMatchObject({ control_plane_id: id, revision: 2, type: 'upstream' });
      expect(await events.next()).toEqual({ event, id: undefined, data });
      await single.close();
    }
    await events.close();
  });

  test('of one that is made later, and to its end, without an end for the others', async () => {
    const { client, ids, follow, add } = await startWithGateways(2);
    const [first = '', second = ''] = ids;
    const events = await follow();
    await tell(events, 2);
    const { id: third } = await client.createControlPlane({ name: 'later' });
    expect(await tell(events, 1)).toEqual([`begin ${third} 0`]);
    await add(third, 'web');
    expect(await tell(events, 1)).toEqual([`created ${third} 1`]);
    await client.deleteControlPlane(first);
    expect(await tell(events, 1)).toEqual([`gone ${first} deleted`]);
    await add(second, 'more');
    expect(await tell(events, 1)).toEqual([`created ${second} 2`]);
    await events.close();
  });

  test('of each in turn, so that one in which much happened holds up none', async () => {
    const { dataDir, ids, follow } = await startWithGateways(2);
    const [busy = '', calm = ''] = ids;
    const database = await openTestDatabase(dataDir);
    await addChanges(database, busy, 350);
    await database.close();
    const events = await follow({ [busy]: 0, [calm]: 0 });
    const told = (await tell(events, 2 + 351 + 1)).slice(2);
    expect(told.indexOf(`created ${calm} 1`)).toBeLessThan(101);
    expect(told.filter((tale) => tale.includes(busy)).map((tale) => tale.split(' ').at(-1))).toEqual(
      Array.from({ length: 351 }, (_, at) => `${at + 1}`),
    );
    await events.close();
  });

  test('in readers that read at once from one read of the database', async () => {
    const { dataDir, ids } = await startWithGateways(1);
    const database = await openTestDatabase(dataDir);
    const feed = new ChangeFeed(database);
    const [id = ''] = ids;
    const pages = await Promise.all(Array.from({ length: 20 }, () => feed.after(id, 0)));
    expect(pages[0]).toMatchObject({ kind: 'changes', changes: [{ revision: 1 }] });
    expect(new Set(pages).size).toBe(1);
    expect(await feed.after(id, 0)).not.toBe(pages[0]);
    await database.close();
  });

  test('and a change that comes while a read is under way is told to whoever asks after it', async () => {
    const { dataDir, ids } = await startWithGateways(1);
    const database = await openTestDatabase(dataDir);
    const feed = new ChangeFeed(database);
    const [id = ''] = ids;
    const stop = feed.subscribe(id, () => undefined);
    const before = feed.after(id, 1);
    database.changed.wake([id]);
    const since = feed.after(id, 1);
    expect(since).not.toBe(before);
    await Promise.all([before, since]);
    stop();
    await database.close();
  });
});

describe('a stream of all control planes is resumed', () => {
  test('after the revisions that are named, without a gap or a repetition, and from now on for others', async () => {
    const { ids, follow, add } = await startWithGateways(3);
    const [behind = '', inStep = '', unnamed = ''] = ids;
    await add(behind, 'more');
    await add(behind, 'and-more');
    await add(unnamed, 'more');
    const events = await follow({ [behind.toUpperCase()]: 1, [inStep]: 1 });
    expect((await tell(events, 3)).sort()).toEqual(
      [`begin ${behind} 1`, `begin ${inStep} 1`, `begin ${unnamed} 2`].sort(),
    );
    expect(await tell(events, 2)).toEqual([`created ${behind} 2`, `created ${behind} 3`]);
    await add(inStep, 'more');
    expect(await tell(events, 1)).toEqual([`created ${inStep} 2`]);
    await events.close();
  });

  test('and begins anew in the one control plane whose changes since are not kept', async () => {
    const { dataDir, ids, follow, add } = await startWithGateways(2);
    const [forgotten = '', kept = ''] = ids;
    for (const name of ['a', 'b', 'c']) {
      await add(forgotten, name);
      await add(kept, name);
    }
    const database = await openTestDatabase(dataDir);
    await database.write(({ db }) =>
      db.deleteFrom('changes').where('control_plane_id', '=', forgotten).where('revision', '<=', 3).execute(),
    );
    await database.close();
    const events = await follow({ [forgotten]: 1, [kept]: 3 });
    expect((await tell(events, 2)).sort()).toEqual([`begin ${forgotten} 1`, `begin ${kept} 3`].sort());
    expect((await tell(events, 2)).sort()).toEqual([`begin ${forgotten} 4`, `created ${kept} 4`].sort());
    await add(forgotten, 'later');
    expect(await tell(events, 1)).toEqual([`created ${forgotten} 5`]);
    await events.close();
  });

  test('and begins anew where a revision is from another life of the database', async () => {
    const { ids, follow } = await startWithGateways(1);
    const events = await follow({ [ids[0] ?? '']: 17 });
    expect(await tell(events, 2)).toEqual([`begin ${ids[0]} 17`, `begin ${ids[0]} 1`]);
    await events.close();
  });

  test('and says which of those that are named are not there', async () => {
    const { ids, follow } = await startWithGateways(1);
    const events = await follow({ [UNKNOWN_ID]: 3 });
    expect(await tell(events, 2)).toEqual([`gone ${UNKNOWN_ID} deleted`, `begin ${ids[0]} 1`]);
    await events.close();
  });

  test('as often as it is cut while many write, with every revision once and in order', async () => {
    const { ids, follow, add } = await startWithGateways(4);
    const writes = Promise.all(
      ids.flatMap((id) => Array.from({ length: 15 }, (_, at) => add(id, `upstream-${at}`))),
    );
    const seen: Record<string, number> = Object.fromEntries(ids.map((id) => [id, 1]));
    for (let count = 0; count < 60; ) {
      const events = await follow(seen);
      await tell(events, 4);
      for (let read = 0; read < 10 && count < 60; read += 1) {
        const { control_plane_id: id, revision } = ((await events.next())?.data ?? {}) as Tale;
        expect(revision).toBe((seen[id] ?? 0) + 1);
        seen[id] = revision;
        count += 1;
      }
      await events.close();
    }
    await writes;
    expect(Object.values(seen)).toEqual([16, 16, 16, 16]);
  });
});

describe('a stream of all control planes is for those that the reader has a role in', () => {
  test('now: others are neither told of nor known, until a role in them is given', async () => {
    const server = await startWithGateways(2);
    const { ids, follow, add, send } = server;
    const [mine = '', other = ''] = ids;
    const { userId, headers } = await accountWith(server, [{ controlPlaneId: mine, role: 'viewer' }]);
    const events = await follow({ [other]: 1 }, headers);
    expect(await tell(events, 2)).toEqual([`gone ${other} deleted`, `begin ${mine} 1`]);
    await add(other, 'unseen');
    await add(mine, 'seen');
    expect(await tell(events, 1)).toEqual([`created ${mine} 2`]);
    const both = [mine, other].map((controlPlaneId) => ({ controlPlaneId, role: 'viewer' }));
    await send('PATCH', `/sluice/v1/users/${userId}`, { roles: both });
    expect(await tell(events, 1)).toEqual([`begin ${other} 2`]);
    await send('PATCH', `/sluice/v1/users/${userId}`, { roles: both.slice(1) });
    expect(await tell(events, 1)).toEqual([`gone ${mine} no-role`]);
    await add(mine, 'unseen');
    await add(other, 'seen');
    expect(await tell(events, 1)).toEqual([`created ${other} 3`]);
    await events.close();
  });

  test('and for nobody whose token was revoked', async () => {
    const server = await startWithGateways(1);
    const { tokenId, headers } = await accountWith(server, [{ role: 'viewer' }]);
    const events = await server.follow({}, headers);
    await tell(events, 1);
    await server.send('DELETE', `/sluice/v1/tokens/${tokenId}`);
    expect(await events.next()).toMatchObject({ event: 'end', data: { status: 401, reason: 'signed-out' } });
    expect(await events.next()).toBeUndefined();
  });
});

test.each([
  ['what is no id', { after: { gateway: 1 } }],
  ['what is no revision', { after: { [UNKNOWN_ID]: -1 } }],
  ['a text for a revision', { after: { [UNKNOWN_ID]: '1' } }],
  ['what is not known', { since: {} }],
])('%s in the request is refused', async (_what, body) => {
  const { send } = await startTestControlPlane();
  expect(await send('POST', PATH, body)).toMatchObject({
    status: 400,
    contentType: 'application/problem+json',
  });
});
