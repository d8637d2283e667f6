import { expect, test } from 'vitest';
import { type Scene, startScene, UNKNOWN_ID } from '../../test/scenes.ts';
import { startTestControlPlane, TEST_TOKEN } from '../../test/test-control-plane.ts';

const WRONG: [string, string][] = [
  ['no token', ''],
  ['an unknown token', 'Bearer kpat_nobody'],
  ['another scheme', `Basic ${TEST_TOKEN}`],
  ['a token without a scheme', TEST_TOKEN],
  ['two tokens', `Bearer ${TEST_TOKEN} ${TEST_TOKEN}`],
];

test.each(WRONG)('%s is a problem document outside core entities', async (_what, authorization) => {
  const { send } = await startScene();
  for (const path of [
    '/v3/organizations/me',
    '/v3/users/me',
    '/v2/control-planes',
    '/metrics',
    '/no/such/path',
  ]) {
    expect(await send('GET', path, undefined, { authorization })).toEqual({
      status: 401,
      contentType: 'application/problem+json',
      body: {
        status: 401,
        title: 'Unauthorized',
        instance: expect.stringMatching(/^kong:trace:\d+$/),
        detail: 'The request has no valid bearer token',
      },
    });
  }
});

test.each(WRONG)(
  '%s is exactly the message and the status on core entities',
  async (_what, authorization) => {
    const { send, upstreams, targets } = await startScene();
    for (const path of [upstreams, `${upstreams}/${UNKNOWN_ID}`, targets, `${upstreams}/x/no/such/path`]) {
      expect(await send('GET', path, undefined, { authorization })).toEqual({
        status: 401,
        contentType: 'application/json',
        body: { message: 'Unauthorized', status: 401 },
      });
    }
  },
);

test('the scheme of the token may be written in any case', async () => {
  const { send } = await startScene();
  const answer = await send('GET', '/v3/users/me', undefined, { authorization: `bearer  ${TEST_TOKEN}` });
  expect(answer.status).toBe(200);
});

test('a token tells its organisation and its user', async () => {
  const { send } = await startTestControlPlane({ organization: { name: 'ACME' } });
  const { body: organization } = await send('GET', '/v3/organizations/me');
  expect(organization).toMatchObject({ id: expect.any(String), name: 'ACME', state: 'active' });
  const { body: user } = await send('GET', '/v3/users/me');
  expect(user).toMatchObject({ id: (organization as { owner_id: string }).owner_id, active: true });
});

test.each<[string, (scene: Scene) => string, string]>([
  ['outside core entities', () => '/v2/no-such-thing', 'application/problem+json'],
  ['on core entities', ({ upstreams }) => `${upstreams}/a/b/c/d`, 'application/json'],
])('a path that leads nowhere is 404 in the style of its place: %s', async (_what, path, contentType) => {
  const scene = await startScene();
  expect(await scene.send('GET', path(scene))).toMatchObject({ status: 404, contentType });
});

test.each<[string, (scene: Scene) => string, string]>([
  ['outside core entities', () => '/v2/control-planes/%E0%A4%A', 'application/problem+json'],
  ['on core entities', ({ upstreams }) => `${upstreams}/%E0%A4%A`, 'application/json'],
])(
  'a path that can not be decoded is 400 in the style of its place: %s',
  async (_what, path, contentType) => {
    const scene = await startScene();
    expect(await scene.send('GET', path(scene))).toMatchObject({ status: 400, contentType });
  },
);

test('a very long name in a path is not found, and no failure', async () => {
  const { send, upstreams } = await startScene();
  expect((await send('GET', `${upstreams}/${'a'.repeat(1000)}`)).status).toBe(404);
  expect((await send('GET', `${upstreams}/${'a'.repeat(5000)}`)).status).toBeLessThan(500);
});

test('no page of another origin is let in', async () => {
  const { send, upstreams } = await startScene();
  const origin = 'https://elsewhere.example';
  const preflight = { origin, 'access-control-request-method': 'GET' };
  const answers = [
    await send('GET', upstreams, undefined, { origin }),
    await send('GET', '/v2/control-planes', undefined, { origin }),
    await send('OPTIONS', upstreams, undefined, preflight),
  ];
  for (const { headers } of answers) {
    expect(Object.keys(headers).filter((name) => name.startsWith('access-control-'))).toEqual([]);
  }
});
