import fc from 'fast-check';
import { expect, it } from 'vitest';
import { DueTimes } from './due-times.ts';

it('gives what becomes due in the order of time, whatever order it came in', () => {
  fc.assert(
    fc.property(fc.array(fc.nat({ max: 50 })), (times) => {
      const due = new DueTimes<string>();
      for (const atMs of times) due.push({ key: 'key', atMs, priority: 0 });
      const taken: number[] = [];
      for (let next = due.shift(); next !== undefined; next = due.shift()) taken.push(next.atMs);
      expect(taken).toEqual(times.toSorted((a, b) => a - b));
      expect(due.peek()).toBeUndefined();
    }),
  );
});
