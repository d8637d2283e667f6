import { describe, expect, test } from 'vitest';
import { openEvents } from '../../test/event-reader.ts';
import { startScene, UNKNOWN_ID } from '../../test/scenes.ts';

async function eventScene() {
  const scene = await startScene();
  const path = `/sluice/v1/control-planes/${scene.controlPlaneId}/events`;
  return { ...scene, open: openEvents.bind(undefined, scene.running.url, path), path };
}

test('changes arrive in order as they happen, with the entity before and after and who did it', async () => {
  const { client, open, targets, controlPlaneId } = await eventScene();
  const events = await open();
  expect(await events.next()).toEqual({ event: 'ready', id: '1', data: { revision: 1 } });
  const created = await client.createEntity<{ id: string }>(targets, { target: 'a.example' });
  const updated = await client.putEntity(targets, created.id, { target: 'b.example' });
  await client.deleteEntity(targets, created.id);
  const user = await client.getUser();
  const common = {
    control_plane_id: controlPlaneId,
    type: 'target',
    id: created.id,
    at: expect.any(String),
    actor: { user_id: user.id, token_name: 'test' },
  };
  const received = [await events.next(), await events.next(), await events.next()];
  expect(received).toEqual([
    { event: 'created', id: '2', data: { ...common, revision: 2, before: null, after: created } },
    { event: 'updated', id: '3', data: { ...common, revision: 3, before: created, after: updated } },
    { event: 'deleted', id: '4', data: { ...common, revision: 4, before: updated, after: null } },
  ]);
  await events.close();
});

describe('a stream is resumed', () => {
  test.each([
    ['with Last-Event-ID', { headers: { 'last-event-id': '2' } }],
    ['with after', { search: '?after=2' }],
    ['with Last-Event-ID before after', { headers: { 'last-event-id': '2' }, search: '?after=0' }],
  ])('%s, without a gap or a repetition', async (_how, where) => {
    const { client, open, targets } = await eventScene();
    for (const target of ['a', 'b', 'c']) {
      await client.createEntity(targets, { target });
    }
    const events = await open(where);
    expect(await events.next()).toMatchObject({ event: 'ready', id: '2' });
    expect([(await events.next())?.id, (await events.next())?.id]).toEqual(['3', '4']);
    await client.createEntity(targets, { target: 'd' });
    expect((await events.next())?.id).toBe('5');
    await events.close();
  });

  test('while many write, every revision once and in order', async () => {
    const { client, open, targets } = await eventScene();
    const events = await open({ search: '?after=0' });
    await events.next();
    const writes = Array.from({ length: 100 }, (_, index) =>
      client.createEntity(targets, { target: `10.0.0.${index}` }),
    );
    const ids: number[] = [];
    for (let count = 0; count < 101; count += 1) {
      ids.push(Number((await events.next())?.id));
    }
    await Promise.all(writes);
    expect(ids).toEqual(Array.from({ length: 101 }, (_, index) => index + 1));
    await events.close();
  });
});

test('streams that are open are counted', async () => {
  const { open, send } = await eventScene();
  const count = async () => {
    const { body } = await send('GET', '/metrics');
    return Number(/^sluice_event_streams (\d+)$/m.exec(String(body))?.[1]);
  };
  await expect.poll(count).toBe(0);
  const streams = [await open(), await open()];
  expect(await count()).toBe(2);
  for (const stream of streams) await stream.close();
  await expect.poll(count).toBe(0);
});

test('a revision that is not kept, or never was, ends the stream with what to do', async () => {
  const { open } = await eventScene();
  const events = await open({ search: '?after=17' });
  await events.next();
  expect(await events.next()).toEqual({
    event: 'end',
    id: undefined,
    data: { status: 410, reason: 'out-of-reach', revision: 1, oldest: 1, message: expect.any(String) },
  });
  expect(await events.next()).toBeUndefined();
});

test('the end of the control plane is the end of the stream', async () => {
  const { open, send, controlPlaneId } = await eventScene();
  const events = await open();
  await events.next();
  await send('DELETE', `/v2/control-planes/${controlPlaneId}`);
  expect(await events.next()).toMatchObject({ event: 'end', data: { status: 404, reason: 'deleted' } });
  expect(await events.next()).toBeUndefined();
});

test('changes of another control plane are not told', async () => {
  const { client, open, createGateway, targets } = await eventScene();
  const events = await open();
  await events.next();
  const other = await createGateway();
  await client.createEntity(`/v2/control-planes/${other}/core-entities/upstreams`, { name: 'elsewhere' });
  await client.createEntity(targets, { target: 'here' });
  expect(await events.next()).toMatchObject({ id: '2', data: { type: 'target' } });
  await events.close();
});

test.each([
  ['an unknown control plane', UNKNOWN_ID, '', 404],
  ['no UUID', 'gateway', '', 400],
  ['no revision', undefined, '?after=x', 400],
  ['two revisions', undefined, '?after=1&after=2', 400],
])('%s is refused', async (_what, id, search, status) => {
  const { send, controlPlaneId } = await eventScene();
  const answer = await send('GET', `/sluice/v1/control-planes/${id ?? controlPlaneId}/events${search}`);
  expect(answer).toMatchObject({ status, contentType: 'application/problem+json' });
});

test('without a token there are no events', async () => {
  const { send, path } = await eventScene();
  expect((await send('GET', path, undefined, { authorization: '' })).status).toBe(401);
});

describe('a control plane tells of itself, too', () => {
  test('when its own fields change, and not when they stay', async () => {
    const { send, client, open, targets, controlPlaneId } = await eventScene();
    const events = await open();
    await events.next();
    const path = `/v2/control-planes/${controlPlaneId}`;
    await send('PATCH', path, { description: 'by hand', labels: { team: 'a' } });
    await send('PATCH', path, { description: 'by hand' });
    await client.createEntity(targets, { target: 'a.example' });
    expect(await events.next()).toMatchObject({
      event: 'updated',
      id: '2',
      data: {
        type: 'control_plane',
        id: controlPlaneId,
        actor: { token_name: 'test' },
        before: { description: '', labels: {} },
        after: { description: 'by hand', labels: { team: 'a' } },
      },
    });
    expect(await events.next()).toMatchObject({ id: '3', data: { type: 'target' } });
    await events.close();
  });

  test('as a group when it gets or loses a member, without saying which', async () => {
    const { send, controlPlaneId, createGateway, running } = await eventScene();
    const groupId = await createGateway({ cluster_type: 'CLUSTER_TYPE_CONTROL_PLANE_GROUP' });
    const other = await createGateway();
    const events = await openEvents(running.url, `/sluice/v1/control-planes/${groupId}/events`);
    expect(await events.next()).toMatchObject({ event: 'ready', id: '0' });
    const members = { members: [{ id: controlPlaneId }, { id: other }] };
    const memberships = `/v2/control-planes/${groupId}/group-memberships`;
    await send('PUT', memberships, members);
    await send('PUT', memberships, members);
    await send('DELETE', `/v2/control-planes/${other}`);
    const told = { event: 'updated', data: { type: 'group_memberships', id: groupId } };
    expect(await events.next()).toMatchObject({ id: '1', ...told });
    const second = await events.next();
    expect(second).toMatchObject({ id: '2', ...told });
    expect(JSON.stringify(second)).not.toContain(other);
    await send('POST', `${memberships}/remove`, { members: [{ id: controlPlaneId }] });
    expect(await events.next()).toMatchObject({ id: '3', ...told });
    await events.close();
  });
});
