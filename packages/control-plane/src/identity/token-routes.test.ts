import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import {
  launchTestControlPlane,
  startTestControlPlane,
  TEST_TOKEN,
  temporaryFolder,
} from '../../test/test-control-plane.ts';

const TOKENS = '/sluice/v1/tokens';

interface Token {
  id: string;
  token?: string;
  kind: string;
  lastUsedAt: string | null;
}

function bearer(token: string | undefined): { authorization: string } {
  return { authorization: `Bearer ${token}` };
}

test('a token is told once, works until it is revoked, and is nowhere on disk', async () => {
  const { send, dataDir } = await startTestControlPlane();
  const created = await send('POST', TOKENS, { name: 'laptop' });
  expect(created).toMatchObject({
    status: 201,
    body: { name: 'laptop', kind: 'personal', expiresAt: null, lastUsedAt: null },
  });
  const { id, token } = created.body as Token;
  expect(token).toMatch(/^kpat_[\w-]{43}$/);
  const list = await send('GET', TOKENS);
  expect(JSON.stringify(list.body)).toContain(id);
  expect(JSON.stringify(list.body)).not.toContain(token);
  expect((await send('GET', '/v3/users/me', undefined, bearer(token))).status).toBe(200);
  expect((await send('DELETE', `${TOKENS}/${id}`)).status).toBe(204);
  expect((await send('GET', '/v3/users/me', undefined, bearer(token))).status).toBe(401);
  expect((await send('DELETE', `${TOKENS}/${id}`)).status).toBe(404);
  for (const file of readdirSync(dataDir)) {
    expect(readFileSync(join(dataDir, file)).includes(token ?? '')).toBe(false);
  }
});

test('a system account has tokens of its own kind', async () => {
  const { send } = await startTestControlPlane();
  const account = { kind: 'system-account', name: 'ci', roles: [{ role: 'admin' }] };
  const { id: userId } = (await send('POST', '/sluice/v1/users', account)).body as { id: string };
  const { body } = await send('POST', TOKENS, { name: 'ci', userId });
  expect((body as Token).token).toMatch(/^spat_/);
  expect(body).toMatchObject({ kind: 'system-account', user: { id: userId, name: 'ci' } });
  expect((await send('POST', `/sluice/v1/users/${userId}/sign-in-link`)).status).toBe(409);
});

test('a token ends when it expires', async () => {
  const { send } = await startTestControlPlane();
  const expiresAt = new Date(Date.now() + 700).toISOString();
  const { token } = (await send('POST', TOKENS, { name: 'short', expiresAt })).body as Token;
  const status = async () => (await send('GET', '/v3/users/me', undefined, bearer(token))).status;
  await expect.poll(status, { timeout: 10_000 }).toBe(401);
});

test.each([
  ['expiresAt', { name: 'x', expiresAt: '2020-01-01T00:00:00Z' }],
  ['expiresAt', { name: 'x', expiresAt: 'soon' }],
  ['expiresAt', { name: 'x', expiresAt: '2030-99-01T00:00:00Z' }],
  ['name', { name: '' }],
  ['userId', { name: 'x', userId: 'nobody' }],
])('a wrong %s is named: %o', async (field, body) => {
  const { send } = await startTestControlPlane();
  const answer = await send('POST', TOKENS, body);
  expect(answer).toMatchObject({ status: 400, body: { invalid_parameters: [{ field }] } });
});

test('the last use is written down at the latest when the server stops', async () => {
  const dataDir = await temporaryFolder();
  const first = await launchTestControlPlane({ dataDir });
  await first.send('GET', '/v3/users/me');
  await first.stop();
  const { send } = await startTestControlPlane({ dataDir });
  const { data } = (await send('GET', TOKENS)).body as { data: Token[] };
  const lastUsedAt = Date.parse(data[0]?.lastUsedAt ?? '');
  expect(Math.abs(Date.now() - lastUsedAt)).toBeLessThan(60_000);
});

test('requests are counted for each token, and too many are told when to come back', async () => {
  const { send } = await startTestControlPlane({ rateLimitPerMinute: 3 });
  const me = () => send('GET', '/v3/users/me');
  const { headers } = await me();
  expect(headers).toMatchObject({
    'x-ratelimit-limit': '3',
    'x-ratelimit-remaining': '2',
    'x-ratelimit-reset': '20',
  });
  await me();
  await me();
  const refused = await me();
  expect(refused).toMatchObject({ status: 429, contentType: 'application/problem+json' });
  expect(refused.headers['retry-after']).toBe('20');
  const unknown = '/v2/control-planes/00000000-0000-4000-8000-00000000dead/core-entities/upstreams';
  expect(await send('GET', unknown)).toMatchObject({ status: 429, body: { code: 8 } });
});

test('without a limit nothing is counted', async () => {
  const { send } = await startTestControlPlane({ rateLimitPerMinute: 0 });
  const { headers } = await send('GET', '/v3/users/me', undefined, bearer(TEST_TOKEN));
  expect(headers['x-ratelimit-limit']).toBeUndefined();
});
