import fc from 'fast-check';
import { expect, it } from 'vitest';
import { PriorityLanes } from './priority-lanes.ts';

it('gives lower priorities first, and equal ones in the order in which they came', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: -2, max: 2 })), (priorities) => {
      const lanes = new PriorityLanes<number>();
      const entries = priorities.map((priority, key) => ({ key, priority }));
      for (const { key, priority } of entries) lanes.push(key, priority);
      const taken = entries.map(() => lanes.shift());
      expect(taken).toEqual(entries.toSorted((a, b) => a.priority - b.priority));
      expect(lanes.shift()).toBeUndefined();
    }),
  );
});

it('gives back all of many keys while more come in', () => {
  const lanes = new PriorityLanes<number>();
  const taken: (number | undefined)[] = [];
  for (let key = 0; key < 5000; key++) {
    lanes.push(key, 0);
    if (key % 3 === 0) taken.push(lanes.shift()?.key);
  }
  for (let next = lanes.shift(); next !== undefined; next = lanes.shift()) taken.push(next.key);
  expect(taken).toEqual(Array.from({ length: 5000 }, (_, key) => key));
});
