import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MemoryJournal } from '../../test/server/memory-journal.ts';
import { put, remove, storedObject, summary } from '../../test/server/store-writer.ts';
import { ObjectStore } from './object-store.ts';

describe('a snapshot', () => {
  it('shows a table as it was at every revision, whatever was written since', async () => {
    const step = fc.record({ name: fc.constantFrom('a', 'b', 'c', 'd'), deletes: fc.boolean() });
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 40 }), async (steps) => {
        const store = new ObjectStore(new MemoryJournal());
        const history = new Map([[0, [] as string[]]]);
        const model = new Map<string, number>();
        for (const { name, deletes } of steps) {
          if (deletes && !model.has(name)) continue;
          const { entry, durable } = deletes ? remove(store, name) : put(store, storedObject(name));
          await durable;
          if (deletes) model.delete(name);
          else model.set(name, entry.revision);
          history.set(
            entry.revision,
            [...model].sort(([a], [b]) => (a < b ? -1 : 1)).map(([key, revision]) => `${key}@${revision}`),
          );
        }
        for (const [revision, expected] of history) {
          expect(summary(store.table('things').snapshot(revision))).toEqual(expected);
        }
      }),
      { numRuns: 50 },
    );
  });

  it('is undefined for a revision that the log has forgotten', async () => {
    const store = new ObjectStore(new MemoryJournal({ revision: 7, objects: [] }));
    await put(store, storedObject('a')).durable;
    expect(store.table('things').snapshot(6)).toBeUndefined();
    expect(summary(store.table('things').snapshot(7))).toEqual([]);
    expect(summary(store.table('things').snapshot(8))).toEqual(['a@8']);
  });

  it('goes on behind a key, within a namespace', async () => {
    const store = new ObjectStore(new MemoryJournal());
    for (const name of ['a', 'b', 'c']) put(store, storedObject(name));
    await put(store, storedObject('a', { namespace: 'default-2' })).durable;
    const table = store.table('things');
    expect(summary(table.snapshot(store.revision, 'default/'))).toEqual(['a@1', 'b@2', 'c@3']);
    expect(summary(table.snapshot(store.revision, 'default/', 'default/a'))).toEqual(['b@2', 'c@3']);
    expect(summary(table.snapshot(store.revision, '', 'default/b'))).toEqual(['c@3']);
    expect(summary(table.snapshot(store.revision))).toEqual(['a@4', 'a@1', 'b@2', 'c@3']);
  });
});
