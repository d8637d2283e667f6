import { beforeEach, describe, expect, it } from 'vitest';
import { FakeClock } from '../../test/fake-clock.ts';
import { ScanSchedule } from './scan-schedule.ts';

const periodMs = 60_000;

let clock: FakeClock;
let scanned: string[];
let answer: (id: string) => Promise<number | undefined>;
let schedule: ScanSchedule;

beforeEach(() => {
  clock = new FakeClock();
  scanned = [];
  answer = () => Promise.resolve(undefined);
  schedule = new ScanSchedule(clock, periodMs, (id) => {
    scanned.push(id);
    return answer(id);
  });
});

const turn = () => new Promise<void>((resolve) => setImmediate(resolve));

async function pass(ms: number): Promise<void> {
  await turn();
  const endMs = clock.now() + ms;
  for (let at = clock.nextAtMs; at !== undefined && at <= endMs; at = clock.nextAtMs) {
    clock.advance(at - clock.now());
    await turn();
  }
  clock.advance(endMs - clock.now());
  await turn();
}

describe('a control plane that is included', () => {
  it('is looked at about once a period, and never later than that', async () => {
    schedule.include('a');
    schedule.include('a');
    await pass(periodMs * 0.89);
    expect(scanned).toEqual([]);
    await pass(periodMs * 0.12);
    expect(scanned).toEqual(['a']);
    await pass(10 * periodMs);
    expect(scanned.length).toBeGreaterThanOrEqual(11);
    expect(scanned.length).toBeLessThanOrEqual(13);
  });

  it('is looked at as soon as the last look says', async () => {
    answer = () => Promise.resolve(scanned.length === 1 ? 5_000 : undefined);
    schedule.include('a');
    schedule.request('a');
    await pass(5_000);
    expect(scanned).toEqual(['a', 'a']);
    await pass(50_000);
    expect(scanned).toHaveLength(2);
  });

  it('is left alone when it is excluded, also if that is during a look', async () => {
    const { promise, resolve } = Promise.withResolvers<undefined>();
    answer = () => promise;
    schedule.include('a');
    schedule.request('a');
    schedule.exclude('a');
    resolve(undefined);
    await pass(3 * periodMs);
    expect(scanned).toEqual(['a']);
    expect(clock.timers).toBe(0);
  });

  it('has one timer, however often it comes and goes during a look', async () => {
    const { promise, resolve } = Promise.withResolvers<undefined>();
    answer = () => promise;
    schedule.include('a');
    schedule.request('a');
    schedule.exclude('a');
    schedule.include('a');
    resolve(undefined);
    await turn();
    expect(clock.timers).toBe(1);
  });
});

describe('a look on request', () => {
  it('is made at once, and puts the next one off', async () => {
    schedule.include('a');
    await pass(30_000);
    schedule.request('a');
    expect(scanned).toEqual(['a']);
    await pass(50_000);
    expect(scanned).toEqual(['a']);
    await pass(10_000);
    expect(scanned).toEqual(['a', 'a']);
  });

  it('is not made twice at a time', async () => {
    const { promise, resolve } = Promise.withResolvers<undefined>();
    answer = () => promise;
    schedule.request('a');
    schedule.request('a');
    schedule.request('b');
    expect(scanned).toEqual(['a', 'b']);
    resolve(undefined);
    await turn();
    schedule.request('a');
    expect(scanned).toEqual(['a', 'b', 'a']);
  });
});

it('stops when what is under way has ended, and leaves no timer', async () => {
  const { promise, resolve } = Promise.withResolvers<undefined>();
  answer = () => promise;
  schedule.include('a');
  schedule.include('b');
  schedule.request('a');
  let stopped = false;
  const stopping = schedule.stop().then(() => {
    stopped = true;
  });
  await turn();
  expect(stopped).toBe(false);
  resolve(undefined);
  await stopping;
  schedule.request('b');
  expect(scanned).toEqual(['a']);
  expect(clock.timers).toBe(0);
});

describe('a look anew', () => {
  it('is a look now where none is under way', async () => {
    schedule.include('a');
    schedule.requestAnew('a');
    await turn();
    expect(scanned).toEqual(['a']);
  });

  it('comes once, after the look that is under way, however often it is asked for', async () => {
    const { promise, resolve } = Promise.withResolvers<undefined>();
    answer = () => promise;
    schedule.include('a');
    schedule.request('a');
    schedule.requestAnew('a');
    schedule.requestAnew('a');
    await turn();
    expect(scanned).toEqual(['a']);
    answer = () => Promise.resolve(undefined);
    resolve(undefined);
    await turn();
    expect(scanned).toEqual(['a', 'a']);
  });

  it('doesn’t come after a stop', async () => {
    schedule.include('a');
    await schedule.stop();
    schedule.requestAnew('a');
    await turn();
    expect(scanned).toEqual([]);
  });
});
