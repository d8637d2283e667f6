import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { KubeObject } from '../../src/kube-object.ts';
import type { KubeClient } from '../server/kube-client.ts';
import { startTestServer, type TestServer } from '../server/test-server.ts';
import { type Review, startWebhookServer, type WebhookServer } from '../server/webhook-server.ts';

const CRDS = '/apis/apiextensions.k8s.io/v1/customresourcedefinitions';
const CRD = `${CRDS}/widgets.example.com`;
const OLD = '/apis/example.com/v1alpha1/namespaces/default/widgets';
const NEW = '/apis/example.com/v1/namespaces/default/widgets';

let server: TestServer;
let client: KubeClient;
let webhook: WebhookServer;
beforeEach(async () => {
  server = await startTestServer();
  client = server.client;
  webhook = await startWebhookServer(server.authority, convertAll, ['hooks.default.svc']);
});
afterEach(async () => {
  await webhook.close();
  await server.close();
});

/** `v1alpha1` has `spec.size`, for which `v1` has `spec.dimensions.size`; a default of each version tells them apart. */
function widgets(
  clientConfig: object = { url: webhook.url, caBundle: webhook.caBundle },
  stored = 'v1',
): object {
  const text = { type: 'string' };
  const version = (name: string, fields: object) => ({
    name,
    served: true,
    storage: name === stored,
    subresources: { status: {} },
    selectableFields: [{ jsonPath: name === 'v1' ? '.spec.dimensions.size' : '.spec.size' }],
    schema: {
      openAPIV3Schema: {
        type: 'object',
        properties: {
          spec: { type: 'object', properties: { ...fields, note: text } },
          status: { type: 'object', properties: { ready: { type: 'boolean' } } },
        },
      },
    },
  });
  return {
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    metadata: { name: 'widgets.example.com' },
    spec: {
      group: 'example.com',
      scope: 'Namespaced',
      names: { plural: 'widgets', kind: 'Widget' },
      versions: [
        version('v1alpha1', { size: text, legacy: { type: 'string', default: 'yes' } }),
        version('v1', { dimensions: { type: 'object', properties: { size: text } } }),
      ],
      conversion: { strategy: 'Webhook', webhook: { clientConfig, conversionReviewVersions: ['v2', 'v1'] } },
    },
  };
}

type Widget = KubeObject & { spec?: { size?: string; dimensions?: { size?: string }; note?: string } };

function convertAll({ request }: Review) {
  const { objects, desiredAPIVersion } = request;
  return {
    response: {
      result: { status: 'Success' },
      convertedObjects: objects.map((object) => convertWidget(object, desiredAPIVersion)),
    },
  };
}

function convertWidget({ spec, ...object }: Widget, apiVersion: string): Widget {
  if (spec === undefined) return { ...object, apiVersion };
  const { size, dimensions, ...rest } = spec;
  const wanted = size ?? dimensions?.size;
  const own = apiVersion.endsWith('v1') ? { dimensions: { size: wanted } } : { size: wanted };
  return { ...object, apiVersion, spec: wanted === undefined ? rest : { ...rest, ...own } };
}

const oldWidget = (name: string, spec: object = { size: 'l' }) => ({
  apiVersion: 'example.com/v1alpha1',
  kind: 'Widget',
  metadata: { name },
  spec,
});
const newWidget = (name: string, spec: object = { dimensions: { size: 'l' } }) => ({
  ...oldWidget(name, spec),
  apiVersion: 'example.com/v1',
});

describe('a CRD with a conversion webhook', () => {
  beforeEach(async () => {
    const { status, text } = await client.create(CRDS, widgets());
    expect(status, text).toBe(201);
  });

  it('has its objects written and read in each version', async () => {
    const created = await client.create(OLD, oldWidget('a'));
    expect(created.status, created.text).toBe(201);
    expect(created.object).toMatchObject({
      apiVersion: 'example.com/v1alpha1',
      spec: { size: 'l', legacy: 'yes' },
    });
    const { object } = await client.get(`${NEW}/a`);
    expect(object).toMatchObject({ apiVersion: 'example.com/v1', spec: { dimensions: { size: 'l' } } });
    expect(object['spec']).not.toHaveProperty('legacy');
    expect(object.metadata).toEqual({
      ...created.object.metadata,
      managedFields: object.metadata.managedFields,
    });

    await client.create(NEW, newWidget('b'));
    const changed = await client.patch(`${OLD}/b`, { spec: { size: 'm' } });
    expect(changed.object['spec']).toEqual({ size: 'm', legacy: 'yes' });
    expect((await client.get(`${NEW}/b`)).object['spec']).toEqual({ dimensions: { size: 'm' } });
    const replaced = await client.update(`${OLD}/b`, {
      ...oldWidget('b', { size: 's' }),
      metadata: changed.object.metadata,
    });
    expect(replaced.object).toMatchObject({ metadata: { generation: 3 }, spec: { size: 's' } });
  });

  it('has its conversions counted and timed', async () => {
    await client.create(OLD, oldWidget('a'));
    webhook.answer = () => ({ response: { result: { status: 'Failure', message: 'not today' } } });
    expect((await client.create(OLD, oldWidget('b'))).status).toBe(500);
    const { text } = await client.get('/metrics');
    const labels = 'crd_name="widgets.example.com",from_version="v1alpha1",to_version="v1"';
    for (const succeeded of ['true', 'false']) {
      const name = 'apiserver_crd_webhook_conversion_duration_seconds_count';
      expect(text).toContain(`${name}{${labels},succeeded="${succeeded}"} 1\n`);
    }
  });

  it('asks for nothing that is stored in the version that a client wants', async () => {
    await client.create(NEW, newWidget('a'));
    await client.patch(`${NEW}/a`, { spec: { note: 'x' } });
    await client.get(`${NEW}/a`);
    await client.get(NEW);
    expect(webhook.reviews).toEqual([]);
  });

  it('lists with one request for all that is new to it, and remembers the rest', async () => {
    for (const name of ['a', 'b', 'c']) await client.create(NEW, newWidget(name));
    const { list } = await client.get(OLD);
    expect(list.items.map(({ spec }) => (spec as { size: string }).size)).toEqual(['l', 'l', 'l']);
    expect(webhook.reviews).toHaveLength(1);
    expect(webhook.reviews[0]).toMatchObject({
      apiVersion: 'apiextensions.k8s.io/v1',
      kind: 'ConversionReview',
      request: { desiredAPIVersion: 'example.com/v1alpha1', objects: [{}, {}, {}] },
    });
    await client.patch(`${NEW}/b`, { spec: { note: 'x' } });
    const again = await client.get(OLD);
    expect(again.list.items[1]).toMatchObject({ spec: { size: 'l', note: 'x' } });
    await client.get(`${OLD}/b`);
    expect(webhook.reviews.map(({ request }) => request.objects.length)).toEqual([3, 1]);
  });

  it('is watched in each version', async () => {
    await client.create(NEW, newWidget('a'));
    const old = await client.watch(`${OLD}?watch=1`);
    const current = await client.watch(`${NEW}?watch=1`);
    expect((await old.next())?.object).toMatchObject({
      apiVersion: 'example.com/v1alpha1',
      spec: { size: 'l' },
    });
    await current.take(1);
    await client.create(NEW, newWidget('b', { dimensions: { size: 's' } }));
    await client.patch(`${OLD}/b`, { spec: { size: 'm' } });
    await client.delete(`${OLD}/b`);
    const seen = [await old.next(), await old.next(), await old.next()];
    expect(seen.map((event) => [event?.type, event?.object.apiVersion, event?.object['spec']])).toEqual([
      ['ADDED', 'example.com/v1alpha1', { size: 's', legacy: 'yes' }],
      ['MODIFIED', 'example.com/v1alpha1', { size: 'm', legacy: 'yes' }],
      ['DELETED', 'example.com/v1alpha1', { size: 'm', legacy: 'yes' }],
    ]);
    expect(await current.take(3)).toEqual(['ADDED b', 'MODIFIED b', 'DELETED b']);
    old.close();
    current.close();
  });

  it('selects by the fields of the version that is asked for, in lists and watches', async () => {
    await client.create(NEW, newWidget('a'));
    await client.create(NEW, newWidget('b', { dimensions: { size: 's' } }));
    const list = async (path: string) =>
      (await client.get(path)).list.items.map(({ metadata }) => metadata.name);
    expect(await list(`${OLD}?fieldSelector=spec.size%3Dl`)).toEqual(['a']);
    expect(await list(`${NEW}?fieldSelector=spec.dimensions.size%3Ds`)).toEqual(['b']);
    const watch = await client.watch(`${OLD}?watch=1&fieldSelector=spec.size%3Dl`);
    expect(await watch.take(1)).toEqual(['ADDED a']);
    await client.patch(`${NEW}/a`, { spec: { dimensions: { size: 'm' } } });
    const gone = await watch.next();
    expect(gone).toMatchObject({ type: 'DELETED', object: { spec: { size: 'l' } } });
    watch.close();
  });

  it('has a status in each version, and applies in each', async () => {
    await client.apply(`${OLD}/a`, oldWidget('a'), 'me');
    const status = await client.patch(`${OLD}/a/status`, { status: { ready: true } });
    expect(status.object).toMatchObject({ spec: { size: 'l' }, status: { ready: true } });
    const applied = await client.apply(`${NEW}/a`, newWidget('a', { note: 'x' }), 'other');
    expect(applied.object).toMatchObject({
      spec: { dimensions: { size: 'l' }, note: 'x' },
      status: { ready: true },
    });
    const conflict = await client.apply(`${NEW}/a`, newWidget('a', { dimensions: { size: 's' } }), 'other');
    expect(conflict.status).toBe(409);
    expect(conflict.failure.message).toContain('conflict with "me": .spec.size');
    const forced = await client.apply(
      `${NEW}/a`,
      newWidget('a', { dimensions: { size: 's' } }),
      'other',
      '&force=true',
    );
    expect(forced.object['spec']).toEqual({ dimensions: { size: 's' } });
    const dropped = await client.apply(`${OLD}/a`, oldWidget('a', { size: 's', note: 'y' }), 'me');
    expect(dropped.object['spec']).toEqual({ size: 's', note: 'y', legacy: 'yes' });
    const managers = dropped.object.metadata.managedFields?.map(
      ({ manager, apiVersion, subresource = '' }) => `${manager} ${apiVersion} ${subresource}`,
    );
    expect(managers).toEqual(expect.arrayContaining(['me example.com/v1alpha1 ', 'other example.com/v1 ']));
  });

  it('needs its webhook for no status whose object was declared in another version', async () => {
    await client.apply(`${OLD}/a`, oldWidget('a'), 'me');
    webhook.reviews.length = 0;
    const status = await client.patch(`${NEW}/a/status`, { status: { ready: true } });
    expect(status.object).toMatchObject({ status: { ready: true } });
    expect(webhook.reviews).toEqual([]);
    const managers = status.object.metadata.managedFields?.map(({ apiVersion }) => apiVersion);
    expect(managers).toEqual(['example.com/v1alpha1', 'example.com/v1']);
  });

  it('shows tables and metadata in each version', async () => {
    await client.create(NEW, newWidget('a'));
    const table = await client.get(OLD, { accept: 'application/json;as=Table;g=meta.k8s.io;v=v1' });
    expect(table.object).toMatchObject({ kind: 'Table', rows: [{ cells: ['a', expect.anything()] }] });
    const metadata = await client.get(OLD, {
      accept: 'application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1',
    });
    expect(metadata.list.items[0]?.metadata.name).toBe('a');
  });

  it('keeps objects as they are stored when the storage version changes, until they are written', async () => {
    await client.create(NEW, newWidget('a'));
    const current = (await client.get(CRD)).object;
    const moved = await client.update(CRD, {
      ...(widgets(undefined, 'v1alpha1') as object),
      metadata: current.metadata,
    });
    expect(moved.object['status']).toMatchObject({ storedVersions: ['v1', 'v1alpha1'] });
    await webhook.close();
    expect((await client.get(`${NEW}/a`)).object['spec']).toEqual({ dimensions: { size: 'l' } });
    expect((await client.get(`${OLD}/a`)).status).toBe(500);
    await webhook.reopen();

    const { object } = await client.get(`${OLD}/a`);
    const rewritten = await client.update(`${OLD}/a`, object);
    expect(rewritten.object.metadata.resourceVersion).not.toBe(object.metadata.resourceVersion);
    expect(rewritten.object.metadata.generation).toBe(object.metadata.generation);
    await webhook.close();
    expect((await client.get(`${OLD}/a`)).status).toBe(200);
    await server.restart();
    expect((await client.get(`${OLD}/a`)).object['spec']).toEqual({ size: 'l', legacy: 'yes' });
    await webhook.reopen();
  });

  it('goes through the conversion in a dry run, too, and stores nothing', async () => {
    const rehearsed = await client.create(`${OLD}?dryRun=All`, oldWidget('b'));
    expect(rehearsed.status).toBe(201);
    expect(rehearsed.object['apiVersion']).toBe('example.com/v1alpha1');
    expect(webhook.reviews.length).toBeGreaterThan(0);
    expect((await client.get(`${NEW}/b`)).status).toBe(404);
  });

  it('serves what is stored in the version that is wanted when its webhook is down, and says why the rest fails', async () => {
    await client.create(NEW, newWidget('a', { dimensions: { size: 'l' }, note: 'x' }));
    await webhook.close();
    expect((await client.get(NEW)).list.items).toHaveLength(1);
    expect((await client.patch(`${NEW}/a`, { spec: { note: 'y' } })).status).toBe(200);
    for (const path of [OLD, `${OLD}/a`]) {
      const { status, failure } = await client.get(path);
      expect(status).toBe(500);
      expect(failure.message).toMatch(
        /^conversion webhook for example.com\/v1, Kind=Widget failed: Post "https:\/\/127\.0\.0\.1:\d+\/review\?timeout=30s": .*ECONNREFUSED/,
      );
    }
    for (const path of [OLD, `${OLD}?dryRun=All`]) {
      const refused = await client.create(path, oldWidget('b'));
      expect(refused.failure.message).toContain(
        'conversion webhook for example.com/v1alpha1, Kind=Widget failed',
      );
    }
    expect((await client.get(`${NEW}/b`)).status).toBe(404);
    const watch = await client.watch(`${OLD}?watch=1`);
    expect(await watch.next()).toMatchObject({ type: 'ERROR', object: { code: 500 } });
    expect(await watch.next()).toBeUndefined();
    expect((await client.delete(`${OLD}/a`)).status).toBe(200);
    await webhook.reopen();
  });

  it.each([
    ['a refusal', { response: { result: { status: 'Failed', message: 'no way' } } }, 'failed: no way'],
    ['a refusal without words', { response: { result: {} } }, "response.result.status was '', not 'Success'"],
    ['an error', { status: 503, text: 'busy' }, 'answered 503: "busy"'],
    ['no JSON', { status: 200, text: 'hello' }, 'answered no JSON: "hello"'],
    [
      'no response',
      { raw: { apiVersion: 'apiextensions.k8s.io/v1', kind: 'ConversionReview' } },
      'no response provided',
    ],
    [
      'another kind',
      { raw: { apiVersion: 'v1', kind: 'Pod' } },
      'expected webhook response of apiextensions.k8s.io/v1, Kind=ConversionReview, got v1, Kind=Pod',
    ],
    ['another uid', { response: { uid: 'x', result: { status: 'Success' } } }, 'expected response.uid "'],
    [
      'too few objects',
      { response: { result: { status: 'Success' }, convertedObjects: [] } },
      'returned 0 objects, expected 1',
    ],
  ])('refuses %s of its webhook, and stores nothing', async (_what, answer, message) => {
    webhook.answer = () => answer;
    const { status, failure } = await client.create(OLD, oldWidget('a'));
    expect(status).toBe(500);
    expect(failure.message).toContain('conversion webhook for example.com/v1alpha1, Kind=Widget');
    expect(failure.message).toContain(message);
    expect((await client.get(NEW)).list.items).toEqual([]);
  });

  it.each([
    [
      'version',
      (object: Widget) => ({ ...object, apiVersion: 'example.com/v3' }),
      'invalid groupVersion (expected example.com/v1, received example.com/v3)',
    ],
    [
      'kind',
      (object: Widget) => ({ ...object, kind: 'Gadget' }),
      'invalid kind (expected Widget, received Gadget)',
    ],
    [
      'name',
      (object: Widget) => ({ ...object, metadata: { ...object.metadata, name: 'z' } }),
      'must have the same name: a != z',
    ],
    [
      'uid',
      (object: Widget) => ({ ...object, metadata: { ...object.metadata, uid: 'z' } }),
      'must have the same UID',
    ],
    ['metadata', ({ metadata: _, ...object }: Widget) => object, 'missing metadata'],
    [
      'labels',
      (object: Widget) => ({ ...object, metadata: { ...object.metadata, labels: { a: '-' } } }),
      'metadata.labels: Invalid value: "-"',
    ],
  ])('refuses another %s for its object', async (_what, spoil, message) => {
    webhook.answer = ({ request }) => {
      const { objects, desiredAPIVersion } = request;
      const convertedObjects = objects.map((object) => spoil(convertWidget(object, desiredAPIVersion)));
      return { response: { result: { status: 'Success' }, convertedObjects } };
    };
    const { status, failure } = await client.create(OLD, oldWidget('a'));
    expect(status).toBe(500);
    expect(failure.message).toContain('returned invalid');
    expect(failure.message).toContain(message);
  });

  it('lets its webhook change labels and annotations, and nothing else of the metadata', async () => {
    webhook.answer = ({ request }) => {
      const { objects, desiredAPIVersion } = request;
      const convertedObjects = objects.map((object) => ({
        ...convertWidget(object, desiredAPIVersion),
        metadata: {
          ...object.metadata,
          annotations: { a: 'b' },
          finalizers: ['example.com/x'],
          generation: 9,
        },
      }));
      return { response: { result: { status: 'Success' }, convertedObjects } };
    };
    const { object } = await client.create(OLD, oldWidget('a'));
    expect(object.metadata).toMatchObject({ annotations: { a: 'b' }, generation: 1 });
    expect(object.metadata.finalizers).toBeUndefined();
  });

  it('is changed by many at once in versions that are not stored, and no change is lost', async () => {
    await client.create(OLD, oldWidget('a'));
    const fields = ['a', 'b', 'c', 'd'];
    const answers = await Promise.all(
      fields.map((field) => client.patch(`${OLD}/a`, { metadata: { labels: { [field]: 'x' } } })),
    );
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200]);
    expect((await client.get(`${NEW}/a`)).object.metadata.labels).toEqual({ a: 'x', b: 'x', c: 'x', d: 'x' });
    const twice = await Promise.all([client.create(OLD, oldWidget('b')), client.create(OLD, oldWidget('b'))]);
    expect(twice.map(({ status }) => status).toSorted()).toEqual([201, 409]);
  });

  it('loses its objects with its definition although its webhook is gone', async () => {
    await client.create(NEW, newWidget('a'));
    await client.create(NEW, {
      ...newWidget('b'),
      metadata: { name: 'b', finalizers: ['example.com/held'] },
    });
    const current = (await client.get(CRD)).object;
    await client.update(CRD, { ...(widgets(undefined, 'v1alpha1') as object), metadata: current.metadata });
    await webhook.close();
    const refused = await client.delete(`${OLD}/b`);
    expect(refused.status).toBe(500);
    expect((await client.get(`${NEW}/b`)).object.metadata.deletionTimestamp).toBeUndefined();
    await client.delete(CRD);
    await expect.poll(async () => (await client.get(`${NEW}/a`)).status).toBe(404);
    const { object } = await client.get(`${NEW}/b`);
    expect(object.metadata.deletionTimestamp).toBeDefined();
    const released = await client.patch(`${NEW}/b`, { metadata: { finalizers: null } });
    expect(released.status).toBe(500);
    await webhook.reopen();
    await client.patch(`${NEW}/b`, { metadata: { finalizers: null } });
    await webhook.close();
    await expect.poll(async () => (await client.get(CRD)).status).toBe(404);
    await webhook.reopen();
  });
});

describe('a conversion webhook', () => {
  it('is found through a Service that leads out of the cluster', async () => {
    const service = { namespace: 'default', name: 'hooks', port: webhook.port, path: '/review' };
    await client.create(CRDS, widgets({ service, caBundle: webhook.caBundle }));
    const missing = await client.create(OLD, oldWidget('a'));
    expect(missing.failure.message).toContain('failed: service "hooks" not found');
    await client.create('/api/v1/namespaces/default/services', {
      apiVersion: 'v1',
      kind: 'Service',
      metadata: { name: 'hooks' },
      spec: { type: 'ExternalName', externalName: 'localhost' },
    });
    const { status, text } = await client.create(OLD, oldWidget('a'));
    expect(status, text).toBe(201);
  });

  it.each([
    [
      'neither url nor service',
      {},
      'spec.conversion.webhook.clientConfig: Required value: exactly one of url or service is required',
    ],
    [
      'both',
      { url: 'https://a/b', service: { namespace: 'a', name: 'b' } },
      'exactly one of url or service is required',
    ],
    [
      'a url without TLS',
      { url: 'http://a/b' },
      'spec.conversion.webhook.clientConfig.url: Invalid value: "http": \'https\' is the only allowed URL scheme',
    ],
    ['a url with a query', { url: 'https://a/b?c' }, 'query parameters are not permitted in the URL'],
    ['a nameless service', { service: { namespace: 'a', name: '' } }, 'service name is required'],
    [
      'a port that is none',
      { service: { namespace: 'a', name: 'b', port: 70_000 } },
      'port is not valid: must be between 1 and 65535, inclusive',
    ],
    [
      'certificates that are none',
      { url: 'https://a', caBundle: 'YWJj' },
      'unable to load root certificates',
    ],
  ])('with %s is refused', async (_what, clientConfig, message) => {
    const { status, failure } = await client.create(CRDS, widgets(clientConfig));
    expect(status).toBe(422);
    expect(failure.message).toContain(message);
  });

  it.each([
    ['no webhook', { strategy: 'Webhook' }, 'spec.conversion.webhook: Required value'],
    [
      'an unknown strategy',
      { strategy: 'Magic' },
      'spec.conversion.strategy: Unsupported value: "Magic": supported values: "None", "Webhook"',
    ],
    [
      'a webhook for nothing',
      { strategy: 'None', webhook: { clientConfig: { url: 'https://a' }, conversionReviewVersions: ['v1'] } },
      'should not be set when strategy is not set to Webhook',
    ],
    [
      'versions that this server does not speak',
      {
        strategy: 'Webhook',
        webhook: { clientConfig: { url: 'https://a' }, conversionReviewVersions: ['v7'] },
      },
      'must include at least one of v1, v1beta1',
    ],
  ])('with %s is refused', async (_what, conversion, message) => {
    const crd = widgets() as { spec: object };
    const { status, failure } = await client.create(CRDS, { ...crd, spec: { ...crd.spec, conversion } });
    expect(status).toBe(422);
    expect(failure.message).toContain(message);
  });
});

describe('the stored versions of a CRD', () => {
  beforeEach(async () => {
    await client.create(CRDS, widgets());
  });

  it('keep a version from being removed in which objects may be stored', async () => {
    const current = (await client.get(CRD)).object as KubeObject & { spec: { versions: { name: string }[] } };
    await client.update(CRD, { ...(widgets(undefined, 'v1alpha1') as object), metadata: current.metadata });
    const patch = [{ op: 'remove', path: '/spec/versions/1' }];
    const refused = await client.patch(CRD, patch, 'json');
    expect(refused.status).toBe(422);
    expect(refused.failure.message).toContain(
      'status.storedVersions[0]: Invalid value: "v1": must appear in spec.versions',
    );
    const trimmed = await client.patch(`${CRD}/status`, { status: { storedVersions: ['v1alpha1'] } });
    expect(trimmed.status, trimmed.text).toBe(200);
    expect((await client.patch(CRD, patch, 'json')).status).toBe(200);
  });

  it('always hold the storage version', async () => {
    const { status, failure } = await client.patch(`${CRD}/status`, {
      status: { storedVersions: ['v1alpha1'] },
    });
    expect(status).toBe(422);
    expect(failure.message).toContain('status.storedVersions: Invalid value');
    expect(failure.message).toContain('must have the storage version v1');
  });
});
