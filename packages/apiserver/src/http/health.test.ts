import { expect, it } from 'vitest';
import { ApiError } from '../status/api-error.ts';
import type { ApiRequest } from './api-request.ts';
import { healthCheckResponse, healthResponse } from './health.ts';

const request = (query: string, path = '/readyz'): ApiRequest => ({
  method: 'GET',
  path,
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

it('leaves out what it is told to, and says so of what it does not know', () => {
  const checks = { ping: () => true, storage: () => false };
  expect(healthResponse('livez', request('exclude=storage'), checks)).toMatchObject({
    status: 200,
    body: 'ok',
  });
  expect(healthResponse('livez', request('verbose&exclude=storage&exclude=nope'), checks).body).toBe(
    '[+]ping ok\n[+]storage excluded: ok\n' +
      'warn: some health checks cannot be excluded: no matches for "nope"\nlivez check passed\n',
  );
});

it('answers for one check alone', () => {
  const checks = { ping: () => true, storage: () => false };
  const answer = (name: string) => healthCheckResponse(request('', `/livez/${name}`), checks);
  expect(answer('ping')).toMatchObject({ status: 200, body: 'ok' });
  expect(answer('storage')).toMatchObject({ status: 500, body: 'storage failed: see the log\n' });
  expect(() => answer('toString')).toThrow(ApiError);
});
