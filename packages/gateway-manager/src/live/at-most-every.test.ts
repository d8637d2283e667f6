import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { atMostEvery } from './at-most-every.ts';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

it('works at once when nothing was asked for lately', () => {
  const work = vi.fn();
  atMostEvery(100, work).run();
  expect(work).toHaveBeenCalledTimes(1);
});

it('does what is asked for many times during a pause once, at its end', () => {
  const work = vi.fn();
  const paced = atMostEvery(100, work);
  for (let times = 0; times < 5; times++) paced.run();
  expect(work).toHaveBeenCalledTimes(1);
  vi.advanceTimersByTime(100);
  expect(work).toHaveBeenCalledTimes(2);
  vi.advanceTimersByTime(1_000);
  expect(work).toHaveBeenCalledTimes(2);
});

it('pauses again after the work at the end of a pause', () => {
  const work = vi.fn();
  const paced = atMostEvery(100, work);
  paced.run();
  paced.run();
  vi.advanceTimersByTime(100);
  paced.run();
  expect(work).toHaveBeenCalledTimes(2);
  vi.advanceTimersByTime(100);
  expect(work).toHaveBeenCalledTimes(3);
});

it('does nothing any more once it is stopped', () => {
  const work = vi.fn();
  const paced = atMostEvery(100, work);
  paced.run();
  paced.run();
  paced.stop();
  vi.advanceTimersByTime(1_000);
  expect(work).toHaveBeenCalledTimes(1);
});
