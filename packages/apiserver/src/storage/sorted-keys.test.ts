import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { byCodeUnit, lowerBound, SortedKeys } from './sorted-keys.ts';

describe('sorted keys', () => {
  it('are the keys of a set in order, whatever was added, removed and read in between', () => {
    const step = fc.record({ key: fc.constantFrom('a', 'b', 'b/1', 'b-1', 'c', 'z'), reads: fc.boolean() });
    fc.assert(
      fc.property(fc.array(step), (steps) => {
        const keys = new SortedKeys();
        const model = new Set<string>();
        for (const { key, reads } of steps) {
          if (model.delete(key)) keys.remove(key);
          else {
            model.add(key);
            keys.add(key);
          }
          if (reads) expect(keys.all()).toEqual([...model].sort(byCodeUnit));
        }
        expect(keys.all()).toEqual([...model].sort(byCodeUnit));
      }),
    );
  });

  it('that were read before stay as they were', () => {
    const keys = new SortedKeys();
    keys.add('b');
    const before = keys.all();
    keys.add('a');
    keys.remove('b');
    keys.all();
    expect(before).toEqual(['b']);
  });

  it.each([
    ['', 0],
    ['a', 0],
    ['b', 1],
    ['bb', 2],
    ['z', 3],
  ])('are not below %j from index %i on', (bound, index) => {
    expect(lowerBound(['a', 'b', 'c'], bound)).toBe(index);
  });
});
