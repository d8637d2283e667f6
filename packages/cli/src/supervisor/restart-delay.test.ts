import { expect, it } from 'vitest';
import { restartDelayMs } from './restart-delay.ts';

it('doubles from a quarter of a second to ten seconds while a process dies young', () => {
  const delays: number[] = [];
  let delayMs = 0;
  for (let death = 0; death < 8; death++) {
    delayMs = restartDelayMs(delayMs, 100);
    delays.push(delayMs);
  }
  expect(delays).toEqual([250, 500, 1000, 2000, 4000, 8000, 10_000, 10_000]);
});

it('begins again after a process that ran for half a minute', () => {
  expect(restartDelayMs(10_000, 30_000)).toBe(250);
});
