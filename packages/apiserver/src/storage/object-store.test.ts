import { describe, expect, it } from 'vitest';
import { MemoryJournal } from '../../test/server/memory-journal.ts';
import { put, remove, storedObject, summary } from '../../test/server/store-writer.ts';
import { BrokenDiskError, CommitError, ObjectStore, StaleWriteError } from './object-store.ts';

const key = 'default/a';

describe('the object store', () => {
  it('shows a write to readers only when it is durable, and to writers at once', async () => {
    const store = new ObjectStore(new MemoryJournal());
    const table = store.table('things');
    const { durable } = put(store, storedObject('a'));
    expect(table.get(key)).toBeUndefined();
    expect(table.head(key)?.revision).toBe(1);
    expect(store.revision).toBe(0);
    await durable;
    expect(table.get(key)?.revision).toBe(1);
    expect(store.revision).toBe(1);
  });

  it('commits writes of one turn of the event loop as one group', async () => {
    const journal = new MemoryJournal();
    const store = new ObjectStore(journal);
    await Promise.all(['a', 'b', 'c'].map((name) => put(store, storedObject(name)).durable));
    await put(store, storedObject('d')).durable;
    expect(journal.groups.map((group) => group.map(({ entry }) => entry.name))).toEqual([
      ['a', 'b', 'c'],
      ['d'],
    ]);
  });

  it('counts every write in one sequence, across resources', async () => {
    const store = new ObjectStore(new MemoryJournal({ revision: 41, objects: [] }));
    const first = put(store, storedObject('a'), 'things');
    const second = put(store, storedObject('a'), 'others');
    await second.durable;
    expect([first.entry.revision, second.entry.revision]).toEqual([42, 43]);
    expect(JSON.parse(second.entry.json).metadata.resourceVersion).toBe('43');
  });

  it('refuses a write that was built on a state that is not the head any more', async () => {
    const store = new ObjectStore(new MemoryJournal());
    const table = store.table('things');
    const { entry, durable } = put(store, storedObject('a'));
    const stale = { type: 'MODIFIED' as const, table, key, expected: undefined, entry: () => entry };
    expect(() => store.write(stale)).toThrow(StaleWriteError);
    await durable;
    put(store, storedObject('a'));
    expect(() => store.write({ ...stale, expected: entry })).toThrow(StaleWriteError);
  });

  it('lets an object be created, changed, deleted and created again within one group', async () => {
    const store = new ObjectStore(new MemoryJournal());
    put(store, storedObject('a'));
    put(store, storedObject('a', { labels: { v: '2' } }));
    remove(store, 'a');
    const { durable } = put(store, storedObject('a', { uid: 'another' }));
    await durable;
    const table = store.table('things');
    expect(table.get(key)?.uid).toBe('another');
    expect(table.head(key)).toBe(table.get(key));
    expect(table.log.after(0)?.map(({ type }) => type)).toEqual(['ADDED', 'MODIFIED', 'DELETED', 'ADDED']);
  });

  it('forgets a whole group that the disk refuses, and goes on when the disk does', async () => {
    const journal = new MemoryJournal();
    const store = new ObjectStore(journal);
    await put(store, storedObject('a')).durable;
    const seen: string[] = [];
    store.onPublished((changes) => seen.push(...changes.map(({ entry }) => entry.name)));

    journal.failsWith = new Error('disk full');
    const writes = [put(store, storedObject('a', { labels: { v: '2' } })), put(store, storedObject('b'))];
    const outcomes = await Promise.allSettled(writes.map(({ durable }) => durable));
    expect(outcomes.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    expect(outcomes.every((one) => one.status === 'rejected' && one.reason instanceof CommitError)).toBe(
      true,
    );
    expect(store.table('things').head(key)?.revision).toBe(1);
    expect(seen).toEqual([]);

    journal.failsWith = undefined;
    await put(store, storedObject('c')).durable;
    expect(seen).toEqual(['c']);
    expect(summary(store.table('things').snapshot(store.revision))?.map((one) => one[0])).toEqual(['a', 'c']);
  });

  it('tells listeners of each group after it has become visible', async () => {
    const store = new ObjectStore(new MemoryJournal());
    const visible: boolean[] = [];
    store.onPublished(() => visible.push(store.table('things').get(key) !== undefined));
    await put(store, storedObject('a')).durable;
    expect(visible).toEqual([true]);
  });

  it('shows nothing before the disk is flushed, and writes together what came meanwhile', async () => {
    const journal = new MemoryJournal();
    const store = new ObjectStore(journal);
    const flush = Promise.withResolvers<void>();
    journal.flushed = flush.promise;
    const published: string[][] = [];
    store.onPublished((changes) => published.push(changes.map(({ entry }) => entry.name)));
    const first = put(store, storedObject('a'));
    await turn();
    put(store, storedObject('b'));
    await turn();
    const last = put(store, storedObject('a', { labels: { v: '2' } }));
    await turn();
    expect(journal.groups).toHaveLength(1);
    expect(store.table('things').get(key)).toBeUndefined();
    flush.resolve();
    await Promise.all([first.durable, last.durable]);
    expect(published).toEqual([['a'], ['b', 'a']]);
    expect(journal.groups).toHaveLength(2);
    expect(store.table('things').get(key)).toBe(last.entry);
  });

  it('takes back a refused group only, and not what was written before it', async () => {
    const journal = new MemoryJournal();
    const store = new ObjectStore(journal);
    const flush = Promise.withResolvers<void>();
    journal.flushed = flush.promise;
    const first = put(store, storedObject('a'));
    await turn();
    journal.failsWith = new Error('disk full');
    put(store, storedObject('a', { labels: { v: '2' } })).durable.catch(() => undefined);
    const refused = remove(store, 'a');
    flush.resolve();
    await expect(refused.durable).rejects.toThrow(CommitError);
    await first.durable;
    expect(store.table('things').get(key)).toBe(first.entry);
    expect(store.table('things').head(key)).toBe(first.entry);
  });

  it('writes nothing more once a flush has failed, since nobody can tell what is on the disk', async () => {
    const journal = new MemoryJournal();
    const store = new ObjectStore(journal);
    const flush = Promise.withResolvers<void>();
    journal.flushed = flush.promise;
    const flushed = put(store, storedObject('a'));
    await turn();
    const waiting = put(store, storedObject('b'));
    flush.reject(new Error('input/output error'));
    await expect(flushed.durable).rejects.toThrow(BrokenDiskError);
    await expect(waiting.durable).rejects.toThrow();
    expect(() => put(store, storedObject('c'))).toThrow(BrokenDiskError);
    expect(store.size).toBe(0);
    expect(store.isBroken).toBe(true);
  });
});

/** Lets the groups of this turn of the event loop be written. */
function turn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
