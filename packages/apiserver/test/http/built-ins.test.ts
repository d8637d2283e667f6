import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { KubeClient } from '../server/kube-client.ts';
import { startTestServer, type TestServer } from '../server/test-server.ts';

const SECRETS = '/api/v1/namespaces/default/secrets';
const CONFIG_MAPS = '/api/v1/namespaces/default/configmaps';
const LEASES = '/apis/coordination.k8s.io/v1/namespaces/default/leases';
const EVENTS = '/api/v1/namespaces/default/events';

let server: TestServer;
let client: KubeClient;
beforeAll(async () => {
  server = await startTestServer();
  client = server.client;
});
afterAll(() => server.close());

const secret = (name: string, more: object = {}) => ({
  apiVersion: 'v1',
  kind: 'Secret',
  metadata: { name },
  ...more,
});
const configMap = (name: string, more: object = {}) => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name },
  ...more,
});

describe('a Secret', () => {
  it('takes plain text, keeps it as base64, and is Opaque unless it says otherwise', async () => {
    const { object } = await client.create(SECRETS, secret('plain', { stringData: { token: 'kpat_ä' } }));
    expect(object).toMatchObject({
      type: 'Opaque',
      data: { token: Buffer.from('kpat_ä').toString('base64') },
    });
    expect(object).not.toHaveProperty('stringData');
  });

  it.each(['__proto__', 'constructor', 'toString'])(
    'may be of type %s, and have such a key',
    async (name) => {
      const stringData = JSON.parse(`{${JSON.stringify(name)}: "x"}`);
      const { status, text } = await client.create(
        SECRETS,
        secret(`odd-${name.length}`, { type: name, stringData }),
      );
      expect(status, text).toBe(201);
      expect(text).toContain(`"data":{${JSON.stringify(name)}:"eA=="}`);
    },
  );

  it('whose value is no base64 is refused without the value being repeated', async () => {
    const { status, text } = await client.create(SECRETS, secret('bad', { data: { key: 'sesame!' } }));
    expect(status).toBe(400);
    expect(text).toContain('data[key]');
    expect(text).not.toContain('sesame');
  });

  it.each([
    ['a key with a slash', { stringData: { 'a/b': 'x' } }, 'data[a/b]'],
    ['a certificate without a key', { type: 'kubernetes.io/tls', data: { 'tls.crt': '' } }, 'data[tls.key]'],
    ['more than a megabyte', { stringData: { a: 'x'.repeat(1024 * 1024 + 1) } }, 'data: Too long'],
  ])('with %s is refused', async (_what, more, message) => {
    const { status, failure } = await client.create(SECRETS, secret('refused', more));
    expect(status).toBe(422);
    expect(failure.message).toContain(message);
  });

  it('keeps its type', async () => {
    await client.create(SECRETS, secret('typed'));
    const { status, failure } = await client.patch(`${SECRETS}/typed`, { type: 'other' });
    expect(status).toBe(422);
    expect(failure.message).toContain('type: Invalid value: "other": field is immutable');
  });

  it('that is immutable takes new labels and no new content', async () => {
    await client.create(SECRETS, secret('fixed', { immutable: true, stringData: { a: 'b' } }));
    expect((await client.patch(`${SECRETS}/fixed`, { metadata: { labels: { a: 'b' } } })).status).toBe(200);
    const { status, failure } = await client.patch(`${SECRETS}/fixed`, { stringData: { a: 'c' } });
    expect(status).toBe(422);
    expect(failure.message).toContain('data: Forbidden: field is immutable when `immutable` is set');
    expect((await client.patch(`${SECRETS}/fixed`, { immutable: false })).status).toBe(422);
  });

  it('can be selected by its type', async () => {
    const { list } = await client.get(`${SECRETS}?fieldSelector=type%3Dnone`);
    expect(list.items).toEqual([]);
  });

  it('is read as protobuf, which Go clients send', async () => {
    const body = Buffer.from(
      '6b3873000a0c0a02763112065365637265741220' +
        '0a1412000a02707012001a0022002a00320038004200120a' +
        '0a0161',
      'hex',
    );
    const { status } = await client.send('POST', SECRETS, body, {
      'content-type': 'application/vnd.kubernetes.protobuf',
    });
    expect(status).toBe(400);
    // As kubectl 1.32 sends it for `create secret generic s --from-literal=a=b`.
    const sent = Buffer.from(
      '6b3873000a0c0a0276311206536563726574121d0a110a0173120' +
        '01a0022002a0032003800420012060a01611201621a001a002200',
      'hex',
    );
    const created = await client.send('POST', SECRETS, sent, {
      'content-type': 'application/vnd.kubernetes.protobuf',
    });
    expect(created.status).toBe(201);
    expect(created.object).toMatchObject({ kind: 'Secret', metadata: { name: 's' }, data: { a: 'Yg==' } });
  });
});

describe('a ConfigMap', () => {
  it('may not have a key as text and as bytes', async () => {
    const both = { data: { a: 'x' }, binaryData: { a: 'eA==' } };
    expect((await client.create(CONFIG_MAPS, configMap('both', both))).status).toBe(422);
  });

  it('may be replaced without saying which state', async () => {
    await client.create(CONFIG_MAPS, configMap('blind', { data: { a: '1' } }));
    const { status, object } = await client.update(
      `${CONFIG_MAPS}/blind`,
      configMap('blind', { data: { a: '2' } }),
    );
    expect([status, object['data']]).toEqual([200, { a: '2' }]);
  });

  it('takes strategic merge patches', async () => {
    await client.create(CONFIG_MAPS, configMap('strategic', { data: { a: '1', b: '2' } }));
    const patch = { data: { a: null, c: '3' } };
    const { object } = await client.patch(`${CONFIG_MAPS}/strategic`, patch, 'strategic-merge');
    expect(object['data']).toEqual({ b: '2', c: '3' });
    expect(object.metadata.generation).toBeUndefined();
  });
});

describe('a Lease', () => {
  const lease = (spec: object, metadata: object = {}) => ({
    apiVersion: 'coordination.k8s.io/v1',
    kind: 'Lease',
    metadata: { name: 'leader', ...metadata },
    spec,
  });

  it('is taken by one of two who want it', async () => {
    const { object } = await client.create(
      LEASES,
      lease({ holderIdentity: 'one', leaseDurationSeconds: 15 }),
    );
    const { resourceVersion } = object.metadata;
    const claims = ['two', 'three'].map((holderIdentity) =>
      client.update(
        `${LEASES}/leader`,
        lease({ holderIdentity, leaseDurationSeconds: 15 }, { resourceVersion }),
      ),
    );
    const statuses = (await Promise.all(claims)).map(({ status }) => status);
    expect(statuses.sort()).toEqual([200, 409]);
    expect((await client.update(`${LEASES}/leader`, lease({}))).status).toBe(422);
  });

  it('lasts longer than no time', async () => {
    const bad = { ...lease({ leaseDurationSeconds: 0 }), metadata: { name: 'short' } };
    expect((await client.create(LEASES, bad)).status).toBe(422);
  });
});

describe('an Event', () => {
  const event = (name: string, involvedObject: object) => ({
    apiVersion: 'v1',
    kind: 'Event',
    metadata: { name },
    involvedObject,
    reason: 'Tested',
    message: 'It was tested.',
    type: 'Normal',
    lastTimestamp: new Date().toISOString().replace(/\.\d+/, ''),
  });
  const about = { kind: 'KongTarget', namespace: 'default', name: 'a', uid: 'u' };

  it('is found by what it is about, and shown in columns', async () => {
    await client.create(EVENTS, event('one', about));
    await client.create(EVENTS, event('two', { ...about, name: 'b' }));
    const { object } = await client.get(`${EVENTS}?fieldSelector=involvedObject.name%3Da`, {
      accept: 'application/json;as=Table;v=v1;g=meta.k8s.io',
    });
    const rows = object['rows'] as { cells: unknown[] }[];
    expect(rows.map(({ cells }) => cells.slice(1, 4))).toEqual([['Normal', 'Tested', 'kongtarget/a']]);
  });

  it('lives in the namespace of what it is about', async () => {
    const { status } = await client.create(EVENTS, event('astray', { ...about, namespace: 'other' }));
    expect(status).toBe(422);
  });
});

describe('a Namespace', () => {
  const create = (name: string) =>
    client.create('/api/v1/namespaces', { apiVersion: 'v1', kind: 'Namespace', metadata: { name } });

  it('is active from its creation, and labelled with its name', async () => {
    const { object } = await create('fresh');
    expect(object).toMatchObject({
      metadata: { labels: { 'kubernetes.io/metadata.name': 'fresh' } },
      spec: { finalizers: ['kubernetes'] },
      status: { phase: 'Active' },
    });
  });

  it.each(['default', 'kube-system', 'kube-public', 'kube-node-lease'])(
    'called %s is always there',
    async (name) => {
      expect((await client.get(`/api/v1/namespaces/${name}`)).status).toBe(200);
    },
  );

  it('that the server needs can not be deleted', async () => {
    expect((await client.delete('/api/v1/namespaces/default')).status).toBe(403);
  });

  it('that is deleted takes its contents along, and nothing new', async () => {
    await create('doomed');
    const within = CONFIG_MAPS.replace('/default/', '/doomed/');
    await client.create(within, configMap('a'));
    const held = {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { name: 'held', finalizers: ['example.com/a'] },
    };
    await client.create(within, held);
    const { object } = await client.delete('/api/v1/namespaces/doomed');
    expect(object['status']).toMatchObject({ phase: 'Terminating' });
    const late = await client.create(within, configMap('late'));
    expect(late.status).toBe(403);
    expect(late.failure.message).toBe(
      'configmaps "late" is forbidden: unable to create new content in namespace doomed because it is being terminated',
    );
    expect(late.failure.details?.causes?.[0]?.reason).toBe('NamespaceTerminating');

    await expect
      .poll(async () => (await client.get('/api/v1/namespaces/doomed')).object['status'])
      .toMatchObject({
        conditions: [{ type: 'NamespaceContentRemaining' }, { type: 'NamespaceFinalizersRemaining' }],
      });
    expect((await client.get(`${within}/a`)).status).toBe(404);
    await client.patch(`${within}/held`, { metadata: { finalizers: null } });
    await expect.poll(async () => (await client.get('/api/v1/namespaces/doomed')).status).toBe(404);
  });

  it('that is on its way out when the server stops goes on when it starts', async () => {
    await create('half');
    const within = CONFIG_MAPS.replace('/default/', '/half/');
    const metadata = { name: 'held', finalizers: ['example.com/a'] };
    await client.create(within, { apiVersion: 'v1', kind: 'ConfigMap', metadata });
    await client.delete('/api/v1/namespaces/half');
    await server.restart();
    await client.patch(`${within}/held`, { metadata: { finalizers: null } });
    await expect.poll(async () => (await client.get('/api/v1/namespaces/half')).status).toBe(404);
  });
});

describe('a body of a built-in kind with a value of a wrong type', () => {
  const path = '/apis/coordination.k8s.io/v1/namespaces/default/leases';
  const lease = (spec: object, resourceVersion?: string) => ({
    apiVersion: 'coordination.k8s.io/v1',
    kind: 'Lease',
    metadata: { name: 'typed', ...(resourceVersion && { resourceVersion }) },
    spec,
  });

  it('can not be read, be it for a creation or an update', async () => {
    const { resourceVersion } = (await client.create(path, lease({}))).object.metadata;
    for (const spec of [{ leaseDurationSeconds: 'x' }, { leaseTransitions: 1.5 }, { holderIdentity: 1 }]) {
      for (const answer of [
        await client.create(path, lease(spec)),
        await client.update(`${path}/typed`, lease(spec, resourceVersion)),
      ]) {
        expect([answer.status, answer.failure.reason]).toEqual([400, 'BadRequest']);
        expect(answer.failure.message).toContain(
          `Lease in version "v1" cannot be handled as a Lease: spec.${Object.keys(spec)[0]}`,
        );
      }
    }
  });

  it('is a patch that makes no sense', async () => {
    const { status } = await client.patch(`${path}/typed`, { spec: { leaseDurationSeconds: 'x' } });
    expect(status).toBe(422);
  });
});

describe('a null among the values of a map or a list', () => {
  it('is an empty value, as Go reads it', async () => {
    const maps = '/api/v1/namespaces/default/configmaps?dryRun=All';
    const made = await client.create(maps, {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { name: 'nulls', labels: { none: null } },
      data: { none: null, some: 'x' },
      binaryData: { bytes: null },
    });
    expect(made.object).toMatchObject({
      metadata: { labels: { none: '' } },
      data: { none: '', some: 'x' },
      binaryData: { bytes: '' },
    });
    const hidden = await client.create(
      `${SECRETS}?dryRun=All`,
      secret('nulls', { stringData: { none: null } }),
    );
    expect(hidden.object['data']).toEqual({ none: '' });
    const pod = await client.create('/api/v1/namespaces/default/pods?dryRun=All', {
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { name: 'nulls' },
      spec: {
        nodeSelector: { none: null },
        containers: [{ name: 'a', image: 'b', args: ['x', null], resources: { limits: { cpu: null } } }],
      },
    });
    expect(pod.object).toMatchObject({
      spec: {
        nodeSelector: { none: '' },
        containers: [{ args: ['x', ''], resources: { limits: { cpu: '0' } } }],
      },
    });
  });
});
