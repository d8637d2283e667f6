import type { Kysely } from 'kysely';

/** The tables of references between entities, secrets, idempotency keys, groups and data-plane certificates. */
export async function createFullApiTables(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('entity_references')
    .addColumn('control_plane_id', 'text', (column) => column.notNull())
    .addColumn('referred_id', 'text', (column) => column.notNull())
    .addColumn('referrer_id', 'text', (column) => column.notNull())
    .addColumn('referrer_type', 'text', (column) => column.notNull())
    .addColumn('field', 'text', (column) => column.notNull())
    .addPrimaryKeyConstraint('entity_reference', ['control_plane_id', 'referred_id', 'referrer_id', 'field'])
    .execute();
  await db.schema
    .createTable('secret_keys')
    .addColumn('slot', 'integer', (column) => column.primaryKey())
    .addColumn('key_id', 'text', (column) => column.notNull())
    .execute();
  await db.schema
    .createTable('idempotency_keys')
    .addColumn('id', 'text', (column) => column.primaryKey())
    .addColumn('fingerprint', 'text', (column) => column.notNull())
    .addColumn('created_at', 'text', (column) => column.notNull())
    .addColumn('result', 'text')
    .execute();
  await db.schema.createIndex('idempotency_key_age').on('idempotency_keys').columns(['created_at']).execute();
  await db.schema
    .createTable('control_plane_group_members')
    .addColumn('group_id', 'text', (column) => column.notNull())
    .addColumn('member_id', 'text', (column) => column.notNull())
    .addPrimaryKeyConstraint('control_plane_group_member', ['group_id', 'member_id'])
    .execute();
  await db.schema
    .createIndex('control_plane_group_of_member')
    .on('control_plane_group_members')
    .columns(['member_id'])
    .execute();
  await db.schema
    .createTable('data_plane_certificates')
    .addColumn('control_plane_id', 'text', (column) => column.notNull())
    .addColumn('id', 'text', (column) => column.notNull())
    .addColumn('title', 'text')
    .addColumn('cert', 'text', (column) => column.notNull())
    .addColumn('created_at', 'integer', (column) => column.notNull())
    .addColumn('updated_at', 'integer', (column) => column.notNull())
    .addPrimaryKeyConstraint('data_plane_certificate', ['control_plane_id', 'id'])
    .execute();
}
