import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { put, remove, storedObject } from '../../test/server/store-writer.ts';
import { DataDirInUseError, DataDirTooNewError, DataDirUnusableError } from './data-dir-error.ts';
import { ObjectStore } from './object-store.ts';
import { SqliteJournal } from './sqlite-journal.ts';

let dataDir: string;
beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'journal-test-'));
});
afterEach(() => {
  rmSync(dataDir, { recursive: true, force: true });
});

describe('the SQLite journal', () => {
  it('gives back every object as it was written, and the last revision, even that of a deletion', async () => {
    const store = new ObjectStore(SqliteJournal.open(dataDir));
    const rich = storedObject('a', {
      labels: { app: 'é' },
      ownerReferences: [{ apiVersion: 'v1', kind: 'Thing', name: 'b', uid: 'uid-b' }],
      deletionTimestamp: '2026-01-01T00:00:00Z',
    });
    put(store, storedObject('a'));
    const { entry } = put(store, rich);
    put(store, storedObject('b'));
    remove(store, 'b');
    await store.close();

    const again = new ObjectStore(SqliteJournal.open(dataDir));
    expect(again.revision).toBe(4);
    expect(again.size).toBe(1);
    expect(again.table('things').get('default/a')).toEqual(entry);
    await again.close();
  });

  it('keeps its files from other users', () => {
    SqliteJournal.open(join(dataDir, 'new')).close();
    expect(statSync(join(dataDir, 'new')).mode & 0o777).toBe(0o700);
    expect(statSync(join(dataDir, 'new', 'apiserver.db')).mode & 0o777).toBe(0o600);
  });

  it('refuses a folder of a newer version, and says which', () => {
    SqliteJournal.open(dataDir).close();
    const database = new DatabaseSync(join(dataDir, 'apiserver.db'));
    database.exec('PRAGMA user_version = 99');
    database.close();
    expect(() => SqliteJournal.open(dataDir)).toThrow(DataDirTooNewError);
    expect(() => SqliteJournal.open(dataDir)).toThrow(/has format 99, and this version reads up to 1/);
  });

  it('refuses a folder that is in use', () => {
    const journal = SqliteJournal.open(dataDir);
    expect(() => SqliteJournal.open(dataDir)).toThrow(DataDirInUseError);
    journal.close();
    SqliteJournal.open(dataDir).close();
  });

  it('refuses a folder that is none, and a file that is no database', () => {
    writeFileSync(join(dataDir, 'file'), '');
    expect(() => SqliteJournal.open(join(dataDir, 'file'))).toThrow(DataDirUnusableError);
    writeFileSync(join(dataDir, 'apiserver.db'), 'not a database, and long enough to be looked at');
    expect(() => SqliteJournal.open(dataDir)).toThrow(DataDirUnusableError);
  });

  it('makes its folder with those above, and refuses one where the system lets nobody make any', () => {
    SqliteJournal.open(join(dataDir, 'of', 'several')).close();
    expect(() => SqliteJournal.open('/proc/apiserver/data')).toThrow(DataDirUnusableError);
  });
});
