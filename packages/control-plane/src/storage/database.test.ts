import { randomBytes, randomUUID } from 'node:crypto';
import { afterEach, expect, test } from 'vitest';
import { openTestDatabase, temporaryFolder } from '../../test/test-database.ts';
import { SERVER_ACTOR } from '../audit/actor.ts';
import { ControlPlaneStore } from '../control-planes/control-plane-store.ts';
import { EntityStore } from '../core-entities/entity-store.ts';
import { upstream } from '../entities/upstream.ts';
import { SecretBox } from '../secrets/secret-box.ts';
import type { Database, WriteTransaction } from './database.ts';
import { prepareQuery, type Slot } from './prepared-query.ts';

const opened: Database[] = [];

afterEach(async () => {
  for (const database of opened.splice(0)) {
    await database.close();
  }
});

async function open(folder?: string): Promise<Database> {
  const database = await openTestDatabase(folder ?? (await temporaryFolder()));
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
  expect(results[2]).toHaveProperty('reason.message', expect.stringMatching(/unique/i));
  expect(await organizationIds(database)).toEqual(['a', 'b', 'c']);
});

test('close waits for what was given', async () => {
  const folder = await temporaryFolder();
  const database = await openTestDatabase(folder);
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

test('what a group changed in a control plane does not outlive it when the group deletes it, too', async () => {
  const database = await open();
  const scope = { organizationId: 'org', controlPlaneId: '', actor: SERVER_ACTOR };
  const box = new SecretBox(randomBytes(32));
  const controlPlanes = new ControlPlaneStore(database, box);
  const created = await controlPlanes.create('org', { name: 'gateway' }, SERVER_ACTOR);
  scope.controlPlaneId = created.ok ? created.controlPlane.id : '';
  const store = new EntityStore(database, box, [upstream]);
  const put = (name: string) => {
    const draft = { id: randomUUID(), parentId: undefined, fields: { name, tags: ['a'] } };
    return store.write({ descriptor: upstream, scope, mode: 'put', draft });
  };
  const [before, deleted, after] = await Promise.all([
    put('before'),
    controlPlanes.delete('org', scope.controlPlaneId, SERVER_ACTOR),
    put('after'),
  ]);
  expect([before.ok, deleted.ok, after.ok]).toEqual([true, true, false]);
  for (const table of ['changes', 'entities', 'entity_tags'] as const) {
    expect(await database.reader.selectFrom(table).select('type').execute()).toEqual([]);
  }
  const trail = await database.reader
    .selectFrom('audit')
    .select(['type', 'operation'])
    .orderBy('seq')
    .execute();
  expect(trail.map(({ type, operation }) => `${operation} ${type}`)).toEqual([
    'create control_plane',
    'create upstream',
    'delete control_plane',
  ]);
});
