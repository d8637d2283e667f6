import { randomUUID } from 'node:crypto';
import type { Kysely } from 'kysely';

/** What this step finds of the tables it changes. */
interface EarlierTables {
  organizations: { id: string; founding: number; created_at: string };
  users: { id: string; organization_id: string; created_at: string };
  tokens: { hash: string; id: string };
  role_grants: { user_id: string; organization_id: string; control_plane_id: string; role: string };
}

/**
 * Roles, expiring tokens, sessions and sign-in links. Whoever had a token so far could do everything, and still can:
 * the users of that time become administrators.
 */
export async function createPeopleAndSessions(db: Kysely<EarlierTables>): Promise<void> {
  await db.schema
    .alterTable('organizations')
    .addColumn('founding', 'integer', (column) => column.notNull().defaultTo(0))
    .execute();
  await addUserColumns(db);
  await db.schema.alterTable('tokens').addColumn('id', 'text').execute();
  await db.schema.alterTable('tokens').addColumn('expires_at', 'text').execute();
  await db.schema.alterTable('tokens').addColumn('last_used_at', 'text').execute();
  await createRoleGrants(db);
  await createSessionTables(db);
  await carryOver(db);
  await createIndexes(db);
}

async function addUserColumns(db: Kysely<EarlierTables>): Promise<void> {
  await db.schema
    .alterTable('users')
    .addColumn('kind', 'text', (column) => column.notNull().defaultTo('person'))
    .execute();
  await db.schema.alterTable('users').addColumn('external_subject', 'text').execute();
  await db.schema.alterTable('users').addColumn('last_sign_in_at', 'text').execute();
}

async function createRoleGrants(db: Kysely<EarlierTables>): Promise<void> {
  await db.schema
    .createTable('role_grants')
    .addColumn('user_id', 'text', (column) => column.notNull())
    .addColumn('organization_id', 'text', (column) => column.notNull())
    .addColumn('control_plane_id', 'text', (column) => column.notNull())
    .addColumn('role', 'text', (column) => column.notNull())
    .addPrimaryKeyConstraint('role_grant', ['user_id', 'control_plane_id'])
    .execute();
}

async function createSessionTables(db: Kysely<EarlierTables>): Promise<void> {
  await db.schema
    .createTable('sessions')
    .addColumn('hash', 'text', (column) => column.primaryKey())
    .addColumn('id', 'text', (column) => column.notNull())
    .addColumn('organization_id', 'text', (column) => column.notNull())
    .addColumn('user_id', 'text', (column) => column.notNull())
    .addColumn('created_at', 'text', (column) => column.notNull())
    .addColumn('expires_at', 'text', (column) => column.notNull())
    .execute();
  await db.schema
    .createTable('sign_in_links')
    .addColumn('hash', 'text', (column) => column.primaryKey())
    .addColumn('organization_id', 'text', (column) => column.notNull())
    .addColumn('user_id', 'text', (column) => column.notNull())
    .addColumn('expires_at', 'text', (column) => column.notNull())
    .execute();
}

async function carryOver(db: Kysely<EarlierTables>): Promise<void> {
  const first = await db.selectFrom('organizations').select('id').orderBy('created_at').executeTakeFirst();
  if (first !== undefined) {
    await db.updateTable('organizations').set({ founding: 1 }).where('id', '=', first.id).execute();
  }
  for (const { hash } of await db.selectFrom('tokens').select('hash').execute()) {
    await db.updateTable('tokens').set({ id: randomUUID() }).where('hash', '=', hash).execute();
  }
  for (const { id, organization_id } of await db.selectFrom('users').selectAll().execute()) {
    await db
      .insertInto('role_grants')
      .values({ user_id: id, organization_id, control_plane_id: '*', role: 'admin' })
      .execute();
  }
}

async function createIndexes(db: Kysely<EarlierTables>): Promise<void> {
  // Two replicas that start on an empty database must not each make a founding organisation.
  await db.schema
    .createIndex('founding_organization')
    .on('organizations')
    .column('founding')
    .unique()
    .where('founding', '=', 1)
    .execute();
  await db.schema.createIndex('token_id').on('tokens').column('id').unique().execute();
  await db.schema.createIndex('user_organization').on('users').column('organization_id').execute();
  await db.schema
    .createIndex('user_external_subject')
    .on('users')
    .column('external_subject')
    .unique()
    .where('external_subject', 'is not', null)
    .execute();
  await db.schema.createIndex('session_user').on('sessions').column('user_id').execute();
}
