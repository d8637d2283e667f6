import { controlPlanePath } from '@sluice/konnect-api';
import { describe, expect, test } from 'vitest';
import { type Scene, startScene, UNKNOWN_ID } from './scenes.ts';

const KINDS: [string, (scene: Scene) => string, 'PUT' | 'PATCH', string][] = [
  [
    'a control plane',
    ({ controlPlaneId }) => controlPlanePath(controlPlaneId),
    'PATCH',
    'application/problem+json',
  ],
  ['an upstream', ({ upstreams, upstreamId }) => `${upstreams}/${upstreamId}`, 'PUT', 'application/json'],
];

describe.each(KINDS)('%s', (_kind, pathOf, method, errorType) => {
  test('has an entity tag that stays until it changes', async () => {
    const scene = await startScene();
    const path = pathOf(scene);
    const first = await scene.send('GET', path);
    expect(first.headers.etag).toMatch(/^"[\w-]+"$/);
    expect((await scene.send('GET', path)).headers.etag).toBe(first.headers.etag);
    const written = await scene.send(method, path, { name: 'other' });
    expect(written.headers.etag).not.toBe(first.headers.etag);
    expect((await scene.send('GET', path)).headers.etag).toBe(written.headers.etag);
  });

  test.each<[string, (tag: string) => string, number]>([
    ['the tag', (tag) => tag, 304],
    ['the tag, marked as weak', (tag) => `W/${tag}`, 304],
    ['the tag among others', (tag) => `"a", ${tag}`, 304],
    ['anything', () => '*', 304],
    ['another tag', () => '"a"', 200],
  ])('is read with If-None-Match and %s', async (_what, headerOf, status) => {
    const scene = await startScene();
    const path = pathOf(scene);
    const tag = String((await scene.send('GET', path)).headers.etag);
    const answer = await scene.send('GET', path, undefined, { 'if-none-match': headerOf(tag) });
    expect(answer.status).toBe(status);
    expect(answer.headers.etag).toBe(tag);
    if (status === 304) {
      expect(answer.body).toBe('');
    }
  });

  test.each<[string, (tag: string) => Record<string, string>, boolean]>([
    ['If-Match and the tag', (tag) => ({ 'if-match': tag }), true],
    ['If-Match and the tag among others', (tag) => ({ 'if-match': `"a", ${tag}` }), true],
    ['If-Match and anything', () => ({ 'if-match': '*' }), true],
    ['If-Match and another tag', () => ({ 'if-match': '"a"' }), false],
    ['If-Match and a weak tag', (tag) => ({ 'if-match': `W/${tag}` }), false],
    ['If-None-Match and another tag', () => ({ 'if-none-match': '"a"' }), true],
    ['If-None-Match and the tag', (tag) => ({ 'if-none-match': tag }), false],
    ['If-None-Match and anything', () => ({ 'if-none-match': '*' }), false],
  ])('is written and deleted with %s', async (_what, headersOf, isAllowed) => {
    const scene = await startScene();
    const path = pathOf(scene);
    const read = await scene.send('GET', path);
    const headers = headersOf(String(read.headers.etag));
    const name = (read.body as { name: string }).name;
    const written = await scene.send(method, path, { name }, headers);
    expect(written.status).toBe(isAllowed ? 200 : 412);
    if (!isAllowed) {
      expect(written.contentType).toBe(errorType);
      expect((await scene.send('GET', path)).body).toEqual(read.body);
    }
    expect((await scene.send('DELETE', path, undefined, headers)).status).toBe(isAllowed ? 204 : 412);
    expect((await scene.send('GET', path)).status).toBe(isAllowed ? 404 : 200);
  });
});

test('what is not there matches nothing, so that a PUT can be told to create only or to replace only', async () => {
  const { send, upstreams } = await startScene();
  const path = `${upstreams}/${UNKNOWN_ID}`;
  expect((await send('PUT', path, { name: 'b' }, { 'if-match': '*' })).status).toBe(412);
  expect((await send('PUT', path, { name: 'b' }, { 'if-none-match': '*' })).status).toBe(200);
  expect((await send('PUT', path, { name: 'b' }, { 'if-none-match': '*' })).status).toBe(412);
});

test('of writers that read the same, one wins', async () => {
  const { send, upstreams, upstreamId } = await startScene();
  const path = `${upstreams}/${upstreamId}`;
  const tag = String((await send('GET', path)).headers.etag);
  const writes = Array.from({ length: 8 }, (_, index) =>
    send('PUT', path, { name: `web-${index}` }, { 'if-match': tag }),
  );
  const statuses = (await Promise.all(writes)).map(({ status }) => status);
  expect(statuses.filter((status) => status === 200)).toHaveLength(1);
  expect(statuses.filter((status) => status === 412)).toHaveLength(7);
});
