import { expect, test } from 'vitest';
import { GroupCommitQueue } from './group-commit-queue.ts';

/** A list that has what transactions committed, and what each transaction was made of. */
function memory(options: { failCommit?: () => boolean } = {}) {
  const committed: number[] = [];
  const transactions: number[][] = [];
  const queue = new GroupCommitQueue<number[]>(async (work) => {
    const written: number[] = [];
    await work(written);
    if (options.failCommit?.()) {
      throw new Error('disk full');
    }
    transactions.push(written);
    committed.push(...written);
  });
  const write = (value: number) =>
    queue.write({
      async run(transaction) {
        transaction.push(value);
        return value;
      },
    });
  return { queue, write, committed, transactions };
}

test('writes that arrive together are one transaction, in the order of arrival', async () => {
  const { write, committed, transactions } = memory();
  expect(await Promise.all([1, 2, 3].map(write))).toEqual([1, 2, 3]);
  expect(transactions).toEqual([[1, 2, 3]]);
  expect(committed).toEqual([1, 2, 3]);
});

test('a write that arrives during a commit is in the next transaction', async () => {
  const { queue, write, transactions } = memory();
  let late: Promise<number> | undefined;
  await queue.write({
    async run(transaction) {
      transaction.push(1);
      late = write(2);
    },
  });
  expect(await late).toBe(2);
  expect(transactions).toEqual([[1], [2]]);
});

test('a write is acknowledged only after its commit', async () => {
  const { write, committed } = memory();
  await write(1).then((value) => expect(committed).toContain(value));
});

test('a write that fails leaves no trace and fails alone', async () => {
  const { queue, write, committed } = memory();
  const failing = queue.write({
    async run(transaction) {
      transaction.push(666);
      throw new Error('no');
    },
  });
  const results = await Promise.allSettled([write(1), failing, write(2)]);
  expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
  expect(committed).toEqual([1, 2]);
});

test('a commit that fails is tried again write by write', async () => {
  const outcomes = [true, false, true, false];
  const { write, committed } = memory({ failCommit: () => outcomes.shift() === true });
  const results = await Promise.allSettled([write(1), write(2), write(3)]);
  expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
  expect(committed).toEqual([1, 3]);
});

test('a large backlog is split', async () => {
  const { write, committed, transactions } = memory();
  const values = Array.from({ length: 1000 }, (_, index) => index);
  await Promise.all(values.map(write));
  expect(committed).toEqual(values);
  expect(Math.max(...transactions.map((transaction) => transaction.length))).toBeLessThanOrEqual(256);
});

test('idle waits for everything that was given', async () => {
  const { queue, write, committed } = memory();
  void write(1);
  await queue.idle();
  expect(committed).toEqual([1]);
  await queue.idle();
});
