import { expect, test } from 'vitest';
import { BatchedLookup } from './batched-lookup.ts';

/** A lookup of texts whose queries are answered by hand; the row of a key is the key in capital letters. */
function byHand() {
  const queries: { keys: readonly string[]; answer: () => void; fail: () => void }[] = [];
  const lookup = new BatchedLookup<string, string>(String, (keys) => {
    const { promise, resolve, reject } = Promise.withResolvers<ReadonlyMap<string, string>>();
    const known = keys.filter((key) => key !== 'missing');
    queries.push({
      keys,
      answer: () => resolve(new Map(known.map((key) => [key, key.toUpperCase()]))),
      fail: () => reject(new Error('connection lost')),
    });
    return promise;
  });
  const query = async (index: number) => {
    await expect.poll(() => queries.length).toBeGreaterThan(index);
    return queries[index];
  };
  return { lookup, queries, query };
}

test('what is asked for at once is one query, each key once', async () => {
  const { lookup, query } = byHand();
  const found = Promise.all(['a', 'b', 'a', 'missing'].map((key) => lookup.find(key)));
  (await query(0))?.answer();
  expect(await found).toEqual(['A', 'B', 'A', undefined]);
  expect((await query(0))?.keys).toEqual(['a', 'b', 'missing']);
});

test('what is asked for while a query is under way is in the next one, the same key too', async () => {
  const { lookup, queries, query } = byHand();
  const first = lookup.find('a');
  await query(0);
  const second = Promise.all([lookup.find('a'), lookup.find('b')]);
  expect(queries).toHaveLength(1);
  queries[0]?.answer();
  expect(await first).toBe('A');
  (await query(1))?.answer();
  expect(await second).toEqual(['A', 'B']);
  expect(queries[1]?.keys).toEqual(['a', 'b']);
});

test('a query that fails fails for those who are in it, and the next one runs', async () => {
  const { lookup, query } = byHand();
  const first = lookup.find('a');
  await query(0);
  const second = lookup.find('b');
  (await query(0))?.fail();
  await expect(first).rejects.toThrow('connection lost');
  (await query(1))?.answer();
  expect(await second).toBe('B');
});

test('no query is longer than 256 keys', async () => {
  const { lookup, queries, query } = byHand();
  const found = Promise.all(Array.from({ length: 300 }, (_, index) => lookup.find(`k${index}`)));
  (await query(0))?.answer();
  (await query(1))?.answer();
  expect(await found).toHaveLength(300);
  expect(queries.map(({ keys }) => keys.length)).toEqual([256, 44]);
});
