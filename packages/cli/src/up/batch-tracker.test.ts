import fc from 'fast-check';
import { expect, it } from 'vitest';
import { BatchTracker } from './batch-tracker.ts';
import type { Verdict } from './object-verdict.ts';

const identity = (name: string) => ({ apiVersion: 'v1', kind: 'KongTarget', namespace: 'default', name });
const programmed: Verdict = { state: 'programmed', reason: 'Programmed', message: '', blocked: false };
const waiting: Verdict = { state: 'pending', reason: 'Pending', message: 'waiting', blocked: false };
const blocked: Verdict = { state: 'pending', reason: 'Invalid', message: 'no upstream', blocked: true };
const refused: Verdict = {
  state: 'failed',
  reason: 'FailedToCreate',
  message: 'target is wrong',
  blocked: false,
};

function trackerOf(...names: string[]): BatchTracker {
  const tracker = new BatchTracker(0);
  for (const name of names) tracker.add(name, identity(name));
  return tracker;
}

it('begins with every object pending', () => {
  const tracker = new BatchTracker(0);
  expect(tracker.add('a', identity('a'))).toMatchObject({ name: 'a', state: 'pending', reason: 'Pending' });
  expect(tracker.counts).toEqual({ pending: 1, programmed: 0, failed: 0 });
});

it('reports what is new, and nothing twice', () => {
  const tracker = trackerOf('a');
  expect(tracker.observe('a', programmed, 1)).toMatchObject({ state: 'programmed', reason: 'Programmed' });
  expect(tracker.observe('a', programmed, 2)).toBeUndefined();
  expect(tracker.observe('stranger', programmed, 3)).toBeUndefined();
  expect(tracker.counts).toEqual({ pending: 0, programmed: 1, failed: 0 });
});

it('fails a blocked object when nothing has got on for 8 s', () => {
  const tracker = trackerOf('a');
  tracker.observe('a', blocked, 1000);
  expect(tracker.expire(8999)).toEqual([]);
  expect(tracker.expire(9000)).toMatchObject([
    { state: 'failed', reason: 'Invalid', message: 'no upstream' },
  ]);
  expect(tracker.counts.pending).toBe(0);
});

it('gives a blocked object more time while others get on', () => {
  const tracker = trackerOf('a', 'b');
  tracker.observe('a', blocked, 0);
  tracker.observe('b', programmed, 7000);
  expect(tracker.expire(14_000)).toEqual([]);
  expect(tracker.observe('a', programmed, 14_500)).toMatchObject({ state: 'programmed' });
});

it('fails an object that nobody has judged for a minute', () => {
  const tracker = trackerOf('a');
  tracker.observe('a', waiting, 500);
  expect(tracker.expire(59_999)).toEqual([]);
  expect(tracker.expire(60_000)).toMatchObject([{ state: 'failed', reason: 'NotReconciled' }]);
});

it('lets an object come back that had failed', () => {
  const tracker = trackerOf('a', 'b');
  tracker.observe('a', refused, 1);
  expect(tracker.observe('a', programmed, 2)).toMatchObject({ state: 'programmed' });
  expect(tracker.counts).toEqual({ pending: 1, programmed: 1, failed: 0 });
});

it('settles whatever the objects do, within ten seconds of their last progress or a minute of silence', () => {
  const verdicts = fc.constantFrom(programmed, waiting, blocked, refused);
  const news = fc.record({ name: fc.constantFrom('a', 'b', 'c'), verdict: verdicts, afterMs: fc.nat(5000) });
  fc.assert(
    fc.property(fc.array(news, { minLength: 60, maxLength: 120 }), (events) => {
      const tracker = trackerOf('a', 'b', 'c');
      let nowMs = 0;
      for (const { name, verdict, afterMs } of events) {
        nowMs += afterMs;
        tracker.observe(name, verdict, nowMs);
      }
      tracker.expire(nowMs + 60_000);
      const { pending, programmed: done, failed } = tracker.counts;
      expect(pending).toBe(0);
      expect(done + failed).toBe(3);
    }),
  );
});

it('is not held up by a status that changes to and fro', () => {
  const tracker = trackerOf('a');
  for (let nowMs = 0; nowMs < 8000; nowMs += 500) {
    tracker.observe('a', { ...blocked, message: `try ${nowMs}` }, nowMs);
  }
  expect(tracker.expire(8000)).toMatchObject([{ state: 'failed' }]);
});
