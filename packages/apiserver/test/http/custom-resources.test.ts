import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createKongTargetCrd, kongTarget, TARGETS } from '../server/kong-target.ts';
import type { KubeClient } from '../server/kube-client.ts';
import { startTestServer, type TestServer } from '../server/test-server.ts';

let server: TestServer;
let client: KubeClient;
beforeAll(async () => {
  server = await startTestServer();
  client = server.client;
  await createKongTargetCrd(client);
});
afterAll(() => server.close());

const at = (name: string, rest = '') => `${TARGETS}/${name}${rest}`;

describe('creating', () => {
  it('completes metadata, applies defaults, and answers with the object', async () => {
    const { status, object } = await client.create(
      TARGETS,
      kongTarget('created', { spec: { weight: undefined } }),
    );
    expect(status).toBe(201);
    expect(object).toMatchObject({
      spec: { weight: 100 },
      status: { conditions: [{ type: 'Programmed', status: 'Unknown' }] },
      metadata: { name: 'created', namespace: 'default', generation: 1 },
    });
    expect(object.metadata.uid).toMatch(/^[0-9a-f-]{36}$/);
    expect(object.metadata.creationTimestamp).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/);
    expect((await client.get(at('created'))).object).toEqual(object);
  });

  it('ignores a status that the client sends', async () => {
    const sent = { ...kongTarget('status-sent'), status: { konnect: { id: 'mine' } } };
    const { object } = await client.create(TARGETS, sent);
    expect(object['status']).not.toHaveProperty('konnect');
  });

  it('makes up names behind a prefix', async () => {
    const object = kongTarget('', { metadata: { name: undefined, generateName: 'made-' } });
    const names = await Promise.all([1, 2, 3].map(async () => (await client.create(TARGETS, object)).object));
    expect(new Set(names.map(({ metadata }) => metadata.name)).size).toBe(3);
    expect(names[0]?.metadata.name).toMatch(/^made-[bcdfghjklmnpqrstvwxz2-9]{5}$/);
  });

  it('stores nothing in a dry run', async () => {
    const { status, object } = await client.create(`${TARGETS}?dryRun=All`, kongTarget('dry'));
    expect(status).toBe(201);
    expect(object.metadata.uid).toBeDefined();
    expect((await client.get(at('dry'))).status).toBe(404);
  });

  it('takes YAML', async () => {
    const yaml = `
apiVersion: configuration.konghq.com/v1alpha1
kind: KongTarget
metadata: {name: yaml}
spec: {upstreamRef: {name: a}, target: "10.0.0.1", weight: 1}`;
    const { status } = await client.send('POST', TARGETS, yaml, { 'content-type': 'application/yaml' });
    expect(status).toBe(201);
  });

  it.each([
    [
      'a weight beyond its bound',
      { spec: { weight: 70000 } },
      422,
      'KongTarget.configuration.konghq.com "bad" is invalid: spec.weight: Invalid value: 70000: spec.weight in body should be less than or equal to 65535',
    ],
    ['no reference', { spec: { upstreamRef: undefined } }, 422, 'spec.upstreamRef: Required value'],
    [
      'a wrong name',
      { metadata: { name: 'Bad' } },
      422,
      'metadata.name: Invalid value: "Bad": a lowercase RFC 1123 subdomain',
    ],
    [
      'no name',
      { metadata: { name: '' } },
      422,
      'metadata.name: Required value: name or generateName is required',
    ],
    ['a wrong label', { metadata: { labels: { 'a b': 'c' } } }, 422, 'metadata.labels: Invalid value: "a b"'],
    ['labels that are no strings', { metadata: { labels: { a: 1 } } }, 400, 'cannot unmarshal number'],
    [
      'another namespace',
      { metadata: { namespace: 'x' } },
      400,
      'the namespace of the provided object does not match',
    ],
    ['a resource version', { metadata: { resourceVersion: '5' } }, 400, 'resourceVersion should not be set'],
  ])('with %s is refused', async (_what, more, code, message) => {
    const { status, failure } = await client.create(TARGETS, kongTarget('bad', more));
    expect(status).toBe(code);
    expect(failure.message).toContain(message);
  });

  it('names the field of each error as a cause', async () => {
    const { failure } = await client.create(TARGETS, kongTarget('bad', { spec: { weight: -1 } }));
    expect(failure).toMatchObject({
      reason: 'Invalid',
      details: {
        name: 'bad',
        group: 'configuration.konghq.com',
        kind: 'KongTarget',
        causes: [{ reason: 'FieldValueInvalid', field: 'spec.weight' }],
      },
    });
  });

  it('of something that is there already is refused', async () => {
    await client.create(TARGETS, kongTarget('twice'));
    const { status, failure } = await client.create(TARGETS, kongTarget('twice'));
    expect(status).toBe(409);
    expect(failure).toMatchObject({
      reason: 'AlreadyExists',
      message: 'kongtargets.configuration.konghq.com "twice" already exists',
    });
  });

  it('in a namespace that is missing is refused', async () => {
    const path = TARGETS.replace('/default/', '/nowhere/');
    const { status, failure } = await client.create(path, kongTarget('a'));
    expect(status).toBe(404);
    expect(failure.message).toBe('namespaces "nowhere" not found');
  });

  it.each([
    ['JSON that is none', '{"a":', 'application/json', 400],
    ['another kind', '{"apiVersion":"v1","kind":"Secret"}', 'application/json', 400],
    ['a list', '[]', 'application/json', 400],
    ['a form', 'a=b', 'application/x-www-form-urlencoded', 415],
    ['protobuf, which custom resources do not have', 'k8s', 'application/vnd.kubernetes.protobuf', 415],
    ['broken YAML', 'a: [', 'application/yaml', 400],
  ])('from %s is refused', async (_what, body, type, code) => {
    const { status, failure } = await client.send('POST', TARGETS, body, { 'content-type': type });
    expect(status).toBe(code);
    expect(failure.kind).toBe('Status');
  });

  it('from more than three megabytes is refused, and the server goes on', async () => {
    const { status } = await client.send('POST', TARGETS, 'x'.repeat(3 * 1024 * 1024 + 1));
    expect(status).toBe(413);
    expect((await client.get('/healthz')).status).toBe(200);
  });
});

describe('unknown and duplicate fields', () => {
  const extra = (name: string) => kongTarget(name, { spec: { foo: 1 } });

  it('are refused when the client wants it strict', async () => {
    const { status, failure } = await client.create(`${TARGETS}?fieldValidation=Strict`, extra('strict'));
    expect(status).toBe(400);
    expect(failure.message).toBe(
      'KongTarget in version "v1alpha1" cannot be handled as a KongTarget: ' +
        'strict decoding error: unknown field "spec.foo"',
    );
  });

  it('are dropped with a warning unless the client says otherwise', async () => {
    const { status, headers, object } = await client.create(TARGETS, extra('warn'));
    expect(status).toBe(201);
    expect(headers['warning']).toBe('299 - "unknown field \\"spec.foo\\""');
    expect(object['spec']).not.toHaveProperty('foo');
  });

  it('are dropped in silence when the client wants that', async () => {
    const { headers } = await client.create(`${TARGETS}?fieldValidation=Ignore`, extra('ignore'));
    expect(headers['warning']).toBeUndefined();
  });

  it('are found when one is given twice', async () => {
    const body = JSON.stringify(kongTarget('dup')).replace('"weight":30', '"weight":30,"weight":31');
    const path = `${TARGETS}?fieldValidation=Strict`;
    const { status, failure } = await client.send('POST', path, body);
    expect(status).toBe(400);
    expect(failure.message).toContain('duplicate field "spec.weight"');
  });
});

describe('updating', () => {
  it('replaces the spec, keeps the status and counts the generation', async () => {
    const { object } = await client.create(TARGETS, kongTarget('update'));
    const spec = { ...(object['spec'] as object), weight: 1 };
    const updated = await client.update(at('update'), { ...object, spec, status: {} });
    expect(updated.status).toBe(200);
    expect(updated.object).toMatchObject({
      metadata: { generation: 2 },
      spec: { weight: 1 },
      status: object['status'],
    });
  });

  it('refuses a state that was built on an old one', async () => {
    const { object } = await client.create(TARGETS, kongTarget('stale'));
    await client.patch(at('stale'), { metadata: { labels: { a: 'b' } } });
    const { status, failure } = await client.update(at('stale'), object);
    expect(status).toBe(409);
    expect(failure.message).toBe(
      'Operation cannot be fulfilled on kongtargets.configuration.konghq.com "stale": the object has been ' +
        'modified; please apply your changes to the latest version and try again',
    );
  });

  it('of a custom resource has to say which state it replaces', async () => {
    await client.create(TARGETS, kongTarget('blind'));
    const { status, failure } = await client.update(at('blind'), kongTarget('blind'));
    expect(status).toBe(422);
    expect(failure.message).toContain(
      'metadata.resourceVersion: Invalid value: 0x0: must be specified for an update',
    );
  });

  it('that changes nothing writes nothing', async () => {
    const { object } = await client.create(TARGETS, kongTarget('same'));
    const again = await client.update(at('same'), object);
    expect(again.object.metadata.resourceVersion).toBe(object.metadata.resourceVersion);
  });

  it('of metadata alone leaves the generation', async () => {
    await client.create(TARGETS, kongTarget('meta'));
    const { object } = await client.patch(at('meta'), { metadata: { annotations: { a: 'b' } } });
    expect(object.metadata.generation).toBe(1);
  });

  it('against a transition rule is refused with its message', async () => {
    await client.create(TARGETS, kongTarget('rule'));
    const { status, failure } = await client.patch(at('rule'), { spec: { upstreamRef: { name: 'other' } } });
    expect(status).toBe(422);
    expect(failure.message).toContain('spec.upstreamRef is immutable');
  });
});

describe('the status subresource', () => {
  it('changes the status and nothing else, without counting the generation', async () => {
    await client.create(TARGETS, kongTarget('status'));
    const patch = { status: { konnect: { id: 'x' } }, spec: { weight: 1 }, metadata: { labels: { a: 'b' } } };
    const { object } = await client.patch(at('status', '/status'), patch);
    expect(object).toMatchObject({
      metadata: { generation: 1 },
      spec: { weight: 30 },
      status: { konnect: { id: 'x' } },
    });
    expect(object.metadata.labels).toBeUndefined();
  });

  it('is checked like everything else', async () => {
    await client.create(TARGETS, kongTarget('status-bad'));
    const { status, failure } = await client.patch(at('status-bad', '/status'), {
      status: { conditions: [] },
    });
    expect(status).toBe(422);
    expect(failure.message).toContain('status.conditions');
  });

  it('keeps its managers apart from those of the spec', async () => {
    await client.create(`${TARGETS}?fieldManager=user`, kongTarget('owners'));
    const path = at('owners', '/status?fieldManager=operator');
    const { object } = await client.patch(path, { status: { konnect: { id: 'x' } } });
    const managers = object.metadata.managedFields?.map(({ manager, subresource }) => [manager, subresource]);
    expect(managers).toContainEqual(['user', undefined]);
    expect(managers).toContainEqual(['operator', 'status']);
  });
});

describe('patching', () => {
  it('by JSON patch can test before it changes', async () => {
    await client.create(TARGETS, kongTarget('json-patch'));
    const change = { op: 'replace', path: '/spec/weight', value: 5 };
    const wrong = [{ op: 'test', path: '/spec/weight', value: 1 }, change];
    expect((await client.patch(at('json-patch'), wrong, 'json')).status).toBe(422);
    const right = [{ op: 'test', path: '/spec/weight', value: 30 }, change];
    expect((await client.patch(at('json-patch'), right, 'json')).object['spec']).toMatchObject({ weight: 5 });
  });

  it('with a resource version asks for that very state', async () => {
    await client.create(TARGETS, kongTarget('guarded'));
    const { status } = await client.patch(at('guarded'), {
      metadata: { resourceVersion: '1' },
      spec: { weight: 1 },
    });
    expect(status).toBe(409);
  });

  it('by strategic merge is for built-in kinds only', async () => {
    await client.create(TARGETS, kongTarget('strategic'));
    expect((await client.patch(at('strategic'), {}, 'strategic-merge')).status).toBe(415);
  });

  it('of something missing answers 404', async () => {
    expect((await client.patch(at('missing'), {})).status).toBe(404);
  });
});

describe('server-side apply', () => {
  it('creates, then changes nothing when applied again', async () => {
    const first = await client.apply(at('applied'), kongTarget('applied'), 'one');
    const again = await client.apply(at('applied'), kongTarget('applied'), 'one');
    expect([first.status, again.status]).toEqual([201, 200]);
    expect(again.object.metadata.resourceVersion).toBe(first.object.metadata.resourceVersion);
  });

  it('refuses to change what somebody else applied, and names field and manager, unless forced', async () => {
    await client.apply(at('disputed'), kongTarget('disputed'), 'one');
    const other = kongTarget('disputed', { spec: { weight: 31 } });
    const { status, failure } = await client.apply(at('disputed'), other, 'two');
    expect(status).toBe(409);
    expect(failure.message).toContain('Apply failed with 1 conflict: conflict with "one": .spec.weight');
    expect(failure.details?.causes).toMatchObject([
      { reason: 'FieldManagerConflict', field: '.spec.weight' },
    ]);
    const forced = await client.apply(at('disputed'), other, 'two', '&force=true');
    expect(forced.object['spec']).toMatchObject({ weight: 31 });
  });

  it('needs a manager', async () => {
    const { status, failure } = await client.send('PATCH', at('nobody'), kongTarget('nobody'), {
      'content-type': 'application/apply-patch+yaml',
    });
    expect(status).toBe(422);
    expect(failure.message).toContain('fieldManager: Required value: is required for apply patch');
  });
});

describe('deleting', () => {
  it('answers with a status that names what is gone', async () => {
    const { object } = await client.create(TARGETS, kongTarget('deleted'));
    const { status, failure } = await client.delete(at('deleted'));
    expect(status).toBe(200);
    expect(failure).toMatchObject({
      status: 'Success',
      details: {
        name: 'deleted',
        group: 'configuration.konghq.com',
        kind: 'kongtargets',
        uid: object.metadata.uid,
      },
    });
    expect((await client.delete(at('deleted'))).status).toBe(404);
  });

  it('waits for finalizers, takes no new ones, and ends when the last is dropped', async () => {
    await client.create(TARGETS, kongTarget('held', { metadata: { finalizers: ['example.com/a'] } }));
    const { object } = await client.delete(at('held'));
    expect(object.metadata).toMatchObject({ deletionGracePeriodSeconds: 0, generation: 2 });
    expect(object.metadata.deletionTimestamp).toBeDefined();

    const more = await client.patch(at('held'), {
      metadata: { finalizers: ['example.com/a', 'example.com/b'] },
    });
    expect(more.status).toBe(422);
    expect(more.failure.message).toContain('no new finalizers can be added if the object is being deleted');

    expect((await client.patch(at('held'), { metadata: { finalizers: null } })).status).toBe(200);
    expect((await client.get(at('held'))).status).toBe(404);
  });

  it.each([
    ['uid', 'another'],
    ['resourceVersion', '1'],
  ])('with a precondition on %s that does not hold is refused', async (field, value) => {
    await client.create(TARGETS, kongTarget(`pre-${field.toLowerCase()}`));
    const { status } = await client.delete(at(`pre-${field.toLowerCase()}`), {
      preconditions: { [field]: value },
    });
    expect(status).toBe(409);
  });

  it('in a dry run leaves the object', async () => {
    await client.create(TARGETS, kongTarget('dry-delete'));
    expect((await client.delete(at('dry-delete', '?dryRun=All'))).status).toBe(200);
    expect((await client.get(at('dry-delete'))).status).toBe(200);
  });

  it('of a collection takes what the selector selects', async () => {
    for (const [name, app] of [
      ['col-a', 'x'],
      ['col-b', 'x'],
      ['col-c', 'y'],
    ] as const) {
      await client.create(TARGETS, kongTarget(name, { metadata: { labels: { collection: app } } }));
    }
    expect((await client.delete(`${TARGETS}?labelSelector=collection%3Dx`)).list.items).toHaveLength(2);
    const left = await client.get(`${TARGETS}?labelSelector=collection`);
    expect(left.list.items.map(({ metadata }) => metadata.name)).toEqual(['col-c']);
  });
});
