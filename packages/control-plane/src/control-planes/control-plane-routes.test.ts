import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ControlPlane, CreateControlPlaneRequest } from '@sluice/konnect-api';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startScene, UNKNOWN_ID } from '../../test/scenes.ts';
import { launchTestControlPlane, startTestControlPlane } from '../../test/test-control-plane.ts';

const PATH = '/v2/control-planes';
const TRACE = expect.stringMatching(/^kong:trace:\d+$/);

interface Page {
  meta: { page: { total: number; size: number; number: number } };
  data: ControlPlane[];
}

describe('POST', () => {
  test('answers 201 with everything filled in', async () => {
    const { send, running } = await startTestControlPlane();
    expect(await send('POST', PATH, { name: 'plain' })).toEqual({
      status: 201,
      contentType: 'application/json',
      body: {
        id: expect.any(String),
        name: 'plain',
        description: '',
        labels: {},
        config: {
          control_plane_endpoint: running.url,
          telemetry_endpoint: running.url,
          cluster_type: 'CLUSTER_TYPE_CONTROL_PLANE',
          auth_type: 'pinned_client_certs',
          cloud_gateway: false,
          proxy_urls: [],
        },
        created_at: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
        updated_at: expect.any(String),
      },
    });
  });

  test('keeps what it is given', async () => {
    const { client } = await startTestControlPlane();
    const request: CreateControlPlaneRequest = {
      name: 'full',
      description: 'all of it',
      cluster_type: 'CLUSTER_TYPE_CONTROL_PLANE_GROUP',
      auth_type: 'pki_client_certs',
      cloud_gateway: true,
      proxy_urls: [{ host: 'a.example', port: 443, protocol: 'https' }],
      labels: { team: 'edge', 'k8s-uid': UNKNOWN_ID },
    };
    const { name, description, labels, ...config } = request;
    const created = await client.createControlPlane(request);
    expect(created).toMatchObject({ name, description, labels, config });
    expect(await client.getControlPlane(created.id)).toEqual(created);
    expect(await client.getControlPlane(created.id.toUpperCase())).toEqual(created);
  });

  test('takes null for what is not given', async () => {
    const { client } = await startTestControlPlane();
    const request = { name: 'nulls', description: null, labels: { a: null, b: 'c' }, proxy_urls: null };
    expect(await client.createControlPlane(request as never)).toMatchObject({
      description: '',
      labels: { b: 'c' },
      config: { proxy_urls: [] },
    });
  });

  test.each<[string, unknown, object]>([
    ['no name', {}, { field: '', rule: 'required', reason: "missing properties: 'name'" }],
    ['a short name', { name: 'a' }, { field: 'name', rule: 'min_length', minimum: 2 }],
    ['a long name', { name: 'a'.repeat(257) }, { field: 'name', rule: 'max_length', maximum: 256 }],
    ['a control character', { name: 'a\u0000b' }, { field: 'name', rule: 'matches_regex' }],
    ['a name that is a number', { name: 1 }, { field: 'name', rule: 'is_string' }],
    ['an unknown field', { name: 'ab', colour: 1 }, { field: 'colour', rule: 'unknown_property' }],
    [
      'an unknown type',
      { name: 'ab', cluster_type: 'X' },
      { field: 'cluster_type', rule: 'enum', choices: expect.any(Array) },
    ],
    [
      'the key of a label that is no text',
      { name: 'ab', labels: { 'a\u0000': 'a' } },
      { field: 'labels.a\u0000', rule: 'unknown_property' },
    ],
    ['a bad label', { name: 'ab', labels: { a: '-' } }, { field: 'labels.a', rule: 'matches_regex' }],
    [
      'a long label',
      { name: 'ab', labels: { a: 'a'.repeat(64) } },
      { field: 'labels.a', rule: 'max_length', maximum: 63 },
    ],
    [
      'a long description',
      { name: 'ab', description: 'a'.repeat(2049) },
      { field: 'description', rule: 'max_length' },
    ],
    [
      'a proxy without a port',
      { name: 'ab', proxy_urls: [{ host: 'a', protocol: 'http' }] },
      { field: 'proxy_urls[0]', rule: 'required' },
    ],
    ['a list', [], { field: '', rule: 'is_object' }],
    ['broken JSON', '{', { field: '', rule: 'invalid' }],
  ])('%s is a 400 that names it', async (_what, body, parameter) => {
    const { send } = await startScene();
    expect(await send('POST', PATH, body)).toMatchObject({
      status: 400,
      contentType: 'application/problem+json',
      body: {
        status: 400,
        title: 'Bad Request',
        instance: TRACE,
        detail: 'Invalid Parameters',
        invalid_parameters: [{ source: 'body', reason: expect.any(String), ...parameter }],
      },
    });
  });

  test('a name that is taken is 409', async () => {
    const { client, send } = await startTestControlPlane();
    await client.createControlPlane({ name: 'taken' });
    expect(await send('POST', PATH, { name: 'taken' })).toEqual({
      status: 409,
      contentType: 'application/problem+json',
      body: {
        status: 409,
        title: 'Conflict',
        instance: TRACE,
        detail: 'A control plane with this name already exists',
      },
    });
    expect((await send('POST', PATH, { name: 'Taken' })).status).toBe(201);
  });
});

describe('PATCH', () => {
  test('leaves what is not sent and replaces labels and proxies as a whole', async () => {
    const { client } = await startTestControlPlane();
    const before = await client.createControlPlane({
      name: 'before',
      description: 'stays',
      labels: { a: '1', b: '2' },
      proxy_urls: [{ host: 'a.example', port: 443, protocol: 'https' }],
    });
    const after = await client.updateControlPlane(before.id, { name: 'after', labels: { c: '3' } });
    expect(after).toEqual({
      ...before,
      name: 'after',
      labels: { c: '3' },
      updated_at: after.updated_at,
    });
    expect(Date.parse(after.updated_at)).toBeGreaterThanOrEqual(Date.parse(before.updated_at));
    const cleared = await client.updateControlPlane(before.id, { proxy_urls: [], labels: {} });
    expect(cleared).toMatchObject({ name: 'after', labels: {}, config: { proxy_urls: [] } });
    expect(await client.getControlPlane(before.id)).toEqual(cleared);
  });

  test('takes null for what is not sent', async () => {
    const { client, send } = await startTestControlPlane();
    const before = await client.createControlPlane({ name: 'before', description: 'stays' });
    const { body } = await send('PATCH', `${PATH}/${before.id}`, { name: null, description: null });
    expect(body).toEqual(before);
  });

  test('a name that is taken is 409, its own name is not', async () => {
    const { client, send } = await startTestControlPlane();
    await client.createControlPlane({ name: 'taken' });
    const { id } = await client.createControlPlane({ name: 'mine' });
    expect((await send('PATCH', `${PATH}/${id}`, { name: 'taken' })).status).toBe(409);
    expect((await send('PATCH', `${PATH}/${id}`, { name: 'mine' })).status).toBe(200);
  });

  test('what a control plane is can not be changed', async () => {
    const { send, controlPlaneId } = await startScene();
    const answer = await send('PATCH', `${PATH}/${controlPlaneId}`, {
      cluster_type: 'CLUSTER_TYPE_SERVERLESS',
    });
    expect(answer).toMatchObject({
      status: 400,
      body: { invalid_parameters: [{ field: 'cluster_type', rule: 'unknown_property' }] },
    });
  });
});

test('DELETE answers 204 once and frees the name', async () => {
  const { client, send } = await startTestControlPlane();
  const { id } = await client.createControlPlane({ name: 'gone' });
  expect(await send('DELETE', `${PATH}/${id}`)).toMatchObject({ status: 204, body: '' });
  expect((await send('DELETE', `${PATH}/${id}`)).status).toBe(404);
  expect((await client.createControlPlane({ name: 'gone' })).id).not.toBe(id);
});

describe('a control plane that is not there', () => {
  test.each([
    ['GET', undefined],
    ['PATCH', { name: 'new' }],
    ['DELETE', undefined],
  ])('is 404 to %s', async (method, body) => {
    const { send } = await startScene();
    expect(await send(method, `${PATH}/${UNKNOWN_ID}`, body)).toEqual({
      status: 404,
      contentType: 'application/problem+json',
      body: { status: 404, title: 'Not Found', instance: TRACE, detail: 'There is no such control plane' },
    });
  });

  test('and whose id is no UUID is 400', async () => {
    const { send } = await startScene();
    expect(await send('GET', `${PATH}/gateway`)).toMatchObject({
      status: 400,
      body: { invalid_parameters: [{ field: 'controlPlaneId', reason: "'gateway' is not a valid uuid" }] },
    });
  });
});

test('no two errors have the same trace', async () => {
  const { send } = await startScene();
  const traces = new Set<unknown>();
  for (let index = 0; index < 20; index += 1) {
    const { body } = await send('GET', `${PATH}/${UNKNOWN_ID}`);
    traces.add((body as { instance: string }).instance);
  }
  expect(traces.size).toBe(20);
});

describe('the list', () => {
  let folder = '';
  let server: Awaited<ReturnType<typeof five>>;

  async function five() {
    const launched = await launchTestControlPlane({ dataDir: folder });
    const requests: CreateControlPlaneRequest[] = [
      { name: 'edge-b', labels: { team: 'edge', stage: 'test' } },
      { name: 'edge-a', labels: { team: 'edge', stage: 'live' } },
      { name: 'core', cluster_type: 'CLUSTER_TYPE_CONTROL_PLANE_GROUP', labels: { team: 'core' } },
      { name: 'cloud', cloud_gateway: true },
      { name: 'kic', cluster_type: 'CLUSTER_TYPE_K8S_INGRESS_CONTROLLER' },
    ];
    const ids: Record<string, string> = {};
    for (const request of requests) {
      ids[request.name] = (await launched.client.createControlPlane(request)).id;
    }
    return { ...launched, ids };
  }

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'control-plane-'));
    server = await five();
  });

  afterAll(async () => {
    await server.stop();
    await rm(folder, { recursive: true });
  });

  test.each<[string, string[]]>([
    ['', ['edge-b', 'edge-a', 'core', 'cloud', 'kic']],
    ['filter[name][eq]=core', ['core']],
    ['filter[name][eq]=nobody', []],
    ['filter[name][neq]=core', ['edge-b', 'edge-a', 'cloud', 'kic']],
    ['filter[name][contains]=edge', ['edge-b', 'edge-a']],
    ['filter[name][contains]=%25', []],
    ['filter[cluster_type][eq]=CLUSTER_TYPE_CONTROL_PLANE_GROUP', ['core']],
    ['filter[cluster_type][neq]=CLUSTER_TYPE_CONTROL_PLANE', ['core', 'kic']],
    [
      'filter[cluster_type][oeq]=CLUSTER_TYPE_CONTROL_PLANE_GROUP,CLUSTER_TYPE_K8S_INGRESS_CONTROLLER',
      ['core', 'kic'],
    ],
    ['filter[cloud_gateway]=true', ['cloud']],
    ['filter[cloud_gateway]=false&filter[name][contains]=c', ['core', 'kic']],
    ['labels=team:edge', ['edge-b', 'edge-a']],
    ['labels=team:edge,stage:live', ['edge-a']],
    ['labels=team', ['edge-b', 'edge-a', 'core']],
    ['labels=team,stage', ['edge-b', 'edge-a']],
    ['labels=team:nobody', []],
    ['labels=', ['edge-b', 'edge-a', 'core', 'cloud', 'kic']],
    ['sort=name', ['cloud', 'core', 'edge-a', 'edge-b', 'kic']],
    ['sort=name%20desc', ['kic', 'edge-b', 'edge-a', 'core', 'cloud']],
    ['sort=created_at%20desc', ['kic', 'cloud', 'core', 'edge-a', 'edge-b']],
    ['page[size]=2&page[number]=2', ['core', 'cloud']],
    ['page[size]=2&page[number]=3', ['kic']],
    ['page[size]=2&page[number]=4', []],
    ['page[size]=&page[number]=', ['edge-b', 'edge-a', 'core', 'cloud', 'kic']],
  ])('with %j has %j', async (search, expected) => {
    const { send } = server;
    const { status, body } = await send('GET', `${PATH}?${search}`);
    expect(status).toBe(200);
    expect((body as Page).data.map(({ name }) => name)).toEqual(expected);
  });

  test('is filtered by id, one or several', async () => {
    const { client, send, ids } = server;
    const { data } = await client.listControlPlanes({ id: ids.core ?? '' });
    expect(data.map(({ name }) => name)).toEqual(['core']);
    const { body } = await send('GET', `${PATH}?filter[id][oeq]=${ids.kic},${ids.cloud}`);
    expect((body as Page).data.map(({ name }) => name)).toEqual(['cloud', 'kic']);
    expect((await client.listControlPlanes({ id: UNKNOWN_ID })).data).toEqual([]);
  });

  test('says how many there are, and on which page', async () => {
    const { client } = server;
    expect((await client.listControlPlanes()).meta).toEqual({ page: { total: 5, size: 10, number: 1 } });
    const page = await client.listControlPlanes({ labels: { team: '' }, pageSize: 2, pageNumber: 2 });
    expect(page.meta).toEqual({ page: { total: 3, size: 2, number: 2 } });
  });

  test.each([
    ['page[size]=101', 'page[size]'],
    ['page[size]=0', 'page[size]'],
    ['page[size]=x', 'page[size]'],
    ['page[number]=0', 'page[number]'],
    ['filter[colour][eq]=red', 'filter[colour][eq]'],
    ['filter[name][like]=a', 'filter[name][like]'],
    ['filter[cloud_gateway]=maybe', 'filter[cloud_gateway]'],
    ['filter[name][eq]=a&filter[name][eq]=b', 'filter[name][eq]'],
    ['sort=colour', 'sort'],
    ['sort=colour,size', 'sort'],
    ['sort=name%20sideways', 'sort'],
  ])('refuses %s and names %s', async (search, field) => {
    const { send } = server;
    expect(await send('GET', `${PATH}?${search}`)).toMatchObject({
      status: 400,
      body: { invalid_parameters: [{ field, source: 'query' }] },
    });
  });

  test('is paged for older versions of decK as well', async () => {
    const { send } = server;
    const runtimeGroups = '/konnect-api/api/runtime_groups';
    expect(await send('GET', `${runtimeGroups}?size=2&page=3`)).toMatchObject({
      status: 200,
      body: { data: [{ name: 'kic' }], page: 3, pageCount: 3 },
    });
    expect((await send('GET', runtimeGroups)).body).toMatchObject({ page: 1, pageCount: 1 });
    expect((await send('GET', `${runtimeGroups}?size=1000`)).status).toBe(400);
  });
});
