import { expect, test } from 'vitest';
import { codeOf, signIn, signInByLink } from '../../test/browser.ts';
import { startTestControlPlane, TEST_TOKEN } from '../../test/test-control-plane.ts';

const SESSION = '/sluice/v1/session';
const NOBODY = { authorization: '' };

test('a one-time link signs its person in, once', async () => {
  const server = await startTestControlPlane();
  const { running, send } = server;
  expect(await running.hasOwnerSignedIn()).toBe(false);
  const { url, expiresAt } = await running.createSignInLink();
  expect(url).toMatch(`${running.url}/sign-in#code=`);
  expect(Date.parse(expiresAt) - Date.now()).toBeLessThanOrEqual(15 * 60_000);
  const browser = await signInByLink(server, url);
  expect(await running.hasOwnerSignedIn()).toBe(true);
  expect((await browser.send('GET', SESSION)).body).toMatchObject({
    signedIn: true,
    person: { name: 'Owner of default' },
    organization: { name: 'default', founding: true },
    roles: [{ controlPlaneId: null, role: 'admin' }],
    csrfToken: browser.csrfToken,
  });
  expect((await send('POST', SESSION, { code: codeOf(url) }, NOBODY)).status).toBe(401);
});

test('of several who come with one code at once, one gets in', async () => {
  const { running, send } = await startTestControlPlane();
  const code = codeOf((await running.createSignInLink()).url);
  const answers = await Promise.all(Array.from({ length: 5 }, () => send('POST', SESSION, { code }, NOBODY)));
  expect(answers.map(({ status }) => status).toSorted()).toEqual([201, 401, 401, 401, 401]);
});

test('the cookie is out of reach of scripts, of other sites and of plain HTTP', async () => {
  const { send } = await startTestControlPlane();
  const { headers } = await send('POST', SESSION, { token: TEST_TOKEN }, NOBODY);
  expect(String(headers['set-cookie'])).toMatch(
    /^__Host-sluice-[0-9a-f]{8}=[\w-]{43}; Path=\/; Max-Age=43200; Secure; HttpOnly; SameSite=Strict$/,
  );
  expect(headers['cache-control']).toBe('no-store');
});

test('a session reads without more and writes with the CSRF token alone', async () => {
  const server = await startTestControlPlane();
  const browser = await signIn(server, { token: TEST_TOKEN });
  expect((await browser.send('GET', '/v2/control-planes')).status).toBe(200);
  const body = { name: 'gateway' };
  const forged = await browser.send('POST', '/v2/control-planes', body, { 'x-csrf-token': 'x' });
  expect(forged).toMatchObject({ status: 403, body: { detail: expect.stringContaining('X-CSRF-Token') } });
  expect((await browser.send('POST', '/v2/control-planes', body)).status).toBe(201);
});

test('signing out ends the session everywhere, and needs the CSRF token', async () => {
  const server = await startTestControlPlane();
  const browser = await signIn(server, { token: TEST_TOKEN });
  expect((await browser.send('DELETE', SESSION, undefined, { 'x-csrf-token': 'x' })).status).toBe(403);
  const ended = await browser.send('DELETE', SESSION);
  expect(ended.status).toBe(204);
  expect(String(ended.headers['set-cookie'])).toContain('Max-Age=0');
  expect((await browser.send('GET', '/v2/control-planes')).status).toBe(401);
  expect((await browser.send('GET', SESSION)).body).toEqual({
    signedIn: false,
    methods: [{ type: 'token' }],
  });
});

test('signing in again ends the session that the browser had', async () => {
  const server = await startTestControlPlane();
  const first = await signIn(server, { token: TEST_TOKEN });
  await server.send('POST', SESSION, { token: TEST_TOKEN }, { ...NOBODY, cookie: first.cookie });
  expect((await first.send('GET', '/v2/control-planes')).status).toBe(401);
});

test('a session ends with its user', async () => {
  const server = await startTestControlPlane();
  const created = await server.send('POST', '/sluice/v1/users', { name: 'Ada', roles: [{ role: 'viewer' }] });
  const path = `/sluice/v1/users/${(created.body as { id: string }).id}`;
  const link = await server.send('POST', `${path}/sign-in-link`);
  const browser = await signInByLink(server, (link.body as { url: string }).url);
  expect((await browser.send('GET', '/v2/control-planes')).status).toBe(200);
  await server.send('DELETE', path);
  expect((await browser.send('GET', '/v2/control-planes')).status).toBe(401);
});

test.each([
  ['nothing', {}, 401],
  ['an unknown token', { token: 'kpat_nobody' }, 401],
  ['an unknown code', { code: 'x' }, 401],
  ['a field of another kind', { code: 1 }, 400],
  ['an unknown field', { password: 'x' }, 400],
  ['a body beyond the bound', { token: 'x'.repeat(5000) }, 413],
])('%s does not sign in', async (_what, body, status) => {
  const { send } = await startTestControlPlane();
  const answer = await send('POST', SESSION, body, NOBODY);
  expect(answer).toMatchObject({ status, contentType: 'application/problem+json' });
  expect(answer.headers['set-cookie']).toBeUndefined();
});

test('another site can not sign anybody in', async () => {
  const { send } = await startTestControlPlane();
  const headers = { ...NOBODY, 'sec-fetch-site': 'cross-site' };
  expect((await send('POST', SESSION, { token: TEST_TOKEN }, headers)).status).toBe(403);
});

test('after ten failures from an address even what is right has to wait, and bearer tokens do not', async () => {
  const { send } = await startTestControlPlane();
  const wrong = () => send('POST', SESSION, { token: 'kpat_wrong' }, NOBODY);
  for (let index = 0; index < 10; index += 1) {
    expect((await wrong()).status).toBe(401);
  }
  const refused = await send('POST', SESSION, { token: TEST_TOKEN }, NOBODY);
  expect(refused.status).toBe(429);
  expect(Number(refused.headers['retry-after'])).toBeGreaterThan(0);
  expect((await send('GET', '/v2/control-planes')).status).toBe(200);
});
