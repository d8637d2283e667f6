import { expect, it } from 'vitest';
import { backoffMs } from './exponential-backoff.ts';

const bounds = { baseMs: 50, maxMs: 5000 };

it.each([
  [1, 50],
  [2, 100],
  [7, 3200],
  [8, 5000],
  [5000, 5000],
])('after %i failures waits at most %i ms', (failures, longestMs) => {
  expect(backoffMs(bounds, failures, () => 1)).toBe(longestMs);
  expect(backoffMs(bounds, failures, () => 0.5)).toBe(longestMs / 2);
  expect(backoffMs(bounds, failures, () => 0)).toBe(0);
});
