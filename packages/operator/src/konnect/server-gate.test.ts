import { beforeEach, describe, expect, it } from 'vitest';
import { FakeClock } from '../../test/fake-clock.ts';
import { ServerGate } from './server-gate.ts';

const unreachable = { answered: false, message: 'down' };
const failing = { answered: true, message: 'answered 500' };

let clock: FakeClock;
let gate: ServerGate;
/** When probes were made, and how each is answered. */
let probedAtMs: number[];
let probe: (signal: AbortSignal) => Promise<boolean>;
let random: number;

beforeEach(() => {
  clock = new FakeClock();
  probedAtMs = [];
  random = 1;
  probe = () => Promise.resolve(false);
  gate = new ServerGate({
    clock,
    random: () => random,
    probe: (signal) => {
      probedAtMs.push(clock.now());
      return probe(signal);
    },
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

function times(count: number, action: () => void): void {
  for (let done = 0; done < count; done++) action();
}

describe('the gate closes', () => {
  it('at once when there is no answer', () => {
    gate.failed(unreachable);
    expect(gate.closure).toBe(unreachable);
  });

  it('after five 5xx in a row', () => {
    times(4, () => gate.failed(failing));
    expect(gate.closure).toBeUndefined();
    gate.failed(failing);
    expect(gate.closure).toBe(failing);
  });

  it('not after five 5xx with an answer among them', () => {
    times(4, () => gate.failed(failing));
    gate.answered();
    times(4, () => gate.failed(failing));
    expect(gate.closure).toBeUndefined();
  });

  it('at once after a 429', () => {
    gate.rateLimited('too many', 1_000);
    expect(gate.closure).toEqual({ answered: true, message: 'too many' });
  });

  it('and keeps the reason that closed it', () => {
    gate.failed(unreachable);
    times(9, () => gate.failed(failing));
    expect(gate.closure).toBe(unreachable);
  });
});

describe('a closed gate', () => {
  it('probes at growing intervals of at most five seconds until the server is well', async () => {
    const start = clock.now();
    gate.failed(unreachable);
    await pass(20_000);
    expect(probedAtMs.map((at) => at - start)).toEqual([400, 1_200, 2_800, 6_000, 11_000, 16_000]);
    probe = () => Promise.resolve(true);
    await pass(5_000);
    expect(gate.closure).toBeUndefined();
    expect(clock.timers).toBe(0);
  });

  it('never probes in a tight loop, whatever the jitter', async () => {
    random = 0;
    gate.failed(unreachable);
    await pass(60_000);
    expect(probedAtMs.length).toBeLessThan(30);
  });

  it('makes one probe at a time, however many calls fail meanwhile', async () => {
    const { promise, resolve } = Promise.withResolvers<boolean>();
    probe = () => promise;
    gate.failed(unreachable);
    await pass(60_000);
    times(20, () => gate.failed(unreachable));
    await pass(60_000);
    expect(probedAtMs).toHaveLength(1);
    resolve(true);
    await turn();
    expect(gate.closure).toBeUndefined();
  });

  it('begins with short pauses again once calls have been answered', async () => {
    gate.failed(unreachable);
    await pass(20_000);
    probe = () => Promise.resolve(true);
    await pass(5_000);
    gate.answered();
    probedAtMs = [];
    const again = clock.now();
    gate.failed(unreachable);
    await pass(400);
    expect(probedAtMs).toEqual([again + 400]);
  });

  it('closes again at the first failure when nothing was answered since it opened', async () => {
    probe = () => Promise.resolve(true);
    times(5, () => gate.failed(failing));
    await pass(400);
    expect(gate.closure).toBeUndefined();
    gate.failed(failing);
    expect(gate.closure).toBe(failing);
    await pass(799);
    expect(probedAtMs).toHaveLength(1);
  });
});

describe('after a 429', () => {
  it.each([
    ['as long as it says', 7_000, 7_000],
    ['15 s where it says nothing', undefined, 15_000],
    ['for a moment where it says 0', 0, 400],
  ])('the server is left alone %s', async (_case, retryAfterMs, pauseMs) => {
    probe = () => Promise.resolve(true);
    gate.rateLimited('too many', retryAfterMs);
    const start = clock.now();
    await pass(20_000);
    expect(probedAtMs).toEqual([start + pauseMs]);
    expect(gate.closure).toBeUndefined();
  });

  it('without a pause, again and again, the server is asked ever less often', async () => {
    probe = () => Promise.resolve(true);
    const start = clock.now();
    const openedAtMs: number[] = [];
    for (let round = 0; round < 6; round++) {
      times(32, () => gate.rateLimited('too many', 0));
      gate.whenOpen('a', () => openedAtMs.push(clock.now() - start));
      await pass(5_000 * (round + 1) - (clock.now() - start));
    }
    const pauses = openedAtMs.map((at, round) => at - 5_000 * round);
    expect(pauses).toEqual([400, 800, 1_600, 3_200, 5_000, 5_000]);
  });

  it('a longer pause wins over a shorter one', async () => {
    probe = () => Promise.resolve(true);
    gate.rateLimited('too many', 10_000);
    gate.rateLimited('too many', 2_000);
    await pass(9_999);
    expect(gate.closure).toBeDefined();
    gate.rateLimited('too many', 10_000);
    await pass(9_999);
    expect(probedAtMs).toEqual([]);
    await pass(1);
    expect(gate.closure).toBeUndefined();
  });

  it('no probe is made before it is over, also if the server was out of reach', async () => {
    gate.failed(unreachable);
    gate.rateLimited('too many', 10_000);
    await pass(9_999);
    expect(probedAtMs).toEqual([]);
  });

  it('to the probe itself, the pause begins anew', async () => {
    probe = () => {
      gate.rateLimited('too many', 10_000);
      return Promise.resolve(false);
    };
    gate.failed(unreachable);
    await pass(40_000);
    expect(probedAtMs).toHaveLength(4);
  });
});

describe('who waits for the gate', () => {
  it('is called at once when it is open', () => {
    let calls = 0;
    gate.whenOpen('a', () => calls++);
    expect(calls).toBe(1);
  });

  it('is called once when it opens, everybody of them, the last callback of each', async () => {
    const woken: string[] = [];
    probe = () => Promise.resolve(true);
    gate.failed(unreachable);
    gate.whenOpen('a', () => woken.push('a, first'));
    gate.whenOpen('a', () => woken.push('a'));
    gate.whenOpen('b', () => woken.push('b'));
    expect(woken).toEqual([]);
    await pass(400);
    expect(woken).toEqual(['a', 'b']);
    gate.failed(unreachable);
    await pass(800);
    expect(woken).toEqual(['a', 'b']);
  });

  it('may come back for the next time when it is woken', async () => {
    probe = () => Promise.resolve(true);
    let calls = 0;
    const again = () => {
      calls++;
      gate.failed(unreachable);
      gate.whenOpen('a', again);
    };
    gate.failed(unreachable);
    gate.whenOpen('a', again);
    await pass(400);
    expect(calls).toBe(1);
    await pass(5_000);
    expect(calls).toBeGreaterThan(1);
    gate.close();
  });
});

describe('a gate that is closed for good', () => {
  it('leaves no timer', () => {
    gate.failed(unreachable);
    gate.close();
    expect(clock.timers).toBe(0);
  });

  it('aborts the probe under way, and leaves no timer after it', async () => {
    let aborted: AbortSignal | undefined;
    const { promise, resolve } = Promise.withResolvers<boolean>();
    probe = (signal) => {
      aborted = signal;
      return promise;
    };
    gate.failed(unreachable);
    await pass(400);
    gate.close();
    expect(aborted?.aborted).toBe(true);
    resolve(false);
    await turn();
    expect(clock.timers).toBe(0);
  });

  it('wakes nobody, and failures that come late set nothing off', async () => {
    let calls = 0;
    gate.failed(unreachable);
    gate.whenOpen('a', () => calls++);
    gate.close();
    gate.rateLimited('too many', 1_000);
    times(9, () => gate.failed(failing));
    await pass(60_000);
    expect(calls).toBe(0);
    expect(probedAtMs).toEqual([]);
  });
});
