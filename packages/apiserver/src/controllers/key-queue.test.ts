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

  it('does as many keys at once as it may, and none of them twice at once', async () => {
    const ends: (() => void)[] = [];
    const underWay: string[] = [];
    const work = async (key: string) => {
      underWay.push(key);
      await new Promise<void>((resolve) => ends.push(resolve));
      underWay.splice(underWay.indexOf(key), 1);
    };
    const queue = new KeyQueue('test', work, undefined, { maxAtOnce: 2 });
    for (const key of ['a', 'b', 'c']) queue.add(key);
    await expect.poll(() => underWay).toEqual(['a', 'b']);
    queue.add('a');
    ends[1]?.();
    await expect.poll(() => underWay).toEqual(['a', 'c']);
    ends[2]?.();
    await expect.poll(() => underWay).toEqual(['a']);
    ends[0]?.();
    await expect.poll(() => ends.length).toBe(4);
    expect(underWay).toEqual(['a']);
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
