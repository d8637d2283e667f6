import { expect, it, vi } from 'vitest';
import { PacedSignal } from './paced-signal.ts';

/** A signal with so many listeners, and how often each was told. */
function signalWith(count: number): { signal: PacedSignal; told: number[] } {
  const signal = new PacedSignal();
  const told = Array.from({ length: count }, () => 0);
  for (const index of told.keys()) signal.listen(() => (told[index] = (told[index] ?? 0) + 1));
  return { signal, told };
}

it('tells a few listeners at once, each time', () => {
  const { signal, told } = signalWith(3);
  signal.raise();
  signal.raise();
  expect(told).toEqual([2, 2, 2]);
});

it('tells many listeners once of all that comes before their turn, and once more of what follows', async () => {
  const { signal, told } = signalWith(200);
  signal.raise();
  signal.raise();
  expect(new Set(told)).toEqual(new Set([0]));
  await vi.waitUntil(() => told[0] === 1);
  signal.raise();
  signal.raise();
  expect(new Set(told)).toEqual(new Set([1]));
  await vi.waitUntil(() => told[0] === 2);
  expect(new Set(told)).toEqual(new Set([2]));
});

it('tells nobody who has stopped listening', () => {
  const signal = new PacedSignal();
  const listener = vi.fn();
  signal.listen(listener)();
  signal.raise();
  expect(listener).not.toHaveBeenCalled();
});
