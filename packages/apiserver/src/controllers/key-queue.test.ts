import { describe, expect, it, vi } from 'vitest';
import { KeyQueue } from './key-queue.ts';

describe('a key queue', () => {
  it('does a key that is asked for often once, one after the other, in order', async () => {
    const done: string[] = [];
    const queue = new KeyQueue('test', async (key) => void done.push(key), undefined);
    for (const key of ['a', 'b', 'a', 'c', 'b']) queue.add(key);
    await expect.poll(() => done).toEqual(['a', 'b', 'c']);
  });

  it('does a key again that is asked for while it is being done', async () => {
    const done: string[] = [];
    const queue: KeyQueue = new KeyQueue(
      'test',
      async (key) => {
        done.push(key);
        if (done.length === 1) queue.add(key);
      },
      undefined,
    );
    queue.add('a');
    await expect.poll(() => done).toEqual(['a', 'a']);
  });

  it('tries again what has failed, and goes on with the rest', async () => {
    vi.useFakeTimers();
    try {
      const done: string[] = [];
      const queue = new KeyQueue(
        'test',
        async (key) => {
          done.push(key);
          if (key === 'bad' && done.length === 1) throw new Error('once');
        },
        undefined,
      );
      queue.add('bad');
      queue.add('good');
      await vi.advanceTimersByTimeAsync(0);
      expect(done).toEqual(['bad', 'good']);
      await vi.advanceTimersByTimeAsync(1000);
      expect(done).toEqual(['bad', 'good', 'bad']);
    } finally {
      vi.useRealTimers();
    }
  });

  it('takes nothing more once it is closed', async () => {
    const done: string[] = [];
    const queue = new KeyQueue('test', async (key) => void done.push(key), undefined);
    queue.close();
    queue.add('a');
    await Promise.resolve();
    expect(done).toEqual([]);
  });
});
