import fc from 'fast-check';
import { expect, test } from 'vitest';
import { RateLimiter } from './rate-limiter.ts';

test('as many as the limit come at once, and the next is told when to come', () => {
  const limiter = new RateLimiter(3, 60_000);
  const taken = [0, 0, 0, 0].map((now) => limiter.take('ada', now));
  expect(taken.map(({ allowed, remaining }) => [allowed, remaining])).toEqual([
    [true, 2],
    [true, 1],
    [true, 0],
    [false, 0],
  ]);
  expect(taken[3]).toMatchObject({ limit: 3, retryAfterSeconds: 20, resetSeconds: 60 });
  expect(limiter.take('ada', 19_999).allowed).toBe(false);
  expect(limiter.take('ada', 20_000).allowed).toBe(true);
});

test('clients do not count for one another, and asking takes nothing', () => {
  const limiter = new RateLimiter(1, 1000);
  expect(limiter.peek('ada', 0)).toEqual(limiter.peek('ada', 0));
  limiter.take('ada', 0);
  expect([limiter.peek('ada', 0).allowed, limiter.peek('bob', 0).allowed]).toEqual([false, true]);
});

test('whenever requests come, no more are let through than limit and time allow', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 20 }),
      fc.array(fc.integer({ min: 0, max: 2000 }), { maxLength: 200 }),
      (limit, gapsMs) => {
        const limiter = new RateLimiter(limit, 10_000);
        let now = 0;
        let allowed = 0;
        for (const gapMs of gapsMs) {
          now += gapMs;
          const { allowed: isAllowed, remaining } = limiter.take('ada', now);
          allowed += isAllowed ? 1 : 0;
          expect(remaining).toBeLessThanOrEqual(limit);
        }
        expect(allowed).toBeLessThanOrEqual(limit + (now * limit) / 10_000 + 1e-6);
      },
    ),
  );
});
