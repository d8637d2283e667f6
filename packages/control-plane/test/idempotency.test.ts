import { CONTROL_PLANES_PATH, coreEntitiesPath } from '@sluice/konnect-api';
import { describe, expect, test } from 'vitest';
import { type Scene, startScene } from './scenes.ts';
import { startTestControlPlane, testTls } from './test-control-plane.ts';
import { queryDatabase } from './test-database.ts';

const POSTS: [string, (scene: Scene) => [string, object], object][] = [
  ['an upstream', ({ upstreams }) => [upstreams, { name: 'once' }], { name: 'twice' }],
  ['a target', ({ targets }) => [targets, { target: '10.0.0.1' }], { target: '10.0.0.2' }],
  [
    'a certificate',
    ({ controlPlaneId }) => [coreEntitiesPath(controlPlaneId, 'certificates'), { ...testTls }],
    { ...testTls, tags: ['a'] },
  ],
  [
    'a data-plane certificate',
    ({ controlPlaneId }) => [
      `${CONTROL_PLANES_PATH}/${controlPlaneId}/dp-client-certificates`,
      { cert: testTls.cert },
    ],
    { cert: testTls.cert, title: 'a' },
  ],
];

describe.each(POSTS)('%s', (_what, postOf, otherBody) => {
  test('is created once under a key, and answered alike each time', async () => {
    const scene = await startScene();
    const [path, body] = postOf(scene);
    const headers = { 'idempotency-key': `key-of-${path}` };
    const answers = await Promise.all(
      Array.from({ length: 5 }, () => scene.send('POST', path, body, headers)),
    );
    const [first, ...others] = answers;
    expect(first?.status).toBe(201);
    for (const other of others) {
      expect(other).toEqual(first);
    }
    expect((await scene.send('POST', path, otherBody, headers)).status).toBe(422);
    expect(
      (await scene.send('POST', path, otherBody, { 'idempotency-key': `other-key-of-${path}` })).status,
    ).toBe(201);
  });
});

test('a control plane is created once under a key', async () => {
  const { send } = await startTestControlPlane();
  const headers = { 'idempotency-key': '6f9c' };
  const first = await send('POST', CONTROL_PLANES_PATH, { name: 'once' }, headers);
  const second = await send('POST', CONTROL_PLANES_PATH, { name: 'once' }, headers);
  expect(second).toEqual(first);
  expect(first.status).toBe(201);
  expect(await send('POST', CONTROL_PLANES_PATH, { name: 'other' }, headers)).toMatchObject({
    status: 422,
    contentType: 'application/problem+json',
  });
});

test('a key outlives a restart, and a day', async () => {
  const first = await startTestControlPlane();
  const headers = { 'idempotency-key': 'restart' };
  const created = await first.send('POST', CONTROL_PLANES_PATH, { name: 'once' }, headers);
  await first.running.close();
  const { dataDir } = first;
  const second = await startTestControlPlane({ dataDir });
  const repeated = await second.send('POST', CONTROL_PLANES_PATH, { name: 'once' }, headers);
  expect((repeated.body as { id: string }).id).toBe((created.body as { id: string }).id);
  await second.running.close();
  await queryDatabase(dataDir, "update idempotency_keys set created_at = '2020-01-01T00:00:00.000Z'");
  const third = await startTestControlPlane({ dataDir });
  const later = await third.send('POST', CONTROL_PLANES_PATH, { name: 'once' }, headers);
  expect(later.status).toBe(409);
});

test('a refused request leaves its key free', async () => {
  const { send, upstreams, upstreamId } = await startScene();
  const headers = { 'idempotency-key': 'refused' };
  expect((await send('POST', upstreams, { name: 'web' }, headers)).status).toBe(400);
  await send('DELETE', `${upstreams}/${upstreamId}`);
  expect((await send('POST', upstreams, { name: 'web' }, headers)).status).toBe(201);
});

test('the same key is another one for another token', async () => {
  const { send, upstreams } = await startScene();
  const user = await send('POST', '/sluice/v1/users', { name: 'Ada', roles: [{ role: 'admin' }] });
  const userId = (user.body as { id: string }).id;
  const token = await send('POST', '/sluice/v1/tokens', { name: 'ada', userId });
  const authorization = `Bearer ${(token.body as { token: string }).token}`;
  const headers = { 'idempotency-key': 'shared' };
  expect((await send('POST', upstreams, { name: 'a' }, headers)).status).toBe(201);
  expect((await send('POST', upstreams, { name: 'b' }, { ...headers, authorization })).status).toBe(201);
});

test.each(['', ' ', 'a b', 'x'.repeat(256)])('%j is no key', async (key) => {
  const { send, upstreams } = await startScene();
  const answer = await send('POST', upstreams, { name: 'a' }, { 'idempotency-key': key });
  expect(answer.status).toBe(400);
  expect(JSON.stringify(answer.body)).toContain('Idempotency-Key');
});
