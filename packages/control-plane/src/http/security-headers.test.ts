import { expect, test } from 'vitest';
import { startTestControlPlane } from '../../test/test-control-plane.ts';

test('every answer keeps browsers from guessing, framing and telling', async () => {
  const { send } = await startTestControlPlane();
  for (const path of ['/v2/control-planes', '/healthz', '/sluice/v1/session', '/no/such/path']) {
    const { headers } = await send('GET', path);
    expect(headers, path).toMatchObject({
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'no-referrer',
      'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
      'cross-origin-resource-policy': 'same-origin',
    });
  }
});

test('pages of other origins are allowed nothing, asked beforehand or not', async () => {
  const { send } = await startTestControlPlane();
  const origin = 'https://elsewhere.example';
  for (const method of ['GET', 'OPTIONS']) {
    const asked = { origin, 'access-control-request-method': 'POST' };
    const { headers } = await send(method, '/v2/control-planes', undefined, asked);
    expect(Object.keys(headers).filter((name) => name.startsWith('access-control-'))).toEqual([]);
  }
});

test.each([
  [undefined, false],
  ['https://localhost:8443', false],
  ['https://127.0.0.1', false],
  ['https://konnect.example.com', true],
])('a server with the name %s insists on TLS for its host: %s', async (publicUrl, insists) => {
  const { send } = await startTestControlPlane(publicUrl === undefined ? {} : { publicUrl });
  const { headers } = await send('GET', '/healthz');
  expect(headers['strict-transport-security'] !== undefined).toBe(insists);
});

test('a body beyond the bound is 413', async () => {
  const { send } = await startTestControlPlane();
  const answer = await send('POST', '/v2/control-planes', { name: 'x'.repeat(600_000) });
  expect(answer).toMatchObject({ status: 413, contentType: 'application/problem+json' });
});
