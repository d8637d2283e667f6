import { randomUUID } from 'node:crypto';
import { coreEntitiesPath } from '@sluice/konnect-api';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type Scene, startScene } from './scenes.ts';
import { createTestCertificate } from './test-certificate.ts';
import { testTls } from './test-control-plane.ts';

const RUNS = 200;

/** On a busy machine the disk has its own pace. */
const LONG = { timeout: 180_000 };

const label = fc.stringMatching(/^[A-Za-z0-9_-]{1,20}$/);
const path = fc.constantFrom('/', '/a', '/a/b.c', '/ä');
const optional = <Value>(arbitrary: fc.Arbitrary<Value>) => fc.option(arbitrary, { nil: undefined });
const tags = fc.uniqueArray(fc.stringMatching(/^[A-Za-z0-9._~:-]{1,128}$/), { maxLength: 20 });
const statuses = fc.array(fc.integer({ min: 100, max: 999 }), { maxLength: 32 });
const count = fc.integer({ min: 0, max: 255 });

const validUpstream = fc.record(
  {
    name: fc.stringMatching(/^[A-Za-z0-9._~-]{1,128}$/),
    algorithm: fc.constantFrom('round-robin', 'least-connections', 'latency', 'consistent-hashing'),
    slots: fc.integer({ min: 10, max: 65536 }),
    use_srv_name: fc.boolean(),
    hash_on: fc.constantFrom('none', 'ip', 'consumer', 'path'),
    hash_on_cookie: optional(label),
    hash_on_cookie_path: path,
    host_header: optional(fc.domain()),
    tags: optional(tags),
    healthchecks: fc.record(
      {
        threshold: fc.integer({ min: 0, max: 100 }),
        active: fc.record(
          {
            timeout: fc.double({ min: 0, max: 65535, noNaN: true }),
            http_path: path,
            headers: fc.dictionary(fc.stringMatching(/^[A-Za-z-]{1,20}$/), fc.array(fc.string()), {
              maxKeys: 3,
            }),
            healthy: fc.record({ http_statuses: statuses, successes: count }, { requiredKeys: [] }),
          },
          { requiredKeys: [] },
        ),
        passive: fc.record({ unhealthy: fc.record({ timeouts: count }) }, { requiredKeys: [] }),
      },
      { requiredKeys: [] },
    ),
  },
  { requiredKeys: ['name'] },
);

const validTarget = fc.record(
  {
    target: fc.oneof(fc.ipV4(), fc.ipV6(), fc.domain()),
    weight: fc.integer({ min: 0, max: 65535 }),
    failover: fc.boolean(),
    tags,
  },
  { requiredKeys: ['target'] },
);

const timeoutMs = fc.integer({ min: 1, max: 2147483646 });

const validService = fc.record(
  {
    host: fc.oneof(
      fc.domain(),
      fc.ipV4(),
      fc.ipV6().map((address) => `[${address}]`),
    ),
    name: fc.stringMatching(/^[A-Za-z0-9._~-]{1,128}$/),
    port: fc.integer({ min: 0, max: 65535 }),
    protocol: fc.constantFrom('http', 'https'),
    path,
    enabled: fc.boolean(),
    retries: fc.integer({ min: 0, max: 32767 }),
    connect_timeout: timeoutMs,
    read_timeout: timeoutMs,
    write_timeout: timeoutMs,
    tags,
  },
  { requiredKeys: ['host'] },
);

const shared = {
  name: fc.stringMatching(/^[A-Za-z0-9._~-]{1,128}$/),
  https_redirect_status_code: fc.constantFrom(301, 302, 307, 308, 426),
  path_handling: fc.constantFrom('v0', 'v1'),
  preserve_host: fc.boolean(),
  protocols: fc.constantFrom(['http'], ['https'], ['http', 'https']),
  strip_path: fc.boolean(),
  tags,
};

const validRoute = fc.oneof(
  fc.record(
    {
      ...shared,
      paths: fc.uniqueArray(path, { minLength: 1 }),
      hosts: fc.uniqueArray(fc.domain(), { maxLength: 3 }),
      methods: fc.uniqueArray(fc.stringMatching(/^[A-Z]{1,10}$/), { maxLength: 3 }),
      headers: fc.dictionary(fc.stringMatching(/^[A-Za-z-]{1,20}$/), fc.array(fc.string()), { maxKeys: 3 }),
      regex_priority: fc.integer({ min: -1000, max: 1000 }),
    },
    { requiredKeys: ['paths'] },
  ),
  fc.record(
    {
      ...shared,
      expression: fc.string({ minLength: 1, maxLength: 200 }),
      priority: fc.integer({ min: 0, max: 70368744177663 }),
    },
    { requiredKeys: ['expression'] },
  ),
);

const secondPair = await createTestCertificate();

const validCertificate = fc
  .record({ pair: fc.constantFrom(testTls, secondPair), tags }, { requiredKeys: ['pair'] })
  .map(({ pair, ...rest }) => ({ ...pair, ...rest }));

/** Every collection with bodies that are right. */
function collectionsOf({ controlPlaneId, upstreams, targets }: Scene) {
  return [
    { collection: upstreams, body: validUpstream as fc.Arbitrary<object> },
    { collection: targets, body: validTarget as fc.Arbitrary<object> },
    { collection: coreEntitiesPath(controlPlaneId, 'services'), body: validService as fc.Arbitrary<object> },
    { collection: coreEntitiesPath(controlPlaneId, 'routes'), body: validRoute as fc.Arbitrary<object> },
    { collection: coreEntitiesPath(controlPlaneId, 'certificates'), body: validCertificate },
  ];
}

/** Something like an entity: right fields with wrong values, wrong fields, and values of any kind. */
const garbage = fc.oneof(
  fc.anything({ withNullPrototype: false, maxDepth: 3 }).map((value) => JSON.stringify(value) ?? 'undefined'),
  fc.string(),
  fc.json(),
  fc
    .dictionary(
      fc.constantFrom(
        'id',
        'name',
        'target',
        'weight',
        'tags',
        'upstream',
        'healthchecks',
        'hash_on',
        'hash_on_header',
        'slots',
        'client_certificate',
        'service',
        'protocols',
        'expression',
        'paths',
        'host',
        'url',
        'cert',
        'key',
        'members',
        'created_at',
        'labels',
        'proxy_urls',
        'cluster_type',
        'constructor',
        'toString',
      ),
      fc.oneof(fc.jsonValue(), fc.string({ unit: 'binary' }), fc.constant('a'), fc.constant('::1')),
    )
    .map((value) => JSON.stringify(value)),
);

test('what is put is what is got, with its defaults, and can be put back unchanged', LONG, async () => {
  const scene = await startScene();
  const { client } = scene;
  for (const { collection, body } of collectionsOf(scene)) {
    await fc.assert(
      fc.asyncProperty(body, async (entity) => {
        const id = randomUUID();
        const put = await client.putEntity<object>(collection, id, entity);
        const { target: _normalized, ...kept } = JSON.parse(JSON.stringify(entity));
        expect(put).toMatchObject(kept);
        expect(await client.getEntity(collection, id)).toEqual(put);
        expect(await client.putEntity(collection, id, put)).toEqual(put);
        await client.deleteEntity(collection, id);
      }),
      { numRuns: RUNS },
    );
  }
});

test('no body whatever makes the server fail', LONG, async () => {
  const scene = await startScene();
  const { send } = scene;
  await fc.assert(
    fc.asyncProperty(garbage, fc.constantFrom('POST', 'PUT'), async (body, method) => {
      for (const { collection } of collectionsOf(scene)) {
        const path = method === 'PUT' ? `${collection}/${randomUUID()}` : collection;
        const answer = await send(method, path, body, { 'content-type': 'application/json' });
        expect(answer.status).toBeLessThan(500);
        if (answer.status < 300) {
          await send('DELETE', `${collection}/${(answer.body as { id: string }).id}`);
        }
      }
    }),
    { numRuns: RUNS },
  );
});

test('no body whatever makes the server fail on groups and data-plane certificates', async () => {
  const { send, controlPlaneId, createGateway } = await startScene();
  const groupId = await createGateway({ cluster_type: 'CLUSTER_TYPE_CONTROL_PLANE_GROUP' });
  const group = `/v2/control-planes/${groupId}/group-memberships`;
  const routes = [
    ['PUT', group],
    ['POST', `${group}/add`],
    ['POST', `${group}/remove`],
    ['POST', `/v2/control-planes/${controlPlaneId}/dp-client-certificates`],
  ] as const;
  await fc.assert(
    fc.asyncProperty(garbage, async (body) => {
      for (const [method, path] of routes) {
        const answer = await send(method, path, body, { 'content-type': 'application/json' });
        expect(answer.status).toBeLessThan(500);
      }
    }),
    { numRuns: RUNS },
  );
});

test('no body whatever makes the server fail on control planes', async () => {
  const { send, controlPlaneId } = await startScene();
  await fc.assert(
    fc.asyncProperty(garbage, async (body) => {
      const headers = { 'content-type': 'application/json' };
      const created = await send('POST', '/v2/control-planes', body, headers);
      expect(created.status).toBeLessThan(500);
      if (created.status < 300) {
        await send('DELETE', `/v2/control-planes/${(created.body as { id: string }).id}`);
      }
      const patched = await send('PATCH', `/v2/control-planes/${controlPlaneId}`, body, headers);
      expect(patched.status).toBeLessThan(500);
    }),
    { numRuns: RUNS },
  );
});

test('no query whatever makes the server fail', async () => {
  const { send, upstreams, targets } = await startScene();
  const name = fc.constantFrom(
    'size',
    'offset',
    'tags',
    'sort',
    'sort_desc',
    'labels',
    'page[size]',
    'page[number]',
    'filter[name][eq]',
    'filter[name][contains]',
    'filter[id][oeq]',
    'filter[name]',
    'filter',
  );
  const value = fc.oneof(fc.string(), fc.string({ unit: 'binary' }), fc.integer().map(String));
  await fc.assert(
    fc.asyncProperty(fc.array(fc.tuple(name, value), { maxLength: 5 }), async (parameters) => {
      const search = parameters
        .map(([key, text]) => `${key}=${encodeURIComponent(text.toWellFormed())}`)
        .join('&');
      for (const path of [upstreams, targets, '/v2/control-planes']) {
        expect((await send('GET', `${path}?${search}`)).status).toBeLessThan(500);
      }
    }),
    { numRuns: RUNS },
  );
});
