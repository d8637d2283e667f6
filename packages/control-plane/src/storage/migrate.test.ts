import type { Kysely } from 'kysely';
import { expect, test } from 'vitest';
import { startServerProcess } from '../../test/server-process.ts';
import {
  databaseOptions,
  openTestDatabase,
  queryDatabase,
  temporaryFolder,
} from '../../test/test-database.ts';
import { migrate } from './migrate.ts';
import { migrations } from './migrations.ts';
import { NewerDatabaseError } from './newer-database-error.ts';
import { openPostgresqlPool } from './postgresql-connection.ts';
import { openSqliteConnection } from './sqlite-connection.ts';
import { sqliteFile } from './sqlite-database.ts';

async function appliedIn(folder: string): Promise<unknown[]> {
  const rows = (await queryDatabase(folder, 'select name from kysely_migration order by name')) as {
    name: string;
  }[];
  return rows.map(({ name }) => name);
}

test('a database that a later version has used is refused, and left as it is', async () => {
  const folder = await temporaryFolder();
  await (await openTestDatabase(folder)).close();
  const insert = "insert into kysely_migration (name, timestamp) values ('9999-from-tomorrow', '2099')";
  await queryDatabase(folder, insert);
  await expect(openTestDatabase(folder)).rejects.toThrow(NewerDatabaseError);
  await expect(openTestDatabase(folder)).rejects.toThrow(/9999-from-tomorrow/);
  expect(await appliedIn(folder)).toEqual([...Object.keys(migrations), '9999-from-tomorrow']);
});

test('servers that start at once on an empty database wait for one another', async () => {
  const folder = await temporaryFolder();
  await databaseOptions(folder);
  await Promise.all(Array.from({ length: 3 }, () => startServerProcess(folder)));
  expect(await appliedIn(folder)).toEqual(Object.keys(migrations));
  expect(await queryDatabase(folder, 'select name from organizations')).toHaveLength(1);
});

test('a step that fails takes those before it along: the tables are as they were', async () => {
  const folder = await temporaryFolder();
  const broken = {
    up: async (db: Kysely<unknown>) => {
      await db.schema.createTable('half').addColumn('id', 'text').execute();
      throw new Error('disk full');
    },
  };
  const { db, close } = await openTestConnection(folder);
  await expect(migrate(db, folder, { ...migrations, '9999-broken': broken })).rejects.toThrow(folder);
  const tables = (await db.introspection.getTables()).map(({ name }) => name);
  expect(tables.filter((name) => name === 'half' || name === 'entities')).toEqual([]);
  await migrate(db, folder);
  await close();
  expect(await appliedIn(folder)).toEqual(Object.keys(migrations));
});

/** One connection to the folder's database, without its tables. */
async function openTestConnection(folder: string) {
  const { databaseUrl } = await databaseOptions(folder);
  return databaseUrl === undefined
    ? openSqliteConnection(sqliteFile(folder))
    : openPostgresqlPool(databaseUrl, 1, (error) => {
        throw error;
      });
}
