import { afterEach, expect, test } from 'vitest';
import { temporaryFolder } from '../../test/test-control-plane.ts';
import type { Database, WriteTransaction } from './database.ts';
import { prepareQuery, type Slot } from './prepared-query.ts';
import { openSqliteDatabase } from './sqlite-database.ts';

const opened: Database[] = [];

afterEach(async () => {
  for (const database of opened.splice(0)) {
    await database.close();
  }
});

async function open(folder?: string): Promise<Database> {
  const database = await openSqliteDatabase(folder ?? (await temporaryFolder()));
  opened.push(database);
  return database;
}

function insertOrganization(id: string) {
  return async ({ db }: WriteTransaction) => {
    await db.insertInto('organizations').values({ id, name: id, created_at: '', updated_at: '' }).execute();
  };
}

async function organizationIds({ reader }: Pick<Database, 'reader'>): Promise<string[]> {
  const rows = await reader.selectFrom('organizations').select('id').orderBy('id').execute();
  return rows.map(({ id }) => id);
}

test('a reader sees a write when it is committed, and not before', async () => {
  const database = await open();
  let during: string[] | undefined;
  await database.write(async (transaction) => {
    await insertOrganization('a')(transaction);
    during = await organizationIds(database);
  });
  expect(during).toEqual([]);
  expect(await organizationIds(database)).toEqual(['a']);
});

test('a write that breaks a constraint fails alone, with its cause', async () => {
  const database = await open();
  const results = await Promise.allSettled(
    ['a', 'b', 'a', 'c'].map((id) => database.write(insertOrganization(id))),
  );
  expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'fulfilled', 'rejected', 'fulfilled']);
  expect(results[2]).toHaveProperty('reason.message', expect.stringContaining('UNIQUE'));
  expect(await organizationIds(database)).toEqual(['a', 'b', 'c']);
});

test('close waits for what was given', async () => {
  const folder = await temporaryFolder();
  const database = await openSqliteDatabase(folder);
  const written = database.write(insertOrganization('a'));
  await database.close();
  await written;
  expect(await organizationIds(await open(folder))).toEqual(['a']);
});

test('two that have the database open do not lose writes to one another', async () => {
  const folder = await temporaryFolder();
  const databases = [await open(folder), await open(folder)];
  const ids = Array.from({ length: 40 }, (_, index) => String(index).padStart(2, '0'));
  for (const [index, id] of ids.entries()) {
    await databases[index % 2]?.write(insertOrganization(id));
  }
  expect(await Promise.all(databases.map(organizationIds))).toEqual([ids, ids]);
});

test('a prepared query takes its values anew each time', async () => {
  const database = await open();
  const insert = prepareQuery((slot: Slot<{ id: string; name: string }>) =>
    database.reader
      .insertInto('organizations')
      .values({ id: slot('id'), name: slot('name'), created_at: 'fixed', updated_at: slot('name') }),
  );
  const find = prepareQuery((slot: Slot<{ name: string }>) =>
    database.reader.selectFrom('organizations').selectAll().where('name', '=', slot('name')),
  );
  await database.write(async ({ db }) => {
    await insert(db, { id: '1', name: 'one' });
    await insert(db, { id: '2', name: 'two' });
  });
  expect(await find(database.reader, { name: 'two' })).toEqual([
    { id: '2', name: 'two', founding: 0, created_at: 'fixed', updated_at: 'two' },
  ]);
  expect(await find(database.reader, { name: 'three' })).toEqual([]);
});
