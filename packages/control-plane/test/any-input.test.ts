import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { startScene } from './scenes.ts';

const RUNS = 200;

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

test('what is put is what is got, with its defaults, and can be put back unchanged', async () => {
  const { client, upstreams, targets } = await startScene();
  const cases = [
    { collection: upstreams, body: validUpstream },
    { collection: targets, body: validTarget },
  ];
  for (const { collection, body } of cases) {
    await fc.assert(
      fc.asyncProperty(body as fc.Arbitrary<object>, async (entity) => {
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

test('no body whatever makes the server fail', async () => {
  const { send, upstreams, targets } = await startScene();
  await fc.assert(
    fc.asyncProperty(garbage, fc.constantFrom('POST', 'PUT'), async (body, method) => {
      for (const collection of [upstreams, targets]) {
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
