import { coreEntitiesPath } from '@sluice/konnect-api';
import { expect, test } from 'vitest';
import { apiRoutes } from './api-routes.ts';
import { signInByLink } from './browser.ts';
import { createTestCertificate } from './test-certificate.ts';
import { startTestControlPlane, type TestControlPlane } from './test-control-plane.ts';

type Role = { controlPlaneId?: string; role: 'admin' | 'viewer' };

/** A system account with these roles, as headers with its token. */
async function accountWith({ send }: TestControlPlane, roles: Role[]): Promise<{ authorization: string }> {
  const user = await send('POST', '/sluice/v1/users', { kind: 'system-account', name: 'robot', roles });
  expect(user.status).toBe(201);
  const { id: userId } = user.body as { id: string };
  const token = await send('POST', '/sluice/v1/tokens', { name: 'robot', userId });
  expect(token.status).toBe(201);
  return { authorization: `Bearer ${(token.body as { token: string }).token}` };
}

async function startWithGateways() {
  const server = await startTestControlPlane();
  const { id: mine } = await server.client.createControlPlane({ name: 'mine' });
  const { id: secret } = await server.client.createControlPlane({ name: 'hidden-gateway' });
  return { ...server, server, mine, secret };
}

/** How each part of the API says no. */
const STYLES = [
  {
    place: /\/core-entities\//,
    answer: {
      status: 403,
      contentType: 'application/json',
      body: { code: 7, message: 'usage constraint error' },
    },
  },
  {
    place: /\/(dp-client-certificates|nodes)/,
    answer: { status: 403, contentType: 'application/json', body: { code: 7 } },
  },
  { place: /./, answer: { status: 403, contentType: 'application/problem+json', body: { status: 403 } } },
];

test('a viewer is refused by every route that writes, in the style of its place', async () => {
  const { server, send, mine } = await startWithGateways();
  const viewer = await accountWith(server, [{ role: 'viewer' }]);
  const routes = await apiRoutes(server, { controlPlaneId: mine });
  for (const { method, path } of routes.filter((route) => route.writes && !route.open)) {
    const style = STYLES.find(({ place }) => place.test(path))?.answer;
    expect(await send(method, path, {}, viewer), `${method} ${path}`).toMatchObject(style ?? {});
  }
});

test('a viewer may read, but not the secret fields', async () => {
  const { server, client, send, mine } = await startWithGateways();
  const viewer = await accountWith(server, [{ role: 'viewer' }]);
  const { data } = (await send('GET', '/v2/control-planes', undefined, viewer)).body as { data: object[] };
  expect(data).toHaveLength(2);
  const certificates = coreEntitiesPath(mine, 'certificates');
  const { cert, key } = await createTestCertificate();
  const { id } = await client.createEntity<{ id: string }>(certificates, { cert, key });
  for (const path of [certificates, `${certificates}/${id}`]) {
    const seen = JSON.stringify((await send('GET', path, undefined, viewer)).body);
    expect(seen).toContain('BEGIN CERTIFICATE');
    expect(seen).not.toContain('PRIVATE KEY');
    expect(JSON.stringify((await send('GET', path)).body)).toContain('PRIVATE KEY');
  }
});

test('a role in one control plane is no role in another, which stays unknown', async () => {
  const { server, send, mine, secret } = await startWithGateways();
  const account = await accountWith(server, [{ controlPlaneId: mine, role: 'admin' }]);
  const routes = await apiRoutes(server, { controlPlaneId: secret });
  for (const { method, path, inControlPlane, open, writes } of routes) {
    const body = method === 'GET' ? undefined : {};
    const answer = await send(method, path, body, account);
    const what = `${method} ${path}`;
    if (inControlPlane) expect([403, 404], what).toContain(answer.status);
    else if (writes && !open) expect(answer.status, what).toBe(403);
    expect(JSON.stringify(answer.body), what).not.toContain('hidden-gateway');
  }
  const upstreams = coreEntitiesPath(mine, 'upstreams');
  expect((await send('POST', upstreams, { name: 'web' }, account)).status).toBe(201);
  const list = await send('GET', '/v2/control-planes', undefined, account);
  expect(list.body).toMatchObject({ data: [{ id: mine }], meta: { page: { total: 1 } } });
});

test('an administrator of a control plane may not make another, nor people, nor tokens', async () => {
  const { server, send, mine } = await startWithGateways();
  const account = await accountWith(server, [{ controlPlaneId: mine, role: 'admin' }]);
  for (const [path, body] of [
    ['/v2/control-planes', { name: 'more' }],
    ['/sluice/v1/users', { name: 'me', roles: [{ role: 'admin' }] }],
    ['/sluice/v1/tokens', { name: 'more' }],
  ] as const) {
    expect((await send('POST', path, body, account)).status, path).toBe(403);
  }
});

test('an account without a role sees nothing', async () => {
  const { server, send } = await startWithGateways();
  const account = await accountWith(server, []);
  const list = await send('GET', '/v2/control-planes', undefined, account);
  expect(list.body).toMatchObject({ data: [], meta: { page: { total: 0 } } });
  expect((await send('GET', '/sluice/v1/users', undefined, account)).status).toBe(403);
});

test('taking a role away counts from the next request on', async () => {
  const { server, send } = await startWithGateways();
  const account = await accountWith(server, [{ role: 'admin' }]);
  const me = (await send('GET', '/v3/users/me', undefined, account)).body as { id: string };
  expect((await send('POST', '/v2/control-planes', { name: 'one' }, account)).status).toBe(201);
  await send('PATCH', `/sluice/v1/users/${me.id}`, { roles: [{ role: 'viewer' }] });
  expect((await send('POST', '/v2/control-planes', { name: 'two' }, account)).status).toBe(403);
});

test('the last administrator can be neither removed nor demoted', async () => {
  const { send } = await startTestControlPlane();
  const { id } = (await send('GET', '/v3/users/me')).body as { id: string };
  expect((await send('DELETE', `/sluice/v1/users/${id}`)).status).toBe(409);
  const demotion = { name: 'Nobody', roles: [] };
  expect((await send('PATCH', `/sluice/v1/users/${id}`, demotion)).status).toBe(409);
  expect((await send('GET', `/sluice/v1/users/${id}`)).body).toMatchObject({ name: 'Owner of default' });
  const other = { name: 'Ada', roles: [{ role: 'admin' }] };
  expect((await send('POST', '/sluice/v1/users', other)).status).toBe(201);
  expect((await send('PATCH', `/sluice/v1/users/${id}`, { roles: [{ role: 'viewer' }] })).status).toBe(200);
});

type Trail = {
  type: string;
  operation: string;
  entity_id: string;
  actor: object;
  before: object;
  after: object;
}[];

async function trailOf({ send }: Pick<TestControlPlane, 'send'>, headers = {}): Promise<Trail> {
  const { body } = await send('GET', '/sluice/v1/audit', undefined, headers);
  return (body as { data: Trail }).data;
}

test('whatever becomes of people, tokens and links is in the audit trail, without secrets', async () => {
  const { send } = await startTestControlPlane();
  const ada = await send('POST', '/sluice/v1/users', { name: 'Ada', roles: [{ role: 'viewer' }] });
  const { id } = ada.body as { id: string };
  const link = await send('POST', `/sluice/v1/users/${id}/sign-in-link`);
  const created = await send('POST', '/sluice/v1/tokens', { name: 'ada', userId: id });
  const token = created.body as { id: string; token: string };
  await send('PATCH', `/sluice/v1/users/${id}`, { roles: [{ role: 'admin' }] });
  await send('DELETE', `/sluice/v1/tokens/${token.id}`);
  await send('POST', '/sluice/v1/tokens', { name: 'goes along', userId: id });
  await send('DELETE', `/sluice/v1/users/${id}`);
  const trail = await trailOf({ send });
  expect(trail.map(({ type, operation }) => `${operation} ${type}`).reverse()).toEqual([
    'create user',
    'create sign_in_link',
    'create token',
    'update user',
    'delete token',
    'create token',
    'delete token',
    'delete user',
  ]);
  for (const { actor } of trail) {
    expect(actor).toMatchObject({ token_name: 'test' });
  }
  expect(JSON.stringify(trail)).not.toContain(token.token);
  expect(JSON.stringify(trail)).not.toContain((link.body as { url: string }).url.split('code=')[1]);
});

test('what was refused is not in the audit trail', async () => {
  const { send } = await startTestControlPlane();
  const { id } = (await send('GET', '/v3/users/me')).body as { id: string };
  await send('DELETE', `/sluice/v1/users/${id}`);
  await send('PATCH', `/sluice/v1/users/${id}`, { name: 'Nobody', roles: [] });
  await send('POST', '/sluice/v1/tokens', { name: 'x', userId: 'nobody' });
  await send('DELETE', '/sluice/v1/tokens/none');
  expect(await trailOf({ send })).toEqual([]);
});

test('a new organisation and a new name are in the trails of those whom they concern', async () => {
  const server = await startTestControlPlane();
  const { send } = server;
  const made = await send('POST', '/sluice/v1/organizations', {
    name: 'Other',
    administrator: { name: 'Olga' },
  });
  const { id, signInLink } = made.body as { id: string; signInLink: { url: string } };
  const [created, ...none] = await trailOf(server);
  expect(none).toEqual([]);
  expect(created).toMatchObject({
    type: 'organization',
    operation: 'create',
    entity_id: id,
    actor: { token_name: 'test' },
    before: null,
    after: { id, name: 'Other', founding: false },
  });
  const olga = await signInByLink(server, signInLink.url);
  expect((await olga.send('PATCH', `/sluice/v1/organizations/${id}`, { name: 'Renamed' })).status).toBe(200);
  const theirs = await trailOf({ send: olga.send });
  expect(theirs.map(({ type, operation }) => `${operation} ${type}`).reverse()).toEqual([
    'create organization',
    'create user',
    'create sign_in_link',
    'update organization',
  ]);
  expect(theirs[0]).toMatchObject({
    actor: { token_name: 'session' },
    before: { name: 'Other' },
    after: { name: 'Renamed' },
  });
  const { id: founder } = (await send('GET', '/v3/users/me')).body as { id: string };
  expect(JSON.stringify(theirs)).not.toContain(founder);
  expect(await trailOf(server)).toEqual([created]);
});
