import fc from 'fast-check';
import { expect, test } from 'vitest';
import { RowChanges } from './row-changes.ts';

test('whatever is added and removed, what is left to do leads from the rows before to the rows after', () => {
  const step = fc.record({ row: fc.constantFrom('a', 'b', 'c'), save: fc.boolean() });
  fc.assert(
    fc.property(fc.uniqueArray(fc.constantFrom('a', 'b', 'c')), fc.array(step), (start, steps) => {
      const wanted = new Set<string>(start);
      const stored = new Set<string>(start);
      const changes = new RowChanges<string>(String);
      const write = () => {
        const { added, removed } = changes.take();
        for (const row of removed) {
          expect(stored.delete(row)).toBe(true);
        }
        for (const row of added) {
          expect(stored.has(row)).toBe(false);
          stored.add(row);
        }
        expect(stored).toEqual(wanted);
      };
      for (const { row, save } of steps) {
        if (wanted.delete(row)) {
          changes.remove(row);
        } else {
          wanted.add(row);
          changes.add(row);
        }
        if (save) {
          write();
        }
      }
      write();
    }),
  );
});
