import fc from 'fast-check';
import { beforeEach, describe, expect, it } from 'vitest';
import { FakeClock } from '../../test/fake-clock.ts';
import { WorkQueue } from './work-queue.ts';

let clock: FakeClock;
let queue: WorkQueue<string>;

beforeEach(() => {
  clock = new FakeClock();
  queue = new WorkQueue({ clock, random: () => 1, backoff: { baseMs: 100, maxMs: 1000 } });
});

async function takeAll(): Promise<string[]> {
  const keys: string[] = [];
  while (queue.depth > 0) {
    const key = await queue.take();
    if (key === undefined) break;
    keys.push(key);
    queue.done(key);
  }
  return keys;
}

describe('adding', () => {
  it('hands out keys in the order in which they came', async () => {
    for (const key of ['a', 'b', 'c']) queue.add(key);
    expect(await takeAll()).toEqual(['a', 'b', 'c']);
  });

  it('hands out a key once that was added many times', async () => {
    for (const key of ['a', 'b', 'a', 'a']) queue.add(key);
    expect(queue.depth).toBe(2);
    expect(await takeAll()).toEqual(['a', 'b']);
  });

  it('hands out lower priorities first', async () => {
    queue.add('target', { priority: 2 });
    queue.add('upstream', { priority: 1 });
    queue.add('control plane', { priority: 0 });
    queue.add('another target', { priority: 2 });
    expect(await takeAll()).toEqual(['control plane', 'upstream', 'target', 'another target']);
  });

  it('moves a waiting key forward, and never back', async () => {
    queue.add('a', { priority: 1 });
    queue.add('b', { priority: 2 });
    queue.add('b', { priority: 0 });
    queue.add('b', { priority: 3 });
    expect(queue.depth).toBe(2);
    expect(await takeAll()).toEqual(['b', 'a']);
  });

  it('does not hand out a key that was moved forward at its old place, while it is worked on', async () => {
    queue.add('a', { priority: 2 });
    queue.add('a', { priority: 1 });
    queue.add('b', { priority: 2 });
    expect(await queue.take()).toBe('a');
    expect(await queue.take()).toBe('b');
  });

  it('gives a key to a worker that waits already', async () => {
    const taken = queue.take();
    queue.add('a');
    expect(await taken).toBe('a');
    expect(queue.depth).toBe(0);
    expect(queue.running).toBe(1);
  });

  it('hands a key out again that was added while it was worked on, but only after that', async () => {
    queue.add('a');
    await queue.take();
    queue.add('a');
    queue.add('b');
    expect(await queue.take()).toBe('b');
    expect(queue.depth).toBe(0);
    queue.done('a');
    expect(await queue.take()).toBe('a');
  });

  it('refuses that a key is done which nobody has taken', () => {
    queue.add('a');
    expect(() => queue.done('a')).toThrow(TypeError);
  });
});

describe('delays', () => {
  it('hands a delayed key out when its time has come, and not before', async () => {
    queue.addAfter('a', 50);
    clock.advance(49);
    expect(queue.depth).toBe(0);
    clock.advance(1);
    expect(await takeAll()).toEqual(['a']);
  });

  it('gives idle workers what becomes due at one time in the order of priorities', async () => {
    const taken = queue.take();
    queue.addAfter('child', 10, { priority: 1 });
    queue.addAfter('parent', 10, { priority: 0 });
    clock.advance(10);
    expect(await taken).toBe('parent');
  });

  it('takes the earlier one of two delays', () => {
    queue.addAfter('a', 50);
    queue.addAfter('a', 20);
    queue.addAfter('a', 80);
    clock.advance(20);
    expect(queue.depth).toBe(1);
  });

  it('hands out a key of several delays once', async () => {
    queue.addAfter('a', 50);
    queue.addAfter('a', 20);
    clock.advance(20);
    expect(await takeAll()).toEqual(['a']);
    clock.advance(1000);
    expect(queue.depth).toBe(0);
    expect(clock.timers).toBe(0);
  });

  it('keeps a delay when the key is added at once meanwhile', async () => {
    queue.addAfter('a', 50);
    queue.add('a');
    expect(await takeAll()).toEqual(['a']);
    clock.advance(50);
    expect(await takeAll()).toEqual(['a']);
  });

  it('doubles the pause of a key with each failure up to the longest, and starts over when it is forgotten', () => {
    const delays = Array.from({ length: 6 }, () => queue.addRateLimited('a'));
    expect(delays).toEqual([100, 200, 400, 800, 1000, 1000]);
    expect(queue.failures('a')).toBe(6);
    queue.forget('a');
    expect(queue.addRateLimited('a')).toBe(100);
  });

  it('spreads the pauses between nothing and the bound', () => {
    const low = new WorkQueue<string>({ clock, random: () => 0, backoff: { baseMs: 100, maxMs: 1000 } });
    expect(low.addRateLimited('a')).toBe(0);
    expect(low.depth).toBe(1);
  });

  it('pauses for each key of its own', () => {
    queue.addRateLimited('a');
    queue.addRateLimited('a');
    expect(queue.addRateLimited('b')).toBe(100);
  });
});

describe('pauses', () => {
  it('collect keys and hand them out at their end', async () => {
    const taken = queue.take();
    queue.pauseFor(1000);
    queue.add('a');
    clock.advance(999);
    expect(queue.depth).toBe(1);
    clock.advance(1);
    expect(await taken).toBe('a');
  });

  it('do not end earlier because of a shorter one', () => {
    queue.pauseFor(1000);
    queue.pauseFor(10);
    queue.add('a');
    void queue.take();
    clock.advance(999);
    expect(queue.running).toBe(0);
    clock.advance(1);
    expect(queue.running).toBe(1);
  });

  it('end at once when resumed', async () => {
    queue.pauseFor(1000);
    queue.add('a');
    const taken = queue.take();
    queue.resume();
    expect(await taken).toBe('a');
  });

  it('let delays run on', () => {
    queue.pauseFor(1000);
    queue.addAfter('a', 10);
    clock.advance(10);
    expect(queue.depth).toBe(1);
  });
});

describe('shutting down', () => {
  it('sends idle workers home and waits for the busy ones', async () => {
    queue.add('a');
    await queue.take();
    const idleWorker = queue.take();
    let isDown = false;
    const down = queue.shutDown().then(() => {
      isDown = true;
    });
    expect(await idleWorker).toBeUndefined();
    expect(isDown).toBe(false);
    queue.done('a');
    await down;
  });

  it('drops what waits and takes no more', async () => {
    queue.add('a');
    queue.addAfter('b', 10);
    await queue.shutDown();
    queue.add('c');
    clock.advance(100);
    expect(queue.depth).toBe(0);
    expect(await queue.take()).toBeUndefined();
    expect(clock.timers).toBe(0);
  });

  it('does not bring back a key that was added while it was worked on', async () => {
    queue.add('a');
    await queue.take();
    queue.add('a');
    const down = queue.shutDown();
    queue.done('a');
    await down;
    expect(queue.depth).toBe(0);
  });
});

describe('its observer', () => {
  it('is told of waiting, starting and finishing', async () => {
    const told: unknown[] = [];
    const observed = new WorkQueue<string>({
      clock,
      random: () => 1,
      backoff: { baseMs: 100, maxMs: 1000 },
      observer: {
        added: () => told.push('added'),
        depth: (keys) => told.push(['depth', keys]),
        started: (waitedMs) => told.push(['started', waitedMs]),
        finished: (workedMs) => told.push(['finished', workedMs]),
        retried: () => told.push('retried'),
        asks: (unfinished) => told.push(unfinished()),
      },
    });
    observed.add('a');
    observed.add('a');
    clock.advance(5);
    await observed.take();
    clock.advance(7);
    observed.done('a');
    observed.addRateLimited('a');
    expect(told).toEqual([
      { totalMs: 0, longestMs: 0 },
      ...['added', ['depth', 1], ['depth', 0], ['started', 5], ['finished', 7], 'retried'],
    ]);
  });
});

describe('any order of adding, taking and finishing', () => {
  type Step =
    | { readonly do: 'add'; readonly key: string; readonly priority: number }
    | { readonly do: 'addAfter' | 'addRateLimited'; readonly key: string; readonly ms: number }
    | { readonly do: 'take' }
    | { readonly do: 'done'; readonly index: number }
    | { readonly do: 'advance' | 'pause'; readonly ms: number };

  const key = fc.constantFrom('a', 'b', 'c', 'd');
  const ms = fc.integer({ min: 0, max: 200 });
  const step: fc.Arbitrary<Step> = fc.oneof(
    {
      weight: 4,
      arbitrary: fc.record({
        do: fc.constant('add' as const),
        key,
        priority: fc.integer({ min: 0, max: 2 }),
      }),
    },
    fc.record({ do: fc.constantFrom('addAfter' as const, 'addRateLimited' as const), key, ms }),
    fc.constant({ do: 'take' as const }),
    fc.record({ do: fc.constant('done' as const), index: fc.nat() }),
    fc.record({ do: fc.constantFrom('advance' as const, 'pause' as const), ms }),
  );

  it('never has a key worked on twice at once, and never loses one', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 60 }), async (steps) => {
        const time = new FakeClock();
        const tested = new WorkQueue<string>({ clock: time, backoff: { baseMs: 10, maxMs: 100 } });
        const running: string[] = [];
        /** Keys that were added and have not begun to be worked on since. */
        const owed = new Set<string>();
        let isTwiceAtOnce = false;
        const begin = (taken: string | undefined) => {
          if (taken === undefined) return;
          isTwiceAtOnce ||= running.includes(taken);
          running.push(taken);
          owed.delete(taken);
        };
        const finish = async (index: number) => {
          const [finished] = running.splice(index % running.length, 1);
          if (finished !== undefined) tested.done(finished);
          await Promise.resolve();
        };
        for (const current of steps) {
          if (current.do === 'add') {
            owed.add(current.key);
            tested.add(current.key, { priority: current.priority });
          } else if (current.do === 'addAfter') {
            owed.add(current.key);
            tested.addAfter(current.key, current.ms);
          } else if (current.do === 'addRateLimited') {
            owed.add(current.key);
            tested.addRateLimited(current.key);
          } else if (current.do === 'take') {
            void tested.take().then(begin);
          } else if (current.do === 'done') {
            if (running.length > 0) await finish(current.index);
          } else if (current.do === 'advance') {
            time.advance(current.ms);
          } else {
            tested.pauseFor(current.ms);
          }
          await Promise.resolve();
        }
        for (let rounds = 0; owed.size > 0 || running.length > 0 || tested.depth > 0; rounds++) {
          expect(rounds).toBeLessThan(200);
          expect(isTwiceAtOnce).toBe(false);
          while (running.length > 0) await finish(0);
          time.advance(500);
          void tested.take().then(begin);
          await Promise.resolve();
        }
      }),
      { numRuns: 500 },
    );
  });
});

describe('shares of the work', () => {
  const shareOf = (key: string) => key.charAt(0);

  function shared(places: number): WorkQueue<string> {
    return new WorkQueue({ clock, shares: { shareOf, places } });
  }

  it('a share whose places are taken leaves the workers to the others', async () => {
    const shares = shared(2);
    for (const key of ['slow-1', 'slow-2', 'slow-3', 'fast-1']) shares.add(key);
    expect([await shares.take(), await shares.take(), await shares.take()]).toEqual([
      'slow-1',
      'fast-1',
      'slow-2',
    ]);
    const next = shares.take();
    shares.add('fast-2');
    expect(await next).toBe('fast-2');
    expect(shares.depth).toBe(1);
    shares.done('slow-2');
    expect(await shares.take()).toBe('slow-3');
  });

  it('those with free places are served in turn, each by priority', async () => {
    const shares = shared(5);
    shares.add('a2', { priority: 2 });
    shares.add('a1', { priority: 1 });
    shares.add('b2', { priority: 2 });
    shares.add('b1', { priority: 1 });
    const taken = [];
    for (let at = 0; at < 4; at++) taken.push(await shares.take());
    expect(taken).toEqual(['a1', 'b1', 'a2', 'b2']);
  });

  it('a key that comes back in another share is worked on once, and takes a place there', async () => {
    let share = 'a';
    const shares = new WorkQueue<string>({ clock, shares: { shareOf: () => share, places: 1 } });
    shares.add('key', { priority: 2 });
    shares.add('key', { priority: 1 });
    shares.done((await shares.take()) ?? '');
    share = 'b';
    shares.add('key', { priority: 2 });
    share = 'a';
    shares.add('other', { priority: 3 });
    expect([await shares.take(), await shares.take()].toSorted()).toEqual(['key', 'other']);
    expect(shares.depth).toBe(0);
  });

  it('every key is worked on, never by two at a time, never more of a share than it has places', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(fc.integer({ min: 0, max: 12 }), fc.integer({ min: 0, max: 2 })), {
          maxLength: 60,
        }),
        fc.integer({ min: 1, max: 3 }),
        async (adds, places) => {
          const shares = new WorkQueue<string>({
            clock,
            shares: { shareOf: (key) => String(Number(key) % 3), places },
          });
          const running = new Map<string, number>();
          const seen = new Set<string>();
          const work = async () => {
            for (let key = await shares.take(); key !== undefined; key = await shares.take()) {
              const share = String(Number(key) % 3);
              seen.add(key);
              running.set(share, (running.get(share) ?? 0) + 1);
              expect(running.get(share)).toBeLessThanOrEqual(places);
              await new Promise(setImmediate);
              running.set(share, (running.get(share) ?? 0) - 1);
              shares.done(key);
            }
          };
          const workers = [work(), work(), work(), work(), work()];
          for (const [at, [key, priority]] of adds.entries()) {
            shares.add(String(key), { priority });
            if (at % 5 === 0) await new Promise(setImmediate);
          }
          while (shares.depth > 0 || shares.running > 0) await new Promise(setImmediate);
          expect(seen.size).toBe(new Set(adds.map(([key]) => key)).size);
          await shares.shutDown();
          await Promise.all(workers);
        },
      ),
      { numRuns: 60 },
    );
  });
});
