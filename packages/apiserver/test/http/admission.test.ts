import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { KubeClient } from '../server/kube-client.ts';
import { startTestServer, type TestServer } from '../server/test-server.ts';
import { type Answer, startWebhookServer, type WebhookServer } from '../server/webhook-server.ts';

const REGISTRATION = '/apis/admissionregistration.k8s.io/v1';
const MUTATING = `${REGISTRATION}/mutatingwebhookconfigurations`;
const VALIDATING = `${REGISTRATION}/validatingwebhookconfigurations`;
const MAPS = '/api/v1/namespaces/default/configmaps';

let server: TestServer;
let client: KubeClient;
let webhook: WebhookServer;
beforeEach(async () => {
  server = await startTestServer();
  client = server.client;
  webhook = await startWebhookServer(server.authority, allow);
});
afterEach(async () => {
  await webhook.close();
  await server.close();
});

const allow = (): Answer => ({ response: { allowed: true } });

const patchOf = (...operations: object[]): Answer => ({
  response: {
    allowed: true,
    patchType: 'JSONPatch',
    patch: Buffer.from(JSON.stringify(operations)).toString('base64'),
  },
});

const configMaps = { apiGroups: [''], apiVersions: ['v1'], resources: ['configmaps'], operations: ['*'] };

function hook(more: object = {}, name = 'check.example.com'): object {
  return {
    name,
    clientConfig: { url: webhook.url, caBundle: webhook.caBundle },
    rules: [configMaps],
    admissionReviewVersions: ['v1'],
    sideEffects: 'None',
    ...more,
  };
}

function configuration(kind: 'Mutating' | 'Validating', name: string, ...webhooks: object[]): object {
  return {
    apiVersion: 'admissionregistration.k8s.io/v1',
    kind: `${kind}WebhookConfiguration`,
    metadata: { name },
    webhooks,
  };
}

async function validating(...hooks: object[]): Promise<void> {
  const { status, text } = await client.create(VALIDATING, configuration('Validating', 'v', ...hooks));
  expect(status, text).toBe(201);
}

async function mutating(...hooks: object[]): Promise<void> {
  const { status, text } = await client.create(MUTATING, configuration('Mutating', 'm', ...hooks));
  expect(status, text).toBe(201);
}

const configMap = (name: string, data: object = {}, metadata: object = {}) => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name, ...metadata },
  data,
});

const operations = () => webhook.reviews.map(({ request }) => request.operation);

describe('a validating webhook', () => {
  it('sees creations, updates, patches and deletions, with who does what to which states', async () => {
    await validating(hook());
    await client.create(`${MAPS}?fieldManager=me`, configMap('a', { x: '1' }));
    const { object } = await client.patch(`${MAPS}/a`, { data: { x: '2' } });
    await client.update(`${MAPS}/a`, { ...object, data: { x: '3' } });
    await client.delete(`${MAPS}/a`);
    expect(operations()).toEqual(['CREATE', 'UPDATE', 'UPDATE', 'DELETE']);
    const [created, patched, , deleted] = webhook.reviews;
    expect(created).toMatchObject({
      apiVersion: 'admission.k8s.io/v1',
      kind: 'AdmissionReview',
      request: {
        kind: { group: '', version: 'v1', kind: 'ConfigMap' },
        resource: { group: '', version: 'v1', resource: 'configmaps' },
        requestKind: { group: '', version: 'v1', kind: 'ConfigMap' },
        requestResource: { group: '', version: 'v1', resource: 'configmaps' },
        name: 'a',
        namespace: 'default',
        userInfo: { username: 'admin', groups: ['system:masters', 'system:authenticated'] },
        object: { kind: 'ConfigMap', metadata: { name: 'a' }, data: { x: '1' } },
        oldObject: null,
        dryRun: false,
        options: { kind: 'CreateOptions', apiVersion: 'meta.k8s.io/v1', fieldManager: 'me' },
      },
    });
    expect(patched?.request).toMatchObject({
      object: { data: { x: '2' } },
      oldObject: { data: { x: '1' } },
      options: { kind: 'UpdateOptions' },
    });
    expect(deleted?.request).toMatchObject({
      object: null,
      oldObject: { data: { x: '3' } },
      options: { kind: 'DeleteOptions' },
    });
  });

  it.each([
    [
      { allowed: false, status: { code: 403, reason: 'Forbidden', message: 'not today' } },
      403,
      'Forbidden',
      'admission webhook "check.example.com" denied the request: not today',
    ],
    [
      { allowed: false, status: { reason: 'Busy' } },
      400,
      'Busy',
      'admission webhook "check.example.com" denied the request: Busy',
    ],
    [
      { allowed: false },
      400,
      undefined,
      'admission webhook "check.example.com" denied the request without explanation',
    ],
  ])('denies with its own status: %j', async (response, code, reason, message) => {
    await client.create(MAPS, configMap('old'));
    await validating(hook());
    webhook.answer = () => ({ response });
    for (const answer of [
      await client.create(MAPS, configMap('a')),
      await client.patch(`${MAPS}/old`, { data: { x: '1' } }),
      await client.delete(`${MAPS}/old`),
    ]) {
      expect(answer.status).toBe(code);
      expect(answer.failure).toMatchObject({ message, ...(reason === undefined ? {} : { reason }) });
    }
    expect((await client.get(`${MAPS}/a`)).status).toBe(404);
    expect((await client.get(`${MAPS}/old`)).object['data']).toEqual({});
  });

  it('passes warnings on', async () => {
    await validating(hook());
    webhook.answer = () => ({ response: { allowed: true, warnings: ['this is "old"'] } });
    const created = await client.create(MAPS, configMap('a'));
    expect(created.headers['warning']).toBe('299 - "this is \\"old\\""');
    const deleted = await client.delete(`${MAPS}/a`);
    expect(deleted.headers['warning']).toBe('299 - "this is \\"old\\""');
  });

  it('is told of a dry run, which it may still deny', async () => {
    await validating(hook());
    await client.create(`${MAPS}?dryRun=All`, configMap('a'));
    expect(webhook.reviews[0]?.request).toMatchObject({ dryRun: true, options: { dryRun: ['All'] } });
    webhook.answer = () => ({ response: { allowed: false } });
    expect((await client.create(`${MAPS}?dryRun=All`, configMap('a'))).status).toBe(400);
  });

  it.each([
    [
      'out of reach',
      undefined,
      /failed calling webhook "check.example.com": failed to call webhook: Post "https:\/\/127\.0\.0\.1:\d+\/review\?timeout=10s": .*ECONNREFUSED/,
    ],
    ['failing', { status: 500, text: 'oh' }, /failed to call webhook: .* answered 500: "oh"/],
    ['silent', 'nothing' as const, /timeout=1s": context deadline exceeded/],
    ['talking nonsense', { raw: {} }, /received invalid webhook response: webhook response was absent/],
    [
      'answering somebody else',
      { response: { uid: 'x', allowed: true } },
      /received invalid webhook response: expected response.uid=/,
    ],
    [
      'patching',
      patchOf({ op: 'add', path: '/data', value: {} }),
      /validating webhook may not return response.patch/,
    ],
  ])('that is %s refuses, unless it may be ignored', async (what, answer, message) => {
    const more = what === 'silent' ? { timeoutSeconds: 1 } : {};
    await validating(hook(more));
    if (answer === undefined) await webhook.close();
    else webhook.answer = () => answer;
    const refused = await client.create(MAPS, configMap('a'));
    expect(refused.status).toBe(500);
    expect(refused.failure.reason).toBe('InternalError');
    expect(refused.failure.message).toMatch(/^Internal error occurred: failed calling webhook/);
    expect(refused.failure.message).toMatch(message);
    await client.update(
      `${VALIDATING}/v`,
      configuration('Validating', 'v', hook({ ...more, failurePolicy: 'Ignore' })),
    );
    expect((await client.create(MAPS, configMap('a'))).status).toBe(201);
    if (answer === undefined) await webhook.reopen();
  });

  it.each([
    ['another operation', { rules: [{ ...configMaps, operations: ['DELETE', 'UPDATE'] }] }],
    ['another group', { rules: [{ ...configMaps, apiGroups: ['apps'] }] }],
    ['another resource', { rules: [{ ...configMaps, resources: ['secrets', 'configmaps/status'] }] }],
    ['another scope', { rules: [{ ...configMaps, scope: 'Cluster' }] }],
    ['another namespace', { namespaceSelector: { matchLabels: { team: 'a' } } }],
    ['other objects', { objectSelector: { matchExpressions: [{ key: 'team', operator: 'Exists' }] } }],
    [
      'a condition that does not hold',
      { matchConditions: [{ name: 'x', expression: 'object.metadata.name == "b"' }] },
    ],
  ])('for %s is not asked', async (_what, more) => {
    await validating(hook(more));
    expect((await client.create(MAPS, configMap('a'))).status).toBe(201);
    expect(webhook.reviews).toEqual([]);
  });

  it.each([
    ['everything', { rules: [{ ...configMaps, apiGroups: ['*'], apiVersions: ['*'], resources: ['*'] }] }],
    ['every part of everything', { rules: [{ ...configMaps, resources: ['*/*'], scope: 'Namespaced' }] }],
    ['its namespace', { namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'default' } } }],
    [
      'its labels',
      { objectSelector: { matchExpressions: [{ key: 'team', operator: 'In', values: ['a'] }] } },
    ],
    [
      'conditions that hold',
      {
        matchConditions: [
          { name: 'a', expression: 'request.operation == "CREATE" && !(request.userInfo.username in ["b"])' },
          {
            name: 'b',
            expression: 'has(object.data.size) && int(object.data.size) > 1 && oldObject == null',
          },
        ],
      },
    ],
  ])('for %s is asked', async (_what, more) => {
    await validating(hook(more));
    await client.create(MAPS, configMap('a', { size: '2' }, { labels: { team: 'a' } }));
    expect(operations()).toEqual(['CREATE']);
  });

  it('whose condition can not be evaluated refuses, unless it may be ignored', async () => {
    const condition = { matchConditions: [{ name: 'x', expression: 'object.spec.size > 1' }] };
    await validating(hook(condition));
    const refused = await client.create(MAPS, configMap('a'));
    expect(refused.status).toBe(403);
    expect(refused.failure.message).toContain('match condition "x" failed');
    await client.update(
      `${VALIDATING}/v`,
      configuration('Validating', 'v', hook({ ...condition, failurePolicy: 'Ignore' })),
    );
    expect((await client.create(MAPS, configMap('a'))).status).toBe(201);
    expect(webhook.reviews).toEqual([]);
  });

  it('never has a say in who may have a say', async () => {
    await validating(
      hook({ rules: [{ operations: ['*'], apiGroups: ['*'], apiVersions: ['*'], resources: ['*/*'] }] }),
    );
    await webhook.close();
    expect((await client.create(MAPS, configMap('a'))).status).toBe(500);
    // Nor can it keep the server from starting.
    await server.restart();
    expect((await client.create(MAPS, configMap('a'))).status).toBe(500);
    expect((await client.delete(`${VALIDATING}/v`)).status).toBe(200);
    expect((await client.create(MAPS, configMap('a'))).status).toBe(201);
    await webhook.reopen();
  });

  it('is asked about each object of a deleted collection, and of a deleted namespace', async () => {
    await client.create('/api/v1/namespaces', {
      apiVersion: 'v1',
      kind: 'Namespace',
      metadata: { name: 'n' },
    });
    await validating(hook());
    for (const name of ['a', 'b']) await client.create(MAPS, configMap(name));
    await client.delete(MAPS);
    expect(operations().filter((operation) => operation === 'DELETE').length).toBeGreaterThanOrEqual(2);
    webhook.answer = ({ request }) => {
      const { operation } = request;
      return { response: { allowed: operation !== 'DELETE', status: { message: 'keep it' } } };
    };
    await client.create('/api/v1/namespaces/n/configmaps', configMap('kept'));
    await client.delete('/api/v1/namespaces/n');
    await expect.poll(() => operations().at(-1)).toBe('DELETE');
    expect((await client.get('/api/v1/namespaces/n/configmaps/kept')).status).toBe(200);
    webhook.answer = allow;
    await expect
      .poll(async () => (await client.get('/api/v1/namespaces/n')).status, { timeout: 5_000 })
      .toBe(404);
  });

  it('keeps an object out of a namespace that goes while it is asked', async () => {
    await client.create('/api/v1/namespaces', {
      apiVersion: 'v1',
      kind: 'Namespace',
      metadata: { name: 'n' },
    });
    await validating(hook());
    webhook.answer = async () => {
      await client.delete('/api/v1/namespaces/n');
      return allow();
    };
    const { status, failure } = await client.create('/api/v1/namespaces/n/configmaps', configMap('a'));
    expect([403, 404]).toContain(status);
    expect(failure.message).toContain('namespace');
    webhook.answer = allow;
  });
});

describe('a mutating webhook', () => {
  it('changes what is created and updated', async () => {
    await mutating(hook());
    webhook.answer = () => patchOf({ op: 'add', path: '/metadata/labels', value: { by: 'hook' } });
    const created = await client.create(MAPS, configMap('a', { x: '1' }));
    expect(created.object).toMatchObject({
      metadata: { name: 'a', labels: { by: 'hook' } },
      data: { x: '1' },
    });
    await client.patch(`${MAPS}/a`, { metadata: { labels: null } });
    expect((await client.get(`${MAPS}/a`)).object.metadata.labels).toEqual({ by: 'hook' });
  });

  it('leaves what it adds to nobody, so that an applier does not fight with it', async () => {
    await mutating(hook());
    webhook.answer = () => patchOf({ op: 'add', path: '/metadata/labels', value: { by: 'hook' } });
    const first = await client.apply(`${MAPS}/a`, configMap('a', { x: '1' }), 'me');
    const again = await client.apply(`${MAPS}/a`, configMap('a', { x: '1' }), 'me');
    expect(again.object).toEqual(first.object);
    expect(JSON.stringify(first.object.metadata.managedFields)).not.toContain('f:by');
  });

  it('has its result checked, and seen by validating webhooks', async () => {
    await mutating(hook());
    await validating(hook({}, 'second.example.com'));
    webhook.answer = ({ request }) =>
      'labels' in request.object.metadata
        ? { response: { allowed: false, status: { message: 'labelled' } } }
        : patchOf({ op: 'add', path: '/metadata/labels', value: { by: 'hook' } });
    const denied = await client.create(MAPS, configMap('a'));
    expect(denied.failure.message).toBe(
      'admission webhook "second.example.com" denied the request: labelled',
    );
    webhook.answer = () => patchOf({ op: 'add', path: '/metadata/labels', value: { by: '-' } });
    const invalid = await client.create(MAPS, configMap('a'));
    expect(invalid.status).toBe(422);
    expect(invalid.failure.message).toContain('metadata.labels');
  });

  it('runs in the order of the configurations, and again when a later one changes something', async () => {
    const set = (key: string): Answer => patchOf({ op: 'add', path: `/data/${key}`, value: 'x' });
    await client.create(MUTATING, configuration('Mutating', 'b', hook({}, 'b.example.com')));
    await client.create(
      MUTATING,
      configuration(
        'Mutating',
        'a',
        hook({ reinvocationPolicy: 'IfNeeded' }, 'a1.example.com'),
        hook({}, 'a2.example.com'),
      ),
    );
    const seen: string[] = [];
    webhook.answer = ({ request }) => {
      const data = request.object['data'] as object;
      seen.push(Object.keys(data).join());
      return set(`k${seen.length}`);
    };
    const { object } = await client.create(MAPS, configMap('c', { z: '' }));
    expect(seen).toEqual(
      ['z', 'k1,z', 'k1,k2,z', 'k1,k2,k3,z'].map((keys) => expect.stringMatching(sameKeys(keys))),
    );
    expect(Object.keys(object['data'] as object).toSorted()).toEqual(['k1', 'k2', 'k3', 'k4', 'z']);
  });

  it('can not make another object of it', async () => {
    await mutating(hook());
    webhook.answer = () =>
      patchOf(
        { op: 'replace', path: '/metadata/uid', value: 'x' },
        { op: 'replace', path: '/metadata/name', value: 'y' },
      );
    const { object } = await client.create(MAPS, configMap('a'));
    expect(object.metadata.name).toBe('a');
    expect(object.metadata.uid).not.toBe('x');
    webhook.answer = () => patchOf({ op: 'replace', path: '/kind', value: 'Secret' });
    const refused = await client.create(MAPS, configMap('b'));
    expect(refused.status).toBe(500);
    expect(refused.failure.message).toContain('check.example.com');
  });

  it.each([
    [
      'that does not apply',
      patchOf({ op: 'remove', path: '/spec/x' }),
      'the patch of admission webhook "check.example.com"',
    ],
    [
      'without a type',
      { response: { allowed: true, patch: 'W10=' } },
      'webhook returned response.patch but not response.patchType',
    ],
    [
      'of an unknown type',
      { response: { allowed: true, patch: 'W10=', patchType: 'Merge' } },
      'invalid value of response.patchType "Merge"',
    ],
    [
      'that is no JSON',
      { response: { allowed: true, patch: 'e30x', patchType: 'JSONPatch' } },
      'response.patch is no JSON',
    ],
  ])('with a patch %s fails the request', async (_what, answer, message) => {
    await mutating(hook());
    webhook.answer = () => answer;
    const { status, failure } = await client.create(MAPS, configMap('a'));
    expect(status).toBe(500);
    expect(failure.message).toContain(message);
  });

  it('makes writers who meet in the meantime take turns, and loses no change', async () => {
    await client.create(MAPS, configMap('a', { '0': '' }));
    await mutating(hook());
    const keys = ['1', '2', '3', '4'];
    const answers = await Promise.all(keys.map((key) => client.patch(`${MAPS}/a`, { data: { [key]: 'x' } })));
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200]);
    const { object } = await client.get(`${MAPS}/a`);
    expect(Object.keys(object['data'] as object).toSorted()).toEqual(['0', ...keys]);
  });
});

describe('a webhook for custom resources', () => {
  const WIDGETS = '/apis/example.com/v1/widgets';
  const OLD = '/apis/example.com/v1alpha1/widgets';
  const schema = (fields: object) => ({
    openAPIV3Schema: {
      type: 'object',
      properties: {
        spec: { type: 'object', properties: fields },
        status: { type: 'object', properties: { ready: { type: 'boolean' } } },
      },
    },
  });
  const widget = (version: string, spec: object) => ({
    apiVersion: `example.com/${version}`,
    kind: 'Widget',
    metadata: { name: 'a' },
    spec,
  });
  const rule = (apiVersion: string, resources = ['widgets']) => ({
    operations: ['*'],
    apiGroups: ['example.com'],
    apiVersions: [apiVersion],
    resources,
  });

  beforeEach(async () => {
    const text = { type: 'string', default: 'x' };
    await client.create('/apis/apiextensions.k8s.io/v1/customresourcedefinitions', {
      apiVersion: 'apiextensions.k8s.io/v1',
      kind: 'CustomResourceDefinition',
      metadata: { name: 'widgets.example.com' },
      spec: {
        group: 'example.com',
        scope: 'Cluster',
        names: { plural: 'widgets', kind: 'Widget' },
        versions: [
          {
            name: 'v1',
            served: true,
            storage: true,
            schema: schema({ size: text, color: text }),
            subresources: { status: {} },
          },
          {
            name: 'v1alpha1',
            served: true,
            storage: false,
            schema: schema({ size: text }),
            subresources: { status: {} },
          },
        ],
      },
    });
  });

  it('sees requests in other versions in the one that its rules name, unless it asks for exactly that', async () => {
    await mutating(
      hook({ rules: [rule('v1')] }),
      hook({ rules: [rule('v1')], matchPolicy: 'Exact' }, 'exact.example.com'),
    );
    webhook.answer = () => patchOf({ op: 'replace', path: '/spec/size', value: 'changed' });
    const { object } = await client.create(OLD, widget('v1alpha1', { size: 'l' }));
    expect(object).toMatchObject({ apiVersion: 'example.com/v1alpha1', spec: { size: 'changed' } });
    expect(webhook.reviews).toHaveLength(1);
    expect(webhook.reviews[0]?.request).toMatchObject({
      kind: { version: 'v1' },
      requestKind: { version: 'v1alpha1' },
      object: { apiVersion: 'example.com/v1', spec: { size: 'l', color: 'x' } },
    });
  });

  it('sees the subresources that its rules name, and can not change more than they can', async () => {
    await mutating(hook({ rules: [rule('*', ['widgets/status'])] }));
    await client.create(WIDGETS, widget('v1', { size: 'l' }));
    expect(webhook.reviews).toEqual([]);
    webhook.answer = () =>
      patchOf(
        { op: 'add', path: '/status', value: { ready: true, more: 1 } },
        { op: 'replace', path: '/spec/size', value: 'changed' },
      );
    const { object } = await client.patch(`${WIDGETS}/a/status`, { status: { ready: false } });
    expect(object, JSON.stringify(object)).toMatchObject({ spec: { size: 'l' }, status: { ready: true } });
    expect(object['status']).not.toHaveProperty('more');
    expect(webhook.reviews[0]?.request).toMatchObject({
      subResource: 'status',
      requestSubResource: 'status',
    });
  });
});

describe('a webhook for a subresource with a kind of its own', () => {
  it('sees that kind, and changes the object through it', async () => {
    const DEPLOYMENTS = '/apis/apps/v1/namespaces/default/deployments';
    const created = await client.create(DEPLOYMENTS, {
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata: { name: 'a' },
      spec: {
        replicas: 1,
        selector: { matchLabels: { app: 'a' } },
        template: {
          metadata: { labels: { app: 'a' } },
          spec: { containers: [{ name: 'a', image: 'a' }] },
        },
      },
    });
    expect(created.status, created.text).toBe(201);
    const rule = {
      apiGroups: ['apps'],
      apiVersions: ['v1'],
      operations: ['*'],
      resources: ['deployments/scale'],
    };
    await mutating(hook({ rules: [rule] }));
    webhook.answer = () => patchOf({ op: 'replace', path: '/spec/replicas', value: 7 });
    const { object } = await client.patch(`${DEPLOYMENTS}/a/scale`, { spec: { replicas: 3 } });
    expect(object).toMatchObject({ kind: 'Scale', spec: { replicas: 7 } });
    expect(webhook.reviews[0]?.request).toMatchObject({
      kind: { group: 'autoscaling', version: 'v1', kind: 'Scale' },
      resource: { group: 'apps', version: 'v1', resource: 'deployments' },
      subResource: 'scale',
      object: { kind: 'Scale', spec: { replicas: 3 } },
      oldObject: { kind: 'Scale', spec: { replicas: 1 } },
    });
    expect((await client.get(`${DEPLOYMENTS}/a`)).object['spec']).toMatchObject({ replicas: 7 });
  });
});

describe('a webhook configuration', () => {
  it('is completed, and shown in a table', async () => {
    const created = await client.create(MUTATING, configuration('Mutating', 'm', hook()));
    expect(created.object).toMatchObject({
      metadata: { generation: 1 },
      webhooks: [
        {
          failurePolicy: 'Fail',
          matchPolicy: 'Equivalent',
          namespaceSelector: {},
          objectSelector: {},
          timeoutSeconds: 10,
          reinvocationPolicy: 'Never',
          rules: [{ scope: '*' }],
        },
      ],
    });
    const table = await client.get(MUTATING, { accept: 'application/json;as=Table;g=meta.k8s.io;v=v1' });
    expect(table.object['rows']).toMatchObject([{ cells: ['m', 1, expect.anything()] }]);
  });

  it.each([
    [
      'a short name',
      { name: 'check' },
      'webhooks[0].name: Invalid value: "check": should be a domain with at least three segments separated by dots',
    ],
    [
      'no server',
      { clientConfig: {} },
      'webhooks[0].clientConfig: Required value: exactly one of url or service is required',
    ],
    ['no side effects', { sideEffects: undefined }, 'webhooks[0].sideEffects: Required value'],
    [
      'unknown side effects',
      { sideEffects: 'Some' },
      'webhooks[0].sideEffects: Unsupported value: "Some": supported values: "None", "NoneOnDryRun"',
    ],
    ['a long timeout', { timeoutSeconds: 31 }, 'the timeout value must be between 1 and 30 seconds'],
    [
      'no versions of reviews',
      { admissionReviewVersions: [] },
      'webhooks[0].admissionReviewVersions: Required value: must specify one of v1, v1beta1',
    ],
    [
      'other versions of reviews',
      { admissionReviewVersions: ['v2'] },
      'must include at least one of v1, v1beta1',
    ],
    [
      'an unknown policy',
      { failurePolicy: 'Maybe' },
      'webhooks[0].failurePolicy: Unsupported value: "Maybe": supported values: "Fail", "Ignore"',
    ],
    [
      'a rule for nothing',
      { rules: [{ ...configMaps, operations: [] }] },
      'webhooks[0].rules[0].operations: Required value',
    ],
    [
      'an unknown operation',
      { rules: [{ ...configMaps, operations: ['READ'] }] },
      'webhooks[0].rules[0].operations[0]: Unsupported value: "READ"',
    ],
    [
      'a group beside all groups',
      { rules: [{ ...configMaps, apiGroups: ['*', 'apps'] }] },
      "if '*' is present, must not specify other API groups",
    ],
    [
      'a selector that is none',
      { objectSelector: { matchExpressions: [{ key: 'a', operator: 'In' }] } },
      'webhooks[0].objectSelector.matchExpressions[0].values: Required value',
    ],
    [
      'a condition that is none',
      { matchConditions: [{ name: 'a', expression: 'object.' }] },
      'webhooks[0].matchConditions[0].expression: Invalid value',
    ],
  ])('with %s is refused', async (_what, spec, message) => {
    const { status, failure } = await client.create(VALIDATING, configuration('Validating', 'v', hook(spec)));
    expect(status).toBe(422);
    expect(failure.message).toContain(message);
  });
});

/** The same keys in any order. */
function sameKeys(keys: string): RegExp {
  const all = keys.split(',');
  return new RegExp(`^(?=.{${keys.length}}$)${all.map((key) => `(?=.*${key})`).join('')}`);
}
