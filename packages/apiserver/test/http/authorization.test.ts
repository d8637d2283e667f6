import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { KubeClient } from '../server/kube-client.ts';
import { startTestServer, type TestServer } from '../server/test-server.ts';

const RBAC = '/apis/rbac.authorization.k8s.io/v1';
const CONFIG_MAPS = '/api/v1/namespaces/default/configmaps';

let server: TestServer;
let admin: KubeClient;
let ada: KubeClient;
beforeAll(async () => {
  server = await startTestServer();
  admin = server.client;
  ada = await server.as('O=devs, O=testers, CN=ada');
});
afterAll(() => server.close());

const role = (rules: object[], name = 'r', kind = 'Role') => ({
  apiVersion: 'rbac.authorization.k8s.io/v1',
  kind,
  metadata: { name },
  rules,
});
const adaSubject = { kind: 'User', name: 'ada' };
const binding = (roleRef: object, subjects: object[] = [adaSubject], name = 'b', kind = 'RoleBinding') => ({
  apiVersion: 'rbac.authorization.k8s.io/v1',
  kind,
  metadata: { name },
  roleRef,
  subjects,
});
const rule = (verbs: string[], resources: string[], more: object = {}) => ({
  apiGroups: [''],
  resources,
  verbs,
  ...more,
});
const leases = (verbs: string[]) => ({ apiGroups: ['coordination.k8s.io'], resources: ['leases'], verbs });
const roles = (namespace = 'default') => `${RBAC}/namespaces/${namespace}/roles`;
const bindings = (namespace = 'default') => `${RBAC}/namespaces/${namespace}/rolebindings`;

/** Gives ada a role of these rules in the namespace `default`. */
async function grant(rules: object[], subjects?: object[]): Promise<void> {
  await admin.create(roles(), role(rules));
  await admin.create(bindings(), binding({ kind: 'Role', name: 'r' }, subjects));
}

beforeEach(async () => {
  await Promise.all([admin.delete(`${roles()}/r`), admin.delete(`${bindings()}/b`)]);
});

describe('who has no role', () => {
  it.each([
    [
      'GET',
      CONFIG_MAPS,
      'configmaps is forbidden: User "ada" cannot list resource "configmaps" in API group "" in the namespace "default"',
    ],
    [
      'GET',
      `${CONFIG_MAPS}?watch=1`,
      'configmaps is forbidden: User "ada" cannot watch resource "configmaps" in API group "" in the namespace "default"',
    ],
    [
      'GET',
      `${CONFIG_MAPS}/a`,
      'configmaps "a" is forbidden: User "ada" cannot get resource "configmaps" in API group "" in the namespace "default"',
    ],
    [
      'DELETE',
      CONFIG_MAPS,
      'configmaps is forbidden: User "ada" cannot deletecollection resource "configmaps" in API group "" in the namespace "default"',
    ],
    [
      'PUT',
      '/apis/apiextensions.k8s.io/v1/customresourcedefinitions/a/status',
      'customresourcedefinitions.apiextensions.k8s.io "a" is forbidden: User "ada" cannot update resource "customresourcedefinitions/status" in API group "apiextensions.k8s.io" at the cluster scope',
    ],
    [
      'POST',
      '/api/v1/namespaces/default/serviceaccounts/default/token',
      'serviceaccounts "default" is forbidden: User "ada" cannot create resource "serviceaccounts/token" in API group "" in the namespace "default"',
    ],
    [
      'GET',
      '/apis/example.com/v1/widgets',
      'widgets.example.com is forbidden: User "ada" cannot list resource "widgets" in API group "example.com" at the cluster scope',
    ],
    ['GET', '/metrics', 'forbidden: User "ada" cannot get path "/metrics"'],
    ['POST', '/%3Cb%3E', 'forbidden: User "ada" cannot post path "/%3Cb%3E"'],
  ])('is refused at %s %s in the words of Kubernetes', async (method, path, message) => {
    const { status, failure } = await ada.send(method, path);
    expect([status, failure.reason, failure.message]).toEqual([403, 'Forbidden', message]);
  });

  it.each([
    '/api',
    '/api/',
    '/apis',
    '/apis/',
    '/apis/apps/',
    '/apis/apps/v1',
    '/apis/apps/v1/',
    '/openapi/v3',
    '/version/',
    '/healthz',
  ])('may still find out what is served, at %s', async (path) => {
    expect((await ada.get(path)).status).toBe(200);
  });
});

describe('a role', () => {
  it('permits what it names, in its namespace, from the moment on at which it is bound', async () => {
    await grant([rule(['list'], ['configmaps'])]);
    expect((await ada.get(CONFIG_MAPS)).status).toBe(200);
    expect((await ada.get(`${CONFIG_MAPS}?watch=1`)).status).toBe(403);
    expect((await ada.get('/api/v1/configmaps')).status).toBe(403);
    expect((await ada.get('/api/v1/namespaces/kube-system/configmaps')).status).toBe(403);
  });

  it('permits nothing any more once it has changed, or its binding is gone', async () => {
    await grant([rule(['list'], ['configmaps'])]);
    await admin.update(`${roles()}/r`, role([rule(['list'], ['secrets'])]));
    expect((await ada.get(CONFIG_MAPS)).status).toBe(403);
    expect((await ada.get('/api/v1/namespaces/default/secrets')).status).toBe(200);
    await admin.delete(`${bindings()}/b`);
    expect((await ada.get('/api/v1/namespaces/default/secrets')).status).toBe(403);
  });

  it('that is bound and missing is named in the refusal', async () => {
    await admin.create(bindings(), binding({ kind: 'Role', name: 'ghost' }));
    const { failure } = await ada.get(CONFIG_MAPS);
    expect(failure.message).toMatch(/: RBAC: role.rbac.authorization.k8s.io "ghost" not found$/);
  });

  it('can be for groups, too', async () => {
    await grant([rule(['list'], ['configmaps'])], [{ kind: 'Group', name: 'testers' }]);
    expect((await ada.get(CONFIG_MAPS)).status).toBe(200);
  });

  it('for one name permits to get it, and to list and watch it alone', async () => {
    await grant([rule(['get', 'list', 'watch'], ['configmaps'], { resourceNames: ['mine'] })]);
    await admin.create(CONFIG_MAPS, { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'mine' } });
    expect((await ada.get(`${CONFIG_MAPS}/mine`)).status).toBe(200);
    expect((await ada.get(CONFIG_MAPS)).status).toBe(403);
    expect((await ada.get(`${CONFIG_MAPS}?fieldSelector=metadata.name%3Dmine`)).status).toBe(200);
    expect((await ada.get(`${CONFIG_MAPS}?fieldSelector=metadata.name%3Dother`)).status).toBe(403);
  });

  it('for one name permits nothing that could be about others', async () => {
    await admin.create(CONFIG_MAPS, { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'one' } });
    await admin.create(CONFIG_MAPS, { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'two' } });
    await grant([rule(['*'], ['configmaps'], { resourceNames: ['one'] })]);
    const one = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'one' } };
    expect((await ada.create(CONFIG_MAPS, one)).status).toBe(403);
    expect((await ada.delete(CONFIG_MAPS)).status).toBe(403);
    const select = (selector: string) => `${CONFIG_MAPS}?fieldSelector=${encodeURIComponent(selector)}`;
    for (const selector of [
      'metadata.name!=two',
      'metadata.name!=one',
      'metadata.name=two',
      'metadata.name=',
      'metadata.namespace=default',
      'metadata.name=two,metadata.name=one',
    ]) {
      expect((await ada.get(select(selector))).status, selector).toBe(403);
      expect((await ada.get(`${select(selector)}&watch=1`)).status, selector).toBe(403);
      expect((await ada.delete(select(selector))).status, selector).toBe(403);
    }
    expect((await ada.get(`${select('metadata.name=two')}&fieldSelector=metadata.name%3Done`)).status).toBe(
      403,
    );
    const twice = await ada.get(`${select('metadata.name=one')}&fieldSelector=metadata.name%3Dtwo`);
    expect(twice.list.items.map(({ metadata }) => metadata.name)).toEqual(['one']);
    expect((await ada.delete(select('metadata.name=one'))).status).toBe(200);
    expect((await ada.get(`${CONFIG_MAPS}/one`)).status).toBe(404);
    expect((await admin.delete(`${CONFIG_MAPS}/two`)).status).toBe(200);
  });

  it('that permits to patch or replace does not permit to create that way', async () => {
    await grant([rule(['get', 'patch', 'update'], ['configmaps']), leases(['update'])]);
    const object = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'new' } };
    const applied = await ada.apply(`${CONFIG_MAPS}/new`, object, 'ada');
    expect([applied.status, applied.failure.message]).toEqual([
      403,
      'configmaps "new" is forbidden: User "ada" cannot create resource "configmaps" in API group "" in the namespace "default"',
    ]);
    const lease = { apiVersion: 'coordination.k8s.io/v1', kind: 'Lease', metadata: { name: 'new' } };
    const replaced = await ada.update('/apis/coordination.k8s.io/v1/namespaces/default/leases/new', lease);
    expect([replaced.status, replaced.failure.reason]).toEqual([403, 'Forbidden']);
    await admin.create(CONFIG_MAPS, object);
    expect((await ada.apply(`${CONFIG_MAPS}/new`, object, 'ada')).status).toBe(200);
  });

  it('survives a restart of the server', async () => {
    await grant([rule(['list'], ['configmaps'])]);
    await server.restart();
    expect((await ada.get(CONFIG_MAPS)).status).toBe(200);
  });
});

describe('a ClusterRole', () => {
  const clusterRole = `${RBAC}/clusterroles`;
  const clusterBinding = `${RBAC}/clusterrolebindings`;

  it('permits in all namespaces and outside when it is bound everywhere', async () => {
    const rules = [
      rule(['list'], ['configmaps', 'namespaces']),
      { verbs: ['get'], nonResourceURLs: ['/metrics'] },
    ];
    await admin.create(clusterRole, role(rules, 'wide', 'ClusterRole'));
    const ref = { kind: 'ClusterRole', name: 'wide' };
    await admin.create(clusterBinding, binding(ref, [adaSubject], 'wide', 'ClusterRoleBinding'));
    for (const path of ['/api/v1/configmaps', CONFIG_MAPS, '/api/v1/namespaces', '/metrics']) {
      expect((await ada.get(path)).status).toBe(200);
    }
    await admin.delete(`${clusterBinding}/wide`);
    expect((await ada.get('/metrics')).status).toBe(403);
  });

  it('permits in one namespace when it is bound there', async () => {
    await admin.create(bindings(), binding({ kind: 'ClusterRole', name: 'view' }));
    expect((await ada.get(CONFIG_MAPS)).status).toBe(200);
    expect((await ada.get('/api/v1/namespaces/default')).status).toBe(200);
    expect((await ada.get('/api/v1/namespaces/default/secrets')).status).toBe(403);
    expect((await ada.get('/api/v1/configmaps')).status).toBe(403);
  });

  it('of those that every cluster has comes back with what it lacks', async () => {
    await admin.delete(`${clusterRole}/view`);
    await admin.patch(`${clusterRole}/system:auth-delegator`, { rules: [rule(['get'], ['widgets'])] });
    const kept = {
      metadata: { annotations: { 'rbac.authorization.kubernetes.io/autoupdate': 'false' } },
      rules: [],
    };
    await admin.patch(`${clusterRole}/system:basic-user`, kept);
    await server.restart();
    expect((await admin.get(`${clusterRole}/view`)).status).toBe(200);
    const { text } = await admin.get(`${clusterRole}/system:auth-delegator`);
    expect(text).toContain('widgets');
    expect(text).toContain('tokenreviews');
    expect((await admin.get(`${clusterRole}/system:basic-user`)).object['rules']).toEqual([]);
  });

  it('gathers the rules of those that it selects, and of those that they gather', async () => {
    const rulesOf = async (name: string) =>
      JSON.stringify((await admin.get(`${clusterRole}/${name}`)).object['rules']);
    const widgets = role([rule(['get'], ['widgets'])], 'widgets', 'ClusterRole');
    const labels = { 'rbac.authorization.k8s.io/aggregate-to-view': 'true' };
    await admin.create(clusterRole, { ...widgets, metadata: { name: 'widgets', labels } });
    for (const name of ['view', 'edit', 'admin']) {
      await expect.poll(() => rulesOf(name)).toContain('widgets');
      expect(await rulesOf(name)).toContain('deployments');
    }
    await admin.delete(`${clusterRole}/widgets`);
    for (const name of ['view', 'edit', 'admin'])
      await expect.poll(() => rulesOf(name)).not.toContain('widgets');
  });

  it('that gathers others is for those to write who may do everything', async () => {
    const clusterRoles = `${RBAC}/clusterroles`;
    const rules = [
      {
        apiGroups: ['rbac.authorization.k8s.io'],
        resources: ['clusterroles'],
        verbs: ['create', 'update', 'patch'],
      },
    ];
    await admin.create(clusterRoles, role(rules, 'role-writer', 'ClusterRole'));
    const given = { kind: 'ClusterRole', name: 'role-writer' };
    await admin.create(
      `${RBAC}/clusterrolebindings`,
      binding(given, [adaSubject], 'rw', 'ClusterRoleBinding'),
    );
    const aggregationRule = { clusterRoleSelectors: [{ matchLabels: { gather: 'me' } }] };
    const gathering = { ...role([], 'gathering', 'ClusterRole'), aggregationRule };
    const words = 'must have cluster-admin privileges to use an aggregationRule';
    expect((await ada.create(clusterRoles, gathering)).failure.message).toContain(words);
    expect((await admin.create(clusterRoles, gathering)).status).toBe(201);
    const freed = await ada.patch(`${clusterRoles}/gathering`, { aggregationRule: null });
    expect([freed.status, freed.failure.message]).toEqual([403, expect.stringContaining(words)]);
    expect((await ada.patch(`${clusterRoles}/gathering`, { metadata: { finalizers: [] } })).status).toBe(200);
    for (const name of ['gathering', 'role-writer']) await admin.delete(`${clusterRoles}/${name}`);
    await admin.delete(`${RBAC}/clusterrolebindings/rw`);
  });

  it('that gathers others says which ones', async () => {
    const gathering = (aggregationRule: object) => ({ ...role([], 'g', 'ClusterRole'), aggregationRule });
    const { status, failure } = await admin.create(clusterRole, gathering({ clusterRoleSelectors: [] }));
    expect([status, failure.message]).toEqual([
      422,
      expect.stringContaining('at least one clusterRoleSelector required if aggregationRule is non-nil'),
    ]);
  });
});

describe('who writes roles', () => {
  const writeRoles = [
    {
      apiGroups: ['rbac.authorization.k8s.io'],
      resources: ['roles', 'rolebindings'],
      verbs: ['create', 'update', 'patch'],
    },
    rule(['get'], ['configmaps']),
  ];
  const second = (rules: object[]) => role(rules, 'second');
  beforeEach(async () => {
    await admin.delete(`${roles()}/second`);
    await admin.delete(`${bindings()}/second`);
  });

  it('may permit what they may do themselves', async () => {
    await grant(writeRoles);
    expect((await ada.create(roles(), second([rule(['get'], ['configmaps'])]))).status).toBe(201);
    const toBob = binding({ kind: 'Role', name: 'second' }, [{ kind: 'User', name: 'bob' }], 'second');
    expect((await ada.create(bindings(), toBob)).status).toBe(201);
  });

  it('may not permit more, by creating or changing a role in whatever way', async () => {
    await grant(writeRoles);
    const more = [rule(['get', 'list'], ['configmaps'])];
    const refused = await ada.create(roles(), second(more));
    expect([refused.status, refused.failure.message]).toEqual([
      403,
      'roles.rbac.authorization.k8s.io "second" is forbidden: user "ada" (groups=["devs" "testers" ' +
        '"system:authenticated"]) is attempting to grant RBAC permissions not currently held:\n' +
        '{APIGroups:[""], Resources:["configmaps"], Verbs:["list"]}',
    ]);
    await ada.create(roles(), second([]));
    const path = `${roles()}/second`;
    expect((await ada.update(path, second(more))).status).toBe(403);
    expect((await ada.patch(path, { rules: more })).status).toBe(403);
    expect((await ada.patch(path, [{ op: 'add', path: '/rules', value: more }], 'json')).status).toBe(403);
    expect((await ada.apply(path, second(more), 'ada', '&force=true')).status).toBe(403);
    expect((await ada.apply(`${roles()}/third`, role(more, 'third'), 'ada')).status).toBe(403);
    expect((await ada.update(`${roles()}/third`, role(more, 'third'))).status).toBe(403);
    // Dry runs are checked, too.
    expect((await ada.create(`${roles()}?dryRun=All`, second(more))).status).toBe(403);
  });

  it('may permit more with the verb escalate', async () => {
    await grant([
      ...writeRoles,
      { apiGroups: ['rbac.authorization.k8s.io'], resources: ['roles'], verbs: ['escalate'] },
    ]);
    expect((await ada.create(roles(), second([rule(['*'], ['*'])]))).status).toBe(201);
  });

  it('may not bind a role that permits more, nor one that does not exist', async () => {
    await grant(writeRoles);
    const toMasters = binding({ kind: 'ClusterRole', name: 'cluster-admin' }, [adaSubject], 'second');
    const { status, failure } = await ada.create(bindings(), toMasters);
    expect(status).toBe(403);
    expect(failure.message).toContain(
      'rolebindings.rbac.authorization.k8s.io "second" is forbidden: user "ada"',
    );
    expect(failure.message).toContain('{APIGroups:["*"], Resources:["*"], Verbs:["*"]}');
    const toGhost = await ada.create(
      bindings(),
      binding({ kind: 'Role', name: 'ghost' }, [adaSubject], 'second'),
    );
    expect([toGhost.status, toGhost.failure.message]).toEqual([
      404,
      'roles.rbac.authorization.k8s.io "ghost" not found',
    ]);
  });

  it('may bind a role that permits more with the verb bind', async () => {
    await grant([
      ...writeRoles,
      {
        apiGroups: ['rbac.authorization.k8s.io'],
        resources: ['clusterroles'],
        resourceNames: ['edit'],
        verbs: ['bind'],
      },
    ]);
    const bind = (name: string) =>
      ada.create(bindings(), binding({ kind: 'ClusterRole', name }, [adaSubject], 'second'));
    expect((await bind('cluster-admin')).status).toBe(403);
    expect((await bind('edit')).status).toBe(201);
  });
});

describe('roles and bindings', () => {
  it.each([
    [
      'no verbs',
      role([{ apiGroups: [''], resources: ['pods'], verbs: [] }]),
      'Role.rbac.authorization.k8s.io "r" is invalid: rules[0].verbs: Required value: verbs must contain at least one value',
    ],
    [
      'neither groups nor resources',
      role([{ verbs: ['get'] }]),
      'Role.rbac.authorization.k8s.io "r" is invalid: [rules[0].apiGroups: Required value: resource rules must supply at least one api group, rules[0].resources: Required value: resource rules must supply at least one resource]',
    ],
    [
      'paths in a namespace',
      role([{ verbs: ['get'], nonResourceURLs: ['/a'] }]),
      'Role.rbac.authorization.k8s.io "r" is invalid: rules[0].nonResourceURLs: Invalid value: []string{"/a"}: namespaced rules cannot apply to non-resource URLs',
    ],
    [
      'a subject of no known kind',
      binding({ kind: 'Role', name: 'r' }, [{ kind: 'Robot', name: 'x', apiGroup: 'y' }]),
      'RoleBinding.rbac.authorization.k8s.io "b" is invalid: subjects[0].kind: Unsupported value: "Robot": supported values: "ServiceAccount", "User", "Group"',
    ],
    [
      'an account of the wrong group',
      binding({ kind: 'Role', name: 'r' }, [{ kind: 'ServiceAccount', name: 'x', apiGroup: 'y' }]),
      'RoleBinding.rbac.authorization.k8s.io "b" is invalid: subjects[0].apiGroup: Unsupported value: "y": supported values: ""',
    ],
    [
      'a role of no known kind',
      binding({ kind: 'Pod', name: 'r' }),
      'RoleBinding.rbac.authorization.k8s.io "b" is invalid: roleRef.kind: Unsupported value: "Pod": supported values: "Role", "ClusterRole"',
    ],
    ['no role', { ...binding({}), roleRef: undefined }, 'roleRef.name: Required value'],
    ['a name with a slash', role([], 'a%b'), 'metadata.name: Invalid value: "a%b": may not contain \'%\''],
  ])('with %s are refused', async (_what, object, message) => {
    const path = object.kind === 'Role' ? roles() : bindings();
    const { status, failure } = await admin.create(path, object);
    expect(status).toBe(422);
    expect(failure.message).toContain(message);
  });

  it('may have names that other kinds may not', async () => {
    expect((await admin.create(roles(), role([], 'system:a_b'))).status).toBe(201);
    expect((await admin.get(`${roles()}/system:a_b`)).status).toBe(200);
  });

  it('get the group of their role and subjects filled in', async () => {
    const { object } = await admin.create(bindings(), binding({ kind: 'Role', name: 'r' }));
    expect(object).toMatchObject({
      roleRef: { apiGroup: 'rbac.authorization.k8s.io' },
      subjects: [{ apiGroup: 'rbac.authorization.k8s.io' }],
    });
  });

  it('keep the role that they give', async () => {
    await admin.create(bindings(), binding({ kind: 'Role', name: 'r' }));
    const { status, failure } = await admin.update(
      `${bindings()}/b`,
      binding({ kind: 'ClusterRole', name: 'edit' }),
    );
    expect(status).toBe(422);
    expect(failure.message).toBe(
      'RoleBinding.rbac.authorization.k8s.io "b" is invalid: roleRef: Invalid value: ' +
        'rbac.RoleRef{APIGroup:"rbac.authorization.k8s.io", Kind:"ClusterRole", Name:"edit"}: cannot change roleRef',
    );
  });
});
