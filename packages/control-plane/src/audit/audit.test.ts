import { describe, expect, test } from 'vitest';
import { startScene, UNKNOWN_ID } from '../../test/scenes.ts';

interface Entry {
  at: string;
  actor: { user_id: string; token_name: string };
  request_id: string;
  control_plane_id: string;
  type: string;
  entity_id: string;
  operation: string;
  before: { target?: string; name?: string } | null;
  after: { target?: string; name?: string } | null;
}

interface Trail {
  data: Entry[];
  offset?: string;
}

/** A gateway with an upstream, in which one target was created, changed and deleted. */
async function changedScene() {
  const scene = await startScene();
  const { client, send, targets, controlPlaneId } = scene;
  const { id } = await client.createEntity<{ id: string }>(targets, { target: 'a.example' });
  await client.putEntity(targets, id, { target: 'b.example' });
  await client.deleteEntity(targets, id);
  const trail = async (search: string) => (await send('GET', `/sluice/v1/audit?${search}`)).body as Trail;
  const gateway = `control_plane=${controlPlaneId}`;
  return { ...scene, id, trail, gateway };
}

test('the trail says who changed what, from what to what, newest first', async () => {
  const { client, trail, gateway, id, controlPlaneId } = await changedScene();
  const { data } = await trail(gateway);
  expect(
    data.map(({ operation, type, before, after }) => [operation, type, before?.target, after?.target]),
  ).toEqual([
    ['delete', 'target', 'b.example:8000', undefined],
    ['update', 'target', 'a.example:8000', 'b.example:8000'],
    ['create', 'target', undefined, 'a.example:8000'],
    ['create', 'upstream', undefined, undefined],
    ['create', 'control_plane', undefined, undefined],
  ]);
  const user = await client.getUser();
  for (const entry of data) {
    expect(entry).toMatchObject({
      actor: { user_id: user.id, token_name: 'test' },
      control_plane_id: controlPlaneId,
      request_id: expect.stringMatching(/^\d+$/),
    });
    expect(Math.abs(Date.now() - Date.parse(entry.at))).toBeLessThan(60_000);
  }
  expect(data.filter(({ type }) => type === 'target').every(({ entity_id }) => entity_id === id)).toBe(true);
});

test('a change of a control plane and its end are in the trail, which outlives it', async () => {
  const { client, send, trail, gateway, controlPlaneId } = await changedScene();
  await client.updateControlPlane(controlPlaneId, { description: 'new' });
  await send('DELETE', `/v2/control-planes/${controlPlaneId}`);
  const { data } = await trail(`${gateway}&type=control_plane`);
  expect(data.map(({ operation }) => operation)).toEqual(['delete', 'update', 'create']);
  expect(data[1]).toMatchObject({ before: { description: '' }, after: { description: 'new' } });
  expect((await trail(gateway)).data).toHaveLength(7);
});

test('what is refused or changes nothing leaves no entry', async () => {
  const { send, trail, gateway, upstreams, upstreamId } = await changedScene();
  await send('POST', upstreams, { name: 'web' });
  await send('PUT', `${upstreams}/${upstreamId}`, { name: 'web' });
  await send('DELETE', `${upstreams}/${UNKNOWN_ID}`);
  expect((await trail(gateway)).data).toHaveLength(5);
});

describe('the trail is filtered by', () => {
  test('entity, type and actor', async () => {
    const { trail, gateway, id } = await changedScene();
    expect((await trail(`entity=${id}`)).data).toHaveLength(3);
    expect((await trail(`${gateway}&type=upstream`)).data).toHaveLength(1);
    expect((await trail(`${gateway}&actor=test`)).data).toHaveLength(5);
    expect((await trail(`${gateway}&actor=nobody`)).data).toEqual([]);
  });

  test('time', async () => {
    const { trail, gateway } = await changedScene();
    const { data } = await trail(gateway);
    const middle = data[2]?.at ?? '';
    const since = (await trail(`${gateway}&since=${middle}`)).data;
    const until = (await trail(`${gateway}&until=${middle}`)).data;
    expect([...since, ...until]).toEqual(data);
    expect((await trail(`${gateway}&since=2999-01-01`)).data).toEqual([]);
  });
});

test('pages join up to the whole', async () => {
  const { trail, gateway } = await changedScene();
  const whole = await trail(gateway);
  const first = await trail(`${gateway}&size=3`);
  const second = await trail(`${gateway}&size=3&offset=${first.offset}`);
  expect([...first.data, ...second.data]).toEqual(whole.data);
  expect([whole.offset, second.offset]).toEqual([undefined, undefined]);
});

test.each([
  ['size=0', 'size'],
  ['size=1001', 'size'],
  ['offset=x', 'offset'],
  ['control_plane=x', 'control_plane'],
  ['entity=x', 'entity'],
  ['since=yesterday', 'since'],
  ['until=2030-99-01', 'until'],
  ['actor=a&actor=b', 'actor'],
  ['colour=red', 'colour'],
])('%s is refused and %s named', async (search, field) => {
  const { send } = await startScene();
  expect(await send('GET', `/sluice/v1/audit?${search}`)).toMatchObject({
    status: 400,
    body: { invalid_parameters: [{ field, source: 'query' }] },
  });
});

describe('the history of an entity', () => {
  test('has its whole life, also when it is gone', async () => {
    const { send, id, controlPlaneId } = await changedScene();
    const path = `/sluice/v1/control-planes/${controlPlaneId}/entities/${id}/history`;
    const { status, body } = await send('GET', path);
    expect(status).toBe(200);
    expect((body as Trail).data.map(({ operation }) => operation)).toEqual(['delete', 'update', 'create']);
    const first = (await send('GET', `${path}?size=2`)).body as Trail;
    const rest = (await send('GET', `${path}?size=2&offset=${first.offset}`)).body as Trail;
    expect([...first.data, ...rest.data]).toEqual((body as Trail).data);
  });

  test('is 404 for what never was, and in another control plane', async () => {
    const { send, id, controlPlaneId, createGateway } = await changedScene();
    const other = await createGateway();
    const history = (controlPlane: string, entity: string) =>
      send('GET', `/sluice/v1/control-planes/${controlPlane}/entities/${entity}/history`);
    expect((await history(controlPlaneId, UNKNOWN_ID)).status).toBe(404);
    expect((await history(other, id)).status).toBe(404);
    expect((await history(controlPlaneId, 'x')).status).toBe(400);
  });
});

test('without a token there is no trail', async () => {
  const { send } = await startScene();
  expect((await send('GET', '/sluice/v1/audit', undefined, { authorization: '' })).status).toBe(401);
});
