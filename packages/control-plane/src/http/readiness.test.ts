import { expect, it, vi } from 'vitest';
import { Readiness } from './readiness.ts';

it('asks at most once a second, whoever wants to know', async () => {
  let nowMs = 0;
  const ask = vi.fn(async () => undefined);
  const readiness = new Readiness(ask, () => nowMs);
  expect(await Promise.all([readiness.isReady(), readiness.isReady()])).toEqual([true, true]);
  nowMs = 999;
  await readiness.isReady();
  expect(ask).toHaveBeenCalledTimes(1);
  nowMs = 1000;
  await readiness.isReady();
  expect(ask).toHaveBeenCalledTimes(2);
});

it.each([
  ['refuses', () => Promise.reject(new Error('the database has gone'))],
  ['keeps silent', () => new Promise(() => undefined)],
])('is not ready while the database %s', async (_what, ask) => {
  expect(await new Readiness(ask).isReady()).toBe(false);
});

it('is ready again as soon as the database is', async () => {
  let nowMs = 0;
  let isThere = false;
  const readiness = new Readiness(
    async () => {
      if (!isThere) throw new Error('the database has gone');
    },
    () => nowMs,
  );
  expect(await readiness.isReady()).toBe(false);
  isThere = true;
  nowMs = 1000;
  expect(await readiness.isReady()).toBe(true);
});
