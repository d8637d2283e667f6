import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { KubeClient } from '../server/kube-client.ts';
import { startTestServer, type TestServer } from '../server/test-server.ts';

const AUTHORIZATION = '/apis/authorization.k8s.io/v1';
const RBAC = '/apis/rbac.authorization.k8s.io/v1';

let server: TestServer;
let admin: KubeClient;
let ada: KubeClient;
beforeAll(async () => {
  server = await startTestServer();
  admin = server.client;
  ada = await server.as('O=devs, CN=ada');
  await admin.create(`${RBAC}/namespaces/default/rolebindings`, {
    apiVersion: 'rbac.authorization.k8s.io/v1',
    kind: 'RoleBinding',
    metadata: { name: 'devs' },
    roleRef: { kind: 'ClusterRole', name: 'view' },
    subjects: [{ kind: 'Group', name: 'devs' }],
  });
});
afterAll(() => server.close());

const review = (kind: string, spec: object) => ({ apiVersion: 'authorization.k8s.io/v1', kind, spec });
const getPods = { verb: 'get', resource: 'pods', namespace: 'default' };

describe('a SelfSubjectAccessReview', () => {
  const ask = async (client: KubeClient, spec: object) =>
    client.create(`${AUTHORIZATION}/selfsubjectaccessreviews`, review('SelfSubjectAccessReview', spec));

  it.each<[string, object, boolean]>([
    ['what the role permits', { resourceAttributes: getPods }, true],
    ['another verb', { resourceAttributes: { ...getPods, verb: 'delete' } }, false],
    ['another namespace', { resourceAttributes: { ...getPods, namespace: 'kube-system' } }, false],
    ['all namespaces', { resourceAttributes: { ...getPods, namespace: '' } }, false],
    ['a path', { nonResourceAttributes: { verb: 'get', path: '/api' } }, true],
    ['another path', { nonResourceAttributes: { verb: 'get', path: '/metrics' } }, false],
  ])('about %s (%o) says %s', async (_what, spec, allowed) => {
    const { status, object } = await ask(ada, spec);
    expect([status, object['status']]).toEqual([201, expect.objectContaining({ allowed })]);
  });

  it('says which binding permits it', async () => {
    const { object } = await ask(ada, { resourceAttributes: getPods });
    expect(object['status']).toEqual({
      allowed: true,
      reason: 'RBAC: allowed by RoleBinding "devs/default" of ClusterRole "view" to Group "devs"',
    });
  });

  it('says yes to everything for an administrator', async () => {
    const { object } = await ask(admin, { resourceAttributes: { verb: '*', group: '*', resource: '*' } });
    expect(object['status']).toEqual({ allowed: true });
  });

  it.each([
    ['nothing', {}, 'exactly one of nonResourceAttributes or resourceAttributes must be specified'],
    [
      'two things',
      { resourceAttributes: getPods, nonResourceAttributes: { path: '/', verb: 'get' } },
      'cannot be specified in combination with resourceAttributes',
    ],
  ])('about %s is refused', async (_what, spec, message) => {
    const { status, failure } = await ask(ada, spec);
    expect([status, failure.message]).toEqual([422, expect.stringContaining(message)]);
  });

  it('is nothing that could be read again', async () => {
    expect((await admin.get(`${AUTHORIZATION}/selfsubjectaccessreviews`)).status).toBe(405);
    expect((await admin.get(`${AUTHORIZATION}/selfsubjectaccessreviews/a`)).status).toBe(405);
  });
});

describe('a SubjectAccessReview', () => {
  const path = `${AUTHORIZATION}/subjectaccessreviews`;
  const ask = (client: KubeClient, spec: object) => client.create(path, review('SubjectAccessReview', spec));

  it('says what somebody else may do', async () => {
    const bob = { user: 'bob', groups: ['devs'], resourceAttributes: getPods };
    expect((await ask(admin, bob)).object['status']).toMatchObject({ allowed: true });
    expect((await ask(admin, { ...bob, groups: [] })).object['status']).toMatchObject({ allowed: false });
  });

  it('is not for everybody, and is about somebody', async () => {
    expect((await ask(ada, { user: 'bob', resourceAttributes: getPods })).status).toBe(403);
    const { status, failure } = await ask(admin, { resourceAttributes: getPods });
    expect([status, failure.message]).toEqual([
      422,
      expect.stringContaining('at least one of user or group must be specified'),
    ]);
  });
});

describe('a LocalSubjectAccessReview', () => {
  const ask = (spec: object) =>
    admin.create(
      `${AUTHORIZATION}/namespaces/default/localsubjectaccessreviews`,
      review('LocalSubjectAccessReview', { user: 'ada', groups: ['devs'], ...spec }),
    );

  it('says what somebody may do in its namespace, and in no other', async () => {
    expect((await ask({ resourceAttributes: getPods })).object['status']).toMatchObject({ allowed: true });
    const other = await ask({ resourceAttributes: { ...getPods, namespace: 'kube-system' } });
    expect([other.status, other.failure.message]).toEqual([
      422,
      expect.stringContaining('must match metadata.namespace'),
    ]);
    expect((await ask({ nonResourceAttributes: { path: '/', verb: 'get' } })).status).toBe(422);
  });
});

describe('a SelfSubjectRulesReview', () => {
  const ask = (client: KubeClient, namespace: string) =>
    client.create(
      `${AUTHORIZATION}/selfsubjectrulesreviews`,
      review('SelfSubjectRulesReview', { namespace }),
    );

  it('lists what one may do in a namespace', async () => {
    const { object } = await ask(ada, 'default');
    const status = object['status'] as {
      resourceRules: object[];
      nonResourceRules: object[];
      incomplete: boolean;
    };
    expect(status.incomplete).toBe(false);
    expect(status.resourceRules).toContainEqual({
      verbs: ['create'],
      apiGroups: ['authorization.k8s.io'],
      resources: ['selfsubjectaccessreviews', 'selfsubjectrulesreviews'],
    });
    expect(JSON.stringify(status.resourceRules)).toContain('configmaps');
    expect(JSON.stringify(status.nonResourceRules)).toContain('/openapi/*');
    expect(JSON.stringify((await ask(ada, 'kube-system')).object)).not.toContain('configmaps');
  });

  it('lists everything for an administrator', async () => {
    const { object } = await ask(admin, 'default');
    expect(object['status']).toMatchObject({
      resourceRules: [{ verbs: ['*'], apiGroups: ['*'], resources: ['*'] }],
    });
  });

  it('is about one namespace', async () => {
    expect((await ask(ada, '')).status).toBe(400);
  });
});

describe('acting in the name of others', () => {
  const WHOAMI = '/apis/authentication.k8s.io/v1/selfsubjectreviews';
  const body = { apiVersion: 'authentication.k8s.io/v1', kind: 'SelfSubjectReview' };
  const whoami = (client: KubeClient, headers: Record<string, string>) =>
    client.create(WHOAMI, body, headers);
  const userInfo = async (headers: Record<string, string>) => {
    const { object } = await whoami(admin, headers);
    return (object['status'] as { userInfo: object }).userInfo;
  };

  it('makes one somebody else in everything', async () => {
    expect(
      await userInfo({
        'Impersonate-User': 'bob',
        'Impersonate-Group': 'devs',
        'Impersonate-Uid': 'u',
        'Impersonate-Extra-Reason%2fwhy': 'test',
      }),
    ).toEqual({
      username: 'bob',
      uid: 'u',
      groups: ['devs', 'system:authenticated'],
      extra: { 'reason/why': ['test'] },
    });
    const asBob = { 'Impersonate-User': 'bob' };
    expect((await admin.get('/api/v1/namespaces/default/pods', asBob)).status).toBe(403);
    expect(
      (await admin.get('/api/v1/namespaces/default/pods', { ...asBob, 'Impersonate-Group': 'devs' })).status,
    ).toBe(200);
  });

  it('takes names of any letters, and extra keys of any name', async () => {
    const headers = {
      'Impersonate-User': Buffer.from('jürgen').toString('latin1'),
      'Impersonate-Extra-Constructor': 'x',
    };
    // As bytes: Node.js writes a text and the headers before it in the same encoding.
    const { object } = await admin.send('POST', WHOAMI, Buffer.from(JSON.stringify(body)), headers);
    expect(object['status']).toMatchObject({
      userInfo: { username: 'jürgen', extra: { constructor: ['x'] } },
    });
  });

  it('puts ServiceAccounts and strangers into their groups', async () => {
    expect(await userInfo({ 'Impersonate-User': 'system:serviceaccount:default:robot' })).toMatchObject({
      groups: ['system:serviceaccounts', 'system:serviceaccounts:default', 'system:authenticated'],
    });
    expect((await whoami(admin, { 'Impersonate-User': 'system:anonymous' })).failure.message).toContain(
      'User "system:anonymous" cannot create resource "selfsubjectreviews"',
    );
  });

  it('needs a permission for the user, and for each group', async () => {
    const refused = await whoami(ada, { 'Impersonate-User': 'bob' });
    expect([refused.status, refused.failure.message]).toEqual([
      403,
      'users "bob" is forbidden: User "ada" cannot impersonate resource "users" in API group "" at the cluster scope',
    ]);
    await admin.create(`${RBAC}/clusterroles`, {
      apiVersion: 'rbac.authorization.k8s.io/v1',
      kind: 'ClusterRole',
      metadata: { name: 'as-bob' },
      rules: [{ apiGroups: [''], resources: ['users'], resourceNames: ['bob'], verbs: ['impersonate'] }],
    });
    await admin.create(`${RBAC}/clusterrolebindings`, {
      apiVersion: 'rbac.authorization.k8s.io/v1',
      kind: 'ClusterRoleBinding',
      metadata: { name: 'as-bob' },
      roleRef: { kind: 'ClusterRole', name: 'as-bob' },
      subjects: [{ kind: 'User', name: 'ada' }],
    });
    expect((await whoami(ada, { 'Impersonate-User': 'bob' })).status).toBe(201);
    expect((await whoami(ada, { 'Impersonate-User': 'eve' })).status).toBe(403);
    const asMaster = await whoami(ada, { 'Impersonate-User': 'bob', 'Impersonate-Group': 'system:masters' });
    expect(asMaster.failure.message).toBe(
      'groups "system:masters" is forbidden: User "ada" cannot impersonate resource "groups" in API group "" at the cluster scope',
    );
  });

  it('needs a permission for the uid and for each extra value', async () => {
    const grants = [
      { apiGroups: [''], resources: ['users'], resourceNames: ['carl'], verbs: ['impersonate'] },
      {
        apiGroups: ['authentication.k8s.io'],
        resources: ['uids'],
        resourceNames: ['u-1'],
        verbs: ['impersonate'],
      },
      {
        apiGroups: ['authentication.k8s.io'],
        resources: ['userextras/team'],
        resourceNames: ['red'],
        verbs: ['impersonate'],
      },
    ];
    const named = { apiVersion: 'rbac.authorization.k8s.io/v1', metadata: { name: 'as-carl' } };
    await admin.create(`${RBAC}/clusterroles`, { ...named, kind: 'ClusterRole', rules: grants });
    await admin.create(`${RBAC}/clusterrolebindings`, {
      ...named,
      kind: 'ClusterRoleBinding',
      roleRef: { kind: 'ClusterRole', name: 'as-carl' },
      subjects: [{ kind: 'User', name: 'ada' }],
    });
    const asCarl = (headers: Record<string, string>) =>
      whoami(ada, { 'Impersonate-User': 'carl', ...headers });
    expect((await asCarl({ 'Impersonate-Uid': 'u-1', 'Impersonate-Extra-Team': 'red' })).status).toBe(201);
    expect((await asCarl({ 'Impersonate-Uid': 'u-2' })).failure.message).toBe(
      'uids.authentication.k8s.io "u-2" is forbidden: User "ada" cannot impersonate resource "uids" in API group ' +
        '"authentication.k8s.io" at the cluster scope',
    );
    for (const [key, value] of [
      ['Team', 'blue'],
      ['Other', 'red'],
    ]) {
      const { failure } = await asCarl({ [`Impersonate-Extra-${key}`]: value ?? '' });
      expect(failure.message).toContain('cannot impersonate resource "userextras/');
    }
  });

  it('does not make strangers known', async () => {
    const asStranger = { 'Impersonate-User': 'bob', 'Impersonate-Group': 'system:unauthenticated' };
    expect((await whoami(admin, asStranger)).failure.message).toContain('User "bob" cannot create');
  });

  it('needs a name, and somebody who is known', async () => {
    expect((await whoami(admin, { 'Impersonate-Group': 'devs' })).status).toBe(400);
    expect((await whoami(server.anonymous, { 'Impersonate-User': 'bob' })).status).toBe(401);
  });
});
