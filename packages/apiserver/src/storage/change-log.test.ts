import { describe, expect, it } from 'vitest';
import { storedObject } from '../../test/server/store-writer.ts';
import type { Change } from './change.ts';
import { ChangeLog } from './change-log.ts';
import { toEntry } from './stored-entry.ts';

function change(revision: number, hasPrevious = false): Change {
  const entry = toEntry(storedObject('a'), revision, 0);
  const previous = hasPrevious ? toEntry(storedObject('a'), revision - 1, 0) : undefined;
  return { type: 'MODIFIED', resource: 'things', key: 'default/a', revision, entry, previous };
}

function revisions(changes: Change[] | undefined): number[] | undefined {
  return changes?.map(({ revision }) => revision);
}

describe('a change log', () => {
  it('has everything after any revision from its floor on', () => {
    const log = new ChangeLog(10);
    for (const revision of [12, 13, 20]) log.append(change(revision));
    expect(revisions(log.after(10))).toEqual([12, 13, 20]);
    expect(revisions(log.after(12))).toEqual([13, 20]);
    expect(revisions(log.after(15))).toEqual([20]);
    expect(revisions(log.after(20))).toEqual([]);
    expect(log.after(9)).toBeUndefined();
  });

  it('gives no more at once than asked for', () => {
    const log = new ChangeLog(0);
    for (const revision of [1, 2, 3]) log.append(change(revision));
    expect(revisions(log.after(0, 2))).toEqual([1, 2]);
  });

  it('forgets the oldest changes beyond its limit, and raises its floor to the last of them', () => {
    const log = new ChangeLog(0, { maxChanges: 2, maxSupersededChars: 1e6 });
    for (const revision of [1, 2, 3, 4]) log.append(change(revision));
    expect(log.floor).toBe(2);
    expect(revisions(log.after(2))).toEqual([3, 4]);
    expect(log.after(1)).toBeUndefined();
  });

  it('forgets when it keeps too much of what is not current any more', () => {
    const length = change(1, true).previous?.json.length ?? 0;
    const log = new ChangeLog(0, { maxChanges: 100, maxSupersededChars: 2 * length });
    for (const revision of [2, 3, 4, 5]) log.append(change(revision, true));
    expect(revisions(log.after(log.floor))).toEqual([4, 5]);
  });

  it('stays right after having forgotten many', () => {
    const log = new ChangeLog(0, { maxChanges: 10, maxSupersededChars: 1e9 });
    for (let revision = 1; revision <= 5000; revision += 1) log.append(change(revision));
    expect(log.floor).toBe(4990);
    expect(revisions(log.after(4995))).toEqual([4996, 4997, 4998, 4999, 5000]);
  });
});
