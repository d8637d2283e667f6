import { expect, test } from 'vitest';
import { startScene, UNKNOWN_ID } from './scenes.ts';

test.each([
  'CLUSTER_TYPE_CONTROL_PLANE',
  'CLUSTER_TYPE_K8S_INGRESS_CONTROLLER',
  'CLUSTER_TYPE_CONTROL_PLANE_GROUP',
  'CLUSTER_TYPE_SERVERLESS',
] as const)(
  'a control plane of the type %s has endpoints that are not empty, wherever it is answered',
  async (type) => {
    const { send, createGateway } = await startScene();
    const id = await createGateway({ cluster_type: type });
    const one = await send('GET', `/v2/control-planes/${id}`);
    const list = await send('GET', `/v2/control-planes?filter[id][eq]=${id}`);
    const changed = await send('PATCH', `/v2/control-planes/${id}`, { description: 'x' });
    const older = await send('GET', '/konnect-api/api/runtime_groups?size=100');
    const answered = [
      one.body,
      changed.body,
      ...(list.body as { data: object[] }).data,
      ...(older.body as { data: { id: string }[] }).data.filter((entry) => entry.id === id),
    ];
    expect(answered).toHaveLength(4);
    for (const controlPlane of answered) {
      expect(controlPlane).toMatchObject({
        config: {
          control_plane_endpoint: expect.stringMatching(/^https:/),
          telemetry_endpoint: expect.stringMatching(/^https:/),
        },
      });
    }
  },
);

test('times are ISO 8601 for control planes, whole Unix seconds for upstreams and with a fraction for targets', async () => {
  const { send, client, controlPlaneId, upstreams, upstreamId, targets } = await startScene();
  const { body } = await send('GET', `/v2/control-planes/${controlPlaneId}`);
  expect(body).toMatchObject({ created_at: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/) });
  const { created_at: whole } = await client.getEntity<{ created_at: number }>(upstreams, upstreamId);
  expect(Number.isInteger(whole)).toBe(true);
  const times: number[] = [];
  for (const target of ['a', 'b', 'c', 'd']) {
    times.push((await client.createEntity<{ created_at: number }>(targets, { target })).created_at);
  }
  // One in a thousand falls on a whole second.
  expect(times.some((time) => !Number.isInteger(time))).toBe(true);
  expect(times.every((time) => Math.abs(time - Date.now() / 1000) < 600)).toBe(true);
});

test('the lists of the page’s components are answered as they ask for them', async () => {
  const { send, client, upstreams, controlPlaneId } = await startScene();
  for (const name of ['api-1', 'api-2', 'other']) {
    await client.createEntity(upstreams, { name });
  }
  const search = 'filter[name][contains]=api&page[size]=30&page[number]=1&sort_desc=1';
  const found = await send('GET', `${upstreams}?${search}`);
  expect(found).toMatchObject({ status: 200, body: { data: [{ name: 'api-2' }, { name: 'api-1' }] } });
  for (const collection of ['services', 'certificates']) {
    const path = `/v2/control-planes/${controlPlaneId}/core-entities/${collection}?size=1000`;
    expect((await send('GET', path)).body).toEqual({ data: [], next: null });
  }
});

test('what a form sends with nulls, and what it repeats of the path, is taken', async () => {
  const { send, upstreams, upstreamId, targets } = await startScene();
  const upstream = { name: 'web', tags: null, client_certificate: null, hash_on_header: null, slots: null };
  expect((await send('PUT', `${upstreams}/${upstreamId}`, upstream)).body).toMatchObject({ slots: 10000 });
  const target = { target: 'a', weight: 0, tags: [], upstream: { id: upstreamId } };
  expect((await send('POST', targets, target)).body).toMatchObject({ target: 'a:8000', weight: 0 });
});

test('every answer that is an error has another trace', async () => {
  const { send } = await startScene();
  const traces = new Set<unknown>();
  for (let count = 0; count < 20; count += 1) {
    const { body } = await send('GET', `/v2/control-planes/${UNKNOWN_ID}`);
    expect(body).toMatchObject({ instance: expect.stringMatching(/^kong:trace:\d+$/) });
    traces.add((body as { instance: string }).instance);
  }
  expect(traces.size).toBe(20);
});
