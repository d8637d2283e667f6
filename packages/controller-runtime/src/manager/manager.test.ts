import { createServer } from 'node:http';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { eventually } from '../../test/eventually.ts';
import { RecordingLogger } from '../../test/recording-logger.ts';
import { LostLeadershipError } from '../leader-election/lost-leadership-error.ts';
import { createMetrics } from '../metrics/metrics.ts';
import { ListenError } from './listen.ts';
import {
  type LeaderElection,
  type ManagedCache,
  type ManagedController,
  Manager,
  type ManagerOptions,
  type Runnable,
} from './manager.ts';

const loopback = { host: '127.0.0.1', port: 0 };

let order: string[];
let logger: RecordingLogger;
let stop: AbortController;

beforeEach(() => {
  order = [];
  logger = new RecordingLogger();
  stop = new AbortController();
});

afterEach(() => stop.abort());

function createManager(options: Partial<ManagerOptions> = {}): Manager {
  return new Manager({ logger, gracefulStopMs: 50, ...options });
}

function whenAborted(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve();
  return new Promise((resolve) => signal.addEventListener('abort', () => resolve()));
}

class FakeCache implements ManagedCache {
  readonly name = 'widgets';
  hasSynced = false;
  readonly #synced = Promise.withResolvers<void>();

  sync(): void {
    this.hasSynced = true;
    order.push('cache complete');
    this.#synced.resolve();
  }

  async run(signal: AbortSignal): Promise<void> {
    order.push('cache starts');
    await whenAborted(signal);
    order.push('cache stops');
  }

  async waitForSync(signal: AbortSignal): Promise<void> {
    await Promise.race([this.#synced.promise, whenAborted(signal).then(() => signal.throwIfAborted())]);
  }
}

function fakeController(name = 'controller'): ManagedController {
  return {
    name,
    start: () => order.push(`${name} starts`),
    stop: async () => {
      order.push(`${name} stops`);
      return { abandoned: 0 };
    },
  };
}

function fakeRunnable(run: (signal: AbortSignal) => Promise<void> = whenAborted): Runnable {
  return {
    name: 'scanner',
    async run(signal) {
      order.push('runnable starts');
      await run(signal);
      order.push('runnable stops');
    },
  };
}

async function get(url: string): Promise<{ readonly status: number; readonly body: string }> {
  const response = await fetch(url);
  return { status: response.status, body: await response.text() };
}

describe('the order of things', () => {
  it('is caches, then controllers and runnables; and back', async () => {
    const manager = createManager();
    const cache = new FakeCache();
    manager.addCache(cache);
    manager.addController(fakeController());
    manager.addRunnable(fakeRunnable());
    const done = manager.run(stop.signal);
    cache.sync();
    await eventually(() => expect(order).toContain('runnable starts'));
    stop.abort();
    await done;
    expect(order).toEqual([
      'cache starts',
      'cache complete',
      'controller starts',
      'runnable starts',
      'controller stops',
      'cache stops',
      'runnable stops',
    ]);
  });

  it('starts no controller when it is stopped before the caches are complete', async () => {
    const manager = createManager();
    manager.addCache(new FakeCache());
    manager.addController(fakeController());
    const done = manager.run(stop.signal);
    stop.abort();
    await done;
    expect(order).not.toContain('controller starts');
    expect(order).toContain('cache stops');
  });

  it('takes parts while it works, and lets go of them', async () => {
    const manager = createManager();
    const done = manager.run(stop.signal);
    await eventually(() => expect(logger.messages('info')).toHaveLength(1));
    const late = fakeController('late');
    manager.addController(late);
    manager.addCache(new FakeCache());
    manager.addRunnable(fakeRunnable());
    await manager.removeController(late);
    stop.abort();
    await done;
    expect(order.filter((step) => step.startsWith('late'))).toEqual(['late starts', 'late stops']);
    expect(order).toEqual(
      expect.arrayContaining(['cache starts', 'cache stops', 'runnable starts', 'runnable stops']),
    );
  });

  it('runs once', async () => {
    const manager = createManager();
    stop.abort();
    await manager.run(stop.signal);
    await expect(manager.run(stop.signal)).rejects.toThrow(TypeError);
  });
});

describe('a part that fails', () => {
  it('stops the others, and the run rejects with the cause', async () => {
    const manager = createManager();
    manager.addController(fakeController());
    manager.addRunnable(fakeRunnable(async () => Promise.reject(new Error('broken'))));
    const failure = manager.run(stop.signal);
    await expect(failure).rejects.toThrow('scanner failed');
    await expect(failure).rejects.toHaveProperty('cause', new Error('broken'));
    expect(order).toContain('controller stops');
  });

  it('while stopping is no failure of the run', async () => {
    const manager = createManager();
    manager.addRunnable(
      fakeRunnable(async (signal) => {
        await whenAborted(signal);
        signal.throwIfAborted();
      }),
    );
    const done = manager.run(stop.signal);
    await eventually(() => expect(order).toEqual(['runnable starts']));
    stop.abort();
    await done;
  });

  it('to end in time is left behind, with a word in the log', async () => {
    const manager = createManager({ gracefulStopMs: 5 });
    manager.addRunnable(fakeRunnable(() => new Promise(() => undefined)));
    const done = manager.run(stop.signal);
    await eventually(() => expect(order).toEqual(['runnable starts']));
    stop.abort();
    await done;
    expect(logger.lines.at(-1)).toMatchObject({ level: 'warn', fields: { part: 'scanner' } });
  });
});

describe('health', () => {
  it('is alive at once, and ready when caches and checks are', async () => {
    const manager = createManager({ healthAddress: loopback });
    const cache = new FakeCache();
    let objection: string | undefined = 'no certificate';
    manager.addCache(cache);
    manager.addReadinessCheck({ name: 'webhook', check: () => objection });
    const { health, metrics } = await manager.listen();
    expect(metrics).toBeUndefined();
    const done = manager.run(stop.signal);
    expect(await get(`${health}/healthz`)).toEqual({ status: 200, body: 'ok\n' });
    expect(await get(`${health}/readyz`)).toEqual({
      status: 503,
      body: 'widgets: not complete yet\nwebhook: no certificate\n',
    });
    cache.sync();
    objection = undefined;
    expect(await get(`${health}/readyz?verbose`)).toEqual({ status: 200, body: 'ok\n' });
    expect((await get(`${health}/other`)).status).toBe(404);
    stop.abort();
    await done;
    await expect(fetch(`${health}/healthz`)).rejects.toThrow();
  });
});

describe('metrics', () => {
  it('are served in the format of Prometheus', async () => {
    const { registry } = createMetrics();
    const manager = createManager({ metrics: { address: loopback, registry } });
    const { metrics } = await manager.listen();
    const { status, body } = await get(`${metrics}/metrics`);
    expect(status).toBe(200);
    expect(body).toMatch(/^process_peak_resident_memory_bytes [1-9]/m);
    expect((await get(`${metrics}/`)).status).toBe(404);
    stop.abort();
    await manager.run(stop.signal);
  });
});

describe('an address that is taken', () => {
  it('is named, and nothing stays half-started', async () => {
    const other = createServer();
    await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
    const address = other.address();
    if (address === null || typeof address === 'string') throw new TypeError('no port');
    const { registry } = createMetrics();
    const taken = { host: '127.0.0.1', port: address.port };
    const manager = createManager({ healthAddress: loopback, metrics: { address: taken, registry } });
    const failure = manager.listen();
    await expect(failure).rejects.toThrow(ListenError);
    await expect(failure).rejects.toThrow(
      `cannot serve metrics at 127.0.0.1:${address.port}: the port is in use`,
    );
    await new Promise((resolve) => other.close(resolve));
  });
});

/** An election whose outcome the test decides. */
class FakeElection implements LeaderElection {
  readonly won = Promise.withResolvers<boolean>();
  readonly lost = Promise.withResolvers<void>();

  acquire(signal: AbortSignal): Promise<boolean> {
    order.push('stands for election');
    return Promise.race([this.won.promise, whenAborted(signal).then(() => false)]);
  }

  async hold(signal: AbortSignal): Promise<void> {
    await Promise.race([this.lost.promise, whenAborted(signal)]);
  }

  async release(): Promise<void> {
    order.push('released');
  }
}

describe('with leader election', () => {
  it('fills its caches, is ready, and starts to work only when it leads', async () => {
    const election = new FakeElection();
    const manager = createManager({ leaderElection: election, healthAddress: loopback });
    const { health } = await manager.listen();
    const cache = new FakeCache();
    manager.addCache(cache);
    manager.addController(fakeController());
    const run = manager.run(stop.signal);
    cache.sync();
    await eventually(() => expect(order).toContain('stands for election'));
    expect((await get(`${health}/readyz`)).status).toBe(200);
    expect(order).not.toContain('controller starts');

    election.won.resolve(true);
    await eventually(() => expect(order).toContain('controller starts'));
    stop.abort();
    await run;
    expect(order.slice(-3)).toEqual(['controller stops', 'cache stops', 'released']);
  });

  it('stops without ever having led', async () => {
    const manager = createManager({ leaderElection: new FakeElection() });
    manager.addController(fakeController());
    const run = manager.run(stop.signal);
    await eventually(() => expect(order).toContain('stands for election'));
    stop.abort();
    await run;
    expect(order).not.toContain('controller starts');
  });

  it('stops, and says why, when it may not stand for election', async () => {
    const election = new FakeElection();
    const manager = createManager({ leaderElection: election });
    manager.addController(fakeController());
    const run = manager.run(stop.signal);
    election.won.reject(new Error('somebody else is at work'));
    await expect(run).rejects.toMatchObject({
      message: 'leader election failed',
      cause: { message: 'somebody else is at work' },
    });
    expect(order).not.toContain('controller starts');
  });

  it('aborts every reconcile at once when it no longer leads, and says so', async () => {
    const election = new FakeElection();
    const manager = createManager({ leaderElection: election, gracefulStopMs: 60_000 });
    const graces: number[] = [];
    manager.addController({
      ...fakeController(),
      stop: async ({ graceMs }) => {
        graces.push(graceMs);
        return { abandoned: 0 };
      },
    });
    const run = manager.run(stop.signal);
    election.won.resolve(true);
    await eventually(() => expect(order).toContain('controller starts'));
    election.lost.reject(new LostLeadershipError('ns/lease', 'somebody else holds it'));
    await expect(run).rejects.toMatchObject({
      message: 'leader election failed',
      cause: expect.any(LostLeadershipError),
    });
    expect(graces).toEqual([0]);
  });
});
