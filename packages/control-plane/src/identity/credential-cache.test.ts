import { expect, test } from 'vitest';
import { CredentialCache, type Known } from './credential-cache.ts';

function cacheWithClock() {
  const clock = { now: 0 };
  const known = new Map<string, Known<string>>([['hash', { value: 'ada', expiresAtMs: undefined }]]);
  const reads: string[] = [];
  const cache = new CredentialCache<string>(
    async (hash) => {
      reads.push(hash);
      return known.get(hash);
    },
    () => clock.now,
  );
  return { cache, clock, known, reads };
}

test('what was read is known for five seconds without a wait', async () => {
  const { cache, clock, reads } = cacheWithClock();
  expect(await cache.find('hash')).toBe('ada');
  clock.now = 4_999;
  expect(cache.find('hash')).toBe('ada');
  clock.now = 5_000;
  expect(cache.find('hash')).toBeInstanceOf(Promise);
  expect(reads).toEqual(['hash', 'hash']);
});

test('what is not known is not asked for again at once', async () => {
  const { cache, reads } = cacheWithClock();
  expect(await cache.find('x')).toBeUndefined();
  expect(cache.find('x')).toBeUndefined();
  expect(reads).toEqual(['x']);
});

test('a credential ends to the millisecond, also while it is kept', async () => {
  const { cache, clock, known } = cacheWithClock();
  known.set('hash', { value: 'ada', expiresAtMs: 100 });
  expect(await cache.find('hash')).toBe('ada');
  clock.now = 99;
  expect(cache.find('hash')).toBe('ada');
  clock.now = 100;
  expect(cache.find('hash')).toBeUndefined();
});

test('a change that happens during a read is not hidden by what the read found', async () => {
  const { cache, known } = cacheWithClock();
  const early = cache.find('hash');
  known.delete('hash');
  cache.clear();
  expect(await early).toBe('ada');
  expect(await cache.find('hash')).toBeUndefined();
});
