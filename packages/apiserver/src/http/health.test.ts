import { expect, it } from 'vitest';
import type { ApiRequest } from './api-request.ts';
import { healthResponse } from './health.ts';

const request = (query: string): ApiRequest => ({
  method: 'GET',
  path: '/readyz',
  query: new URLSearchParams(query),
  headers: {},
  user: { name: '', uid: '', groups: [] },
  authorize: () => undefined,
  readBody: async () => Buffer.alloc(0),
});

it('says ok in a word, and check by check to whom asks', () => {
  const checks = { ping: () => true, storage: () => true };
  expect(healthResponse('readyz', request(''), checks)).toMatchObject({ status: 200, body: 'ok' });
  expect(healthResponse('readyz', request('verbose'), checks).body).toBe(
    '[+]ping ok\n[+]storage ok\nreadyz check passed\n',
  );
});

it('names what is wrong without being asked', () => {
  const answer = healthResponse('livez', request(''), { ping: () => true, storage: () => false });
  expect(answer.status).toBe(500);
  expect(answer.body).toBe('[+]ping ok\n[-]storage failed: see the log\nlivez check failed\n');
});
