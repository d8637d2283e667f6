import { describe, expect, it } from 'vitest';
import { eventually } from '../../test/eventually.ts';
import { FakeClock } from '../../test/fake-clock.ts';
import { RecordingLogger } from '../../test/recording-logger.ts';
import { WorkQueue } from '../queue/work-queue.ts';
import { Controller, type ControllerOptions, type Reconcile } from './controller.ts';

function setUp(reconcile: Reconcile<string>, options: Partial<ControllerOptions<string>> = {}) {
  const clock = new FakeClock();
  const queue = new WorkQueue<string>({ clock, random: () => 1, backoff: { baseMs: 100, maxMs: 1000 } });
  const log = new RecordingLogger();
  const controller = new Controller({ name: 'test', queue, reconcile, logger: log, clock, ...options });
  return { clock, queue, log, controller };
}

describe('working', () => {
  it('reconciles each key that is added, at most so many at one time', async () => {
    let running = 0;
    let most = 0;
    const seen: string[] = [];
    const { queue, controller } = setUp(
      async (key) => {
        most = Math.max(most, ++running);
        await new Promise(setImmediate);
        running--;
        seen.push(key);
        return undefined;
      },
      { concurrency: 3 },
    );
    const keys = Array.from({ length: 20 }, (_, index) => `key-${index}`);
    for (const key of keys) queue.add(key);
    controller.start();
    controller.start();
    await eventually(() => expect(seen).toHaveLength(20));
    expect(seen.toSorted()).toEqual(keys.toSorted());
    expect(most).toBe(3);
    await controller.stop({ graceMs: 0 });
  });

  it('works on all that the queue hands out where it has no bound of its own', async () => {
    const { promise, resolve } = Promise.withResolvers<undefined>();
    const { queue, controller } = setUp(() => promise, { concurrency: Number.POSITIVE_INFINITY });
    for (let key = 0; key < 100; key++) queue.add(`key-${key}`);
    controller.start();
    await eventually(() => expect(queue.running).toBe(100));
    resolve(undefined);
    await eventually(() => expect(queue.running).toBe(0));
    await controller.stop({ graceMs: 0 });
  });

  it('comes back to a key after the time that its reconcile asks for', async () => {
    const times: number[] = [];
    const { clock, queue, controller } = setUp(async () => {
      times.push(clock.now());
      return { requeueAfterMs: 60_000 };
    });
    queue.add('a');
    controller.start();
    await eventually(() => expect(clock.timers).toBe(1));
    clock.advance(60_000);
    await eventually(() => expect(times).toEqual([0, 60_000]));
    await controller.stop({ graceMs: 0 });
  });

  it('tries a key again that failed, later each time, and says why', async () => {
    const times: number[] = [];
    const { clock, queue, log, controller } = setUp(async () => {
      times.push(clock.now());
      if (times.length < 4) throw new Error('not yet');
      return undefined;
    });
    queue.add('a');
    controller.start();
    for (const delayMs of [100, 200, 400]) {
      await eventually(() => expect(clock.timers).toBe(1));
      clock.advance(delayMs);
    }
    await eventually(() => expect(times).toEqual([0, 100, 300, 700]));
    expect(queue.failures('a')).toBe(0);
    expect(
      log.lines.map(({ level, fields }) => [level, fields['key'], fields['failures'], fields['retryInMs']]),
    ).toEqual([
      ['error', 'a', 1, 100],
      ['error', 'a', 2, 200],
      ['error', 'a', 3, 400],
    ]);
    expect(log.lines[0]?.fields['err']).toEqual(new Error('not yet'));
    await controller.stop({ graceMs: 0 });
  });

  it('brings keys back with their priority', async () => {
    const seen: string[] = [];
    const { clock, queue, controller } = setUp(
      async (key) => {
        seen.push(key);
        if (seen.length === 1) throw new Error('not yet');
        return seen.length === 2 ? { requeueAfterMs: 100 } : undefined;
      },
      { concurrency: 1, priorityOf: (key) => (key === 'parent' ? 0 : 1) },
    );
    for (const key of ['child', 'parent']) queue.add(key);
    controller.start();
    await eventually(() => expect(seen).toHaveLength(2));
    await eventually(() => expect(queue.running).toBe(0));
    clock.advance(100);
    await eventually(() => expect(seen).toEqual(['child', 'parent', 'parent', 'child']));
    await controller.stop({ graceMs: 0 });
  });

  it('survives a reconcile that throws before it returns a promise', async () => {
    let calls = 0;
    const { clock, queue, controller } = setUp(() => {
      calls++;
      throw new Error('at once');
    });
    queue.add('a');
    controller.start();
    await eventually(() => expect(clock.timers).toBe(1));
    clock.advance(100);
    await eventually(() => expect(calls).toBe(2));
    await controller.stop({ graceMs: 0 });
  });

  it('tells its observer how each reconcile ended', async () => {
    const told: unknown[] = [];
    const outcomes: (() => { requeueAfterMs: number } | undefined)[] = [
      () => undefined,
      () => ({ requeueAfterMs: 5 }),
      () => {
        throw new Error('failed');
      },
    ];
    const { queue, controller } = setUp(
      async () => outcomes[told.filter((entry) => entry === 'started').length - 1]?.(),
      {
        concurrency: 1,
        observer: { started: () => told.push('started'), finished: (result) => told.push(result) },
      },
    );
    for (const key of ['a', 'b', 'c']) queue.add(key);
    controller.start();
    await eventually(() => expect(told).toHaveLength(6));
    expect(told).toEqual(['started', 'success', 'started', 'requeue_after', 'started', 'error']);
    await controller.stop({ graceMs: 0 });
  });
});

describe('stopping', () => {
  /** A reconcile that ends when it is told to, by the test or by its signal. */
  function controllable() {
    const finish = Promise.withResolvers<void>();
    const state = { isRunning: false, isAborted: false };
    const reconcile: Reconcile<string> = async (_, { signal }) => {
      state.isRunning = true;
      const aborted = new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve()));
      await Promise.race([finish.promise, aborted]);
      state.isAborted = signal.aborted;
      signal.throwIfAborted();
      return undefined;
    };
    return { finish: finish.resolve, state, reconcile };
  }

  it('lets a reconcile end, and begins none', async () => {
    const { finish, state, reconcile } = controllable();
    const { queue, controller } = setUp(reconcile, { concurrency: 1 });
    queue.add('a');
    queue.add('b');
    controller.start();
    await eventually(() => expect(state.isRunning).toBe(true));
    const stopped = controller.stop({ graceMs: 1000 });
    finish();
    expect(await stopped).toEqual({ abandoned: 0 });
    expect(state.isAborted).toBe(false);
    expect(queue.depth).toBe(0);
  });

  it('aborts a reconcile that takes longer than the grace', async () => {
    const { state, reconcile } = controllable();
    const { clock, queue, log, controller } = setUp(reconcile);
    queue.add('a');
    controller.start();
    await eventually(() => expect(state.isRunning).toBe(true));
    const stopped = controller.stop({ graceMs: 1000 });
    await eventually(() => expect(clock.timers).toBe(1));
    clock.advance(1000);
    expect(await stopped).toEqual({ abandoned: 0 });
    expect(state.isAborted).toBe(true);
    expect(log.messages('error')).toEqual([]);
  });

  it('aborts at once without grace', async () => {
    const { state, reconcile } = controllable();
    const { queue, controller } = setUp(reconcile);
    queue.add('a');
    controller.start();
    await eventually(() => expect(state.isRunning).toBe(true));
    expect(await controller.stop({ graceMs: 0 })).toEqual({ abandoned: 0 });
    expect(state.isAborted).toBe(true);
  });

  it('gives up a reconcile that does not heed its signal, and says so', async () => {
    let isRunning = false;
    const { clock, queue, log, controller } = setUp(() => {
      isRunning = true;
      return new Promise(() => undefined);
    });
    queue.add('a');
    controller.start();
    await eventually(() => expect(isRunning).toBe(true));
    const stopped = controller.stop({ graceMs: 0 });
    await eventually(() => expect(clock.timers).toBe(1));
    clock.advance(1000);
    expect(await stopped).toEqual({ abandoned: 1 });
    expect(log.messages('warn')).toEqual(['reconciles did not end in time']);
  });
});
