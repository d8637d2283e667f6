import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { BackupError, backUpSqlite } from './back-up-sqlite.ts';
import { openSqliteDatabase } from './sqlite-database.ts';

const folders: string[] = [];

afterEach(async () => {
  for (const folder of folders.splice(0)) {
    await rm(folder, { recursive: true });
  }
});

async function temporaryFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'backup-'));
  folders.push(folder);
  return folder;
}

function organization(id: string) {
  return { id, name: id, created_at: '', updated_at: '' };
}

test('a backup has what was committed while the server goes on, and can be started from', async () => {
  const folder = await temporaryFolder();
  const database = await openSqliteDatabase(folder);
  await database.write(({ db }) => db.insertInto('organizations').values(organization('before')).execute());
  const restored = await temporaryFolder();
  const file = join(restored, 'control-plane.db');
  await backUpSqlite(folder, file);
  await database.write(({ db }) => db.insertInto('organizations').values(organization('after')).execute());
  await database.close();
  expect((await stat(file)).mode & 0o777).toBe(0o600);
  const copy = await openSqliteDatabase(restored);
  expect(await copy.reader.selectFrom('organizations').select('id').execute()).toEqual([{ id: 'before' }]);
  await copy.close();
});

test('a file that exists, and a folder without a database, are refused', async () => {
  const folder = await temporaryFolder();
  await expect(backUpSqlite(folder, join(folder, 'copy'))).rejects.toThrow(BackupError);
  await (await openSqliteDatabase(folder)).close();
  await backUpSqlite(folder, join(folder, 'copy'));
  await expect(backUpSqlite(folder, join(folder, 'copy'))).rejects.toThrow('exists already');
});
