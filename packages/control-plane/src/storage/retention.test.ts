import { expect, test } from 'vitest';
import { openTestDatabase, queryDatabase, temporaryFolder } from '../../test/test-database.ts';
import type { Database } from './database.ts';
import { Retention } from './retention.ts';

const DAY_MS = 24 * 60 * 60 * 1000;
const NOW_MS = Date.parse('2030-06-01T12:00:00Z');

function fail(error: unknown): never {
  throw error;
}

async function openRetention(auditDays: number) {
  const folder = await temporaryFolder();
  const database = await openTestDatabase(folder);
  const retention = new Retention(database, { auditDays, idempotencyKeyMs: DAY_MS }, fail);
  const close = async () => {
    await retention.close();
    await database.close();
  };
  return { folder, database, retention, close };
}

/** Notes one entry for each age, in days. */
function addEntries(database: Database, ages: readonly number[]): Promise<void> {
  return database.write(async ({ actor, journal }) => {
    for (const age of ages) {
      journal.addAudit({
        organization_id: 'org',
        control_plane_id: null,
        type: 'token',
        entity_id: `${age} days`,
        operation: 'create',
        before: null,
        after: null,
        at: new Date(NOW_MS - age * DAY_MS).toISOString(),
        user_id: actor.userId,
        token_name: actor.tokenName,
        request_id: null,
      });
    }
  });
}

async function entries(folder: string): Promise<unknown[]> {
  const rows = (await queryDatabase(folder, 'select entity_id from audit order by seq')) as {
    entity_id: string;
  }[];
  return rows.map(({ entity_id }) => entity_id);
}

test('entries of the audit trail go when their time is over, and no others', async () => {
  const { folder, database, retention, close } = await openRetention(400);
  await addEntries(database, [500, 401, 399, 0]);
  await retention.sweep(NOW_MS);
  expect(await entries(folder)).toEqual(['399 days', '0 days']);
  await close();
});

test('an entry with a wrong time, from a clock that was ahead, does not keep those after it', async () => {
  const { folder, database, retention, close } = await openRetention(400);
  await addEntries(database, [-3650, 500, 450, 1]);
  await retention.sweep(NOW_MS);
  expect(await entries(folder)).toEqual(['-3650 days', '1 days']);
  await close();
});

test('the audit trail is kept for ever where that is wanted', async () => {
  const { folder, database, retention, close } = await openRetention(0);
  await addEntries(database, [5000]);
  await retention.sweep(NOW_MS);
  expect(await entries(folder)).toEqual(['5000 days']);
  await close();
});

test('a writer does not wait for the end of a long sweep', async () => {
  const { folder, database, retention, close } = await openRetention(400);
  await addEntries(database, Array(5_000).fill(500));
  const sweep = retention.sweep(NOW_MS);
  const left = await database.write(({ db }) => db.selectFrom('audit').select('seq').execute());
  expect(left.length).toBeGreaterThanOrEqual(4_500);
  await sweep;
  expect(await entries(folder)).toEqual([]);
  await close();
});

test('a sweep that is under way ends with its batch when the server stops', async () => {
  const { folder, database, retention, close } = await openRetention(400);
  await addEntries(database, Array(5_000).fill(500));
  const sweep = retention.sweep(NOW_MS);
  await close();
  await sweep;
  expect((await entries(folder)).length).toBeGreaterThan(0);
});

test('sessions, sign-in links and idempotency keys go when they have expired', async () => {
  const { folder, database, retention, close } = await openRetention(400);
  const at = (ms: number) => new Date(NOW_MS + ms).toISOString();
  await database.write(async ({ db }) => {
    const owner = { organization_id: 'org', user_id: 'user' };
    for (const [hash, expires_at] of [
      ['old', at(-1)],
      ['new', at(1)],
    ] as const) {
      await db
        .insertInto('sessions')
        .values({ ...owner, hash, id: hash, created_at: at(-DAY_MS), expires_at })
        .execute();
      await db
        .insertInto('sign_in_links')
        .values({ ...owner, hash, expires_at })
        .execute();
    }
    for (const [id, created_at] of [
      ['old', at(-DAY_MS - 1)],
      ['new', at(-DAY_MS + 1)],
    ] as const) {
      await db
        .insertInto('idempotency_keys')
        .values({ id, created_at, fingerprint: '', result: null })
        .execute();
    }
  });
  await retention.sweep(NOW_MS);
  expect(await queryDatabase(folder, 'select hash from sessions')).toEqual([{ hash: 'new' }]);
  expect(await queryDatabase(folder, 'select hash from sign_in_links')).toEqual([{ hash: 'new' }]);
  expect(await queryDatabase(folder, 'select id from idempotency_keys')).toEqual([{ id: 'new' }]);
  await close();
});
