import type { Kysely } from 'kysely';
import type { Migration } from 'kysely/migration';
import { keyedTable, rowNumber, rowNumberType } from './dialect.ts';
import { createFullApiTables } from './full-api-tables.ts';
import { createPeopleAndSessions } from './people-and-sessions.ts';

/**
 * The steps from an empty database to the tables of `tables.ts`, applied in the order of their names. A step that was
 * released is never changed; what comes later is a step of its own, and none goes back.
 */
export const migrations: Record<string, Migration> = {
  '0001-organizations-control-planes-and-entities': { up: createFirstTables },
  '0010-references-secrets-groups-and-certificates': { up: createFullApiTables },
  '0020-audit-trail': { up: createAuditTrail },
  '0030-people-and-sessions': { up: createPeopleAndSessions },
};

async function createFirstTables(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('organizations')
    .addColumn('id', 'text', (column) => column.primaryKey())
    .addColumn('name', 'text', (column) => column.notNull())
    .addColumn('created_at', 'text', (column) => column.notNull())
    .addColumn('updated_at', 'text', (column) => column.notNull())
    .execute();
  await db.schema
    .createTable('users')
    .addColumn('id', 'text', (column) => column.primaryKey())
    .addColumn('organization_id', 'text', (column) => column.notNull())
    .addColumn('email', 'text', (column) => column.notNull())
    .addColumn('full_name', 'text', (column) => column.notNull())
    .addColumn('preferred_name', 'text', (column) => column.notNull())
    .addColumn('created_at', 'text', (column) => column.notNull())
    .addColumn('updated_at', 'text', (column) => column.notNull())
    .execute();
  await db.schema
    .createTable('tokens')
    .addColumn('hash', 'text', (column) => column.primaryKey())
    .addColumn('name', 'text', (column) => column.notNull())
    .addColumn('organization_id', 'text', (column) => column.notNull())
    .addColumn('user_id', 'text', (column) => column.notNull())
    .addColumn('created_at', 'text', (column) => column.notNull())
    .execute();
  await createControlPlaneTables(db);
  await createEntityTables(db);
}

async function createControlPlaneTables(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('control_planes')
    .addColumn('seq', rowNumberType(db), rowNumber(db))
    .addColumn('id', 'text', (column) => column.notNull().unique())
    .addColumn('organization_id', 'text', (column) => column.notNull())
    .addColumn('name', 'text', (column) => column.notNull())
    .addColumn('cluster_type', 'text', (column) => column.notNull())
    .addColumn('cloud_gateway', 'integer', (column) => column.notNull())
    .addColumn('created_at', 'text', (column) => column.notNull())
    .addColumn('updated_at', 'text', (column) => column.notNull())
    .addColumn('revision', 'bigint', (column) => column.notNull())
    .addColumn('body', 'text', (column) => column.notNull())
    .addUniqueConstraint('control_plane_name', ['organization_id', 'name'])
    .execute();
  await db.schema
    .createTable('control_plane_labels')
    .addColumn('control_plane_id', 'text', (column) => column.notNull())
    .addColumn('key', 'text', (column) => column.notNull())
    .addColumn('value', 'text', (column) => column.notNull())
    .addPrimaryKeyConstraint('control_plane_label', ['control_plane_id', 'key'])
    .modifyEnd(keyedTable(db))
    .execute();
}

async function createEntityTables(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('entities')
    .addColumn('seq', rowNumberType(db), rowNumber(db))
    .addColumn('organization_id', 'text', (column) => column.notNull())
    .addColumn('control_plane_id', 'text', (column) => column.notNull())
    .addColumn('type', 'text', (column) => column.notNull())
    .addColumn('id', 'text', (column) => column.notNull())
    .addColumn('parent_id', 'text')
    .addColumn('unique_key', 'text')
    .addColumn('body', 'text', (column) => column.notNull())
    .addUniqueConstraint('entity_id', ['id', 'organization_id'])
    .execute();
  await db.schema
    .createIndex('entity_unique_key')
    .on('entities')
    .columns(['unique_key', 'control_plane_id', 'type'])
    .unique()
    .where('unique_key', 'is not', null)
    .execute();
  await db.schema
    .createIndex('entity_collection')
    .on('entities')
    .columns(['control_plane_id', 'type', 'seq'])
    .execute();
  await db.schema
    .createIndex('entity_children')
    .on('entities')
    .columns(['parent_id', 'type', 'seq'])
    .where('parent_id', 'is not', null)
    .execute();
  await db.schema
    .createTable('entity_tags')
    .addColumn('control_plane_id', 'text', (column) => column.notNull())
    .addColumn('type', 'text', (column) => column.notNull())
    .addColumn('tag', 'text', (column) => column.notNull())
    .addColumn('seq', 'bigint', (column) => column.notNull())
    .addPrimaryKeyConstraint('entity_tag', ['control_plane_id', 'type', 'tag', 'seq'])
    .modifyEnd(keyedTable(db))
    .execute();
  await db.schema
    .createTable('changes')
    .addColumn('control_plane_id', 'text', (column) => column.notNull())
    .addColumn('revision', 'bigint', (column) => column.notNull())
    .addColumn('type', 'text', (column) => column.notNull())
    .addColumn('entity_id', 'text', (column) => column.notNull())
    .addColumn('operation', 'text', (column) => column.notNull())
    .addColumn('before', 'text')
    .addColumn('after', 'text')
    .addColumn('at', 'text', (column) => column.notNull())
    .addPrimaryKeyConstraint('change', ['control_plane_id', 'revision'])
    .modifyEnd(keyedTable(db))
    .execute();
}

/** The trail of who changed what, and the same actor with the changes that are streamed. */
async function createAuditTrail(db: Kysely<unknown>): Promise<void> {
  await db.schema.alterTable('changes').addColumn('user_id', 'text').execute();
  await db.schema
    .alterTable('changes')
    .addColumn('token_name', 'text', (column) => column.notNull().defaultTo(''))
    .execute();
  await db.schema
    .createTable('audit')
    .addColumn('seq', rowNumberType(db), rowNumber(db))
    .addColumn('organization_id', 'text', (column) => column.notNull())
    .addColumn('control_plane_id', 'text')
    .addColumn('type', 'text', (column) => column.notNull())
    .addColumn('entity_id', 'text', (column) => column.notNull())
    .addColumn('operation', 'text', (column) => column.notNull())
    .addColumn('before', 'text')
    .addColumn('after', 'text')
    .addColumn('at', 'text', (column) => column.notNull())
    .addColumn('user_id', 'text')
    .addColumn('token_name', 'text', (column) => column.notNull())
    .addColumn('request_id', 'text')
    .execute();
  await db.schema.createIndex('audit_organization').on('audit').columns(['organization_id', 'seq']).execute();
  await db.schema
    .createIndex('audit_control_plane')
    .on('audit')
    .columns(['control_plane_id', 'seq'])
    .execute();
  await db.schema.createIndex('audit_entity').on('audit').columns(['entity_id', 'seq']).execute();
}
