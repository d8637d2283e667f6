import type { Kysely } from 'kysely';
import { type Migration, Migrator } from 'kysely/migration';
import { migrations } from './migrations.ts';
import { NewerDatabaseError } from './newer-database-error.ts';
import type { Tables } from './tables.ts';

/** Where Kysely notes which steps were applied. */
const MIGRATION_TABLE = 'kysely_migration';

/**
 * Brings the database to the newest tables. A crash in between leaves it where it was: all pending steps are one
 * transaction.
 *
 * @throws {NewerDatabaseError} a later version has applied steps that this one doesn't know.
 */
export async function migrate(
  db: Kysely<Tables>,
  location: string,
  steps: Readonly<Record<string, Migration>> = migrations,
): Promise<void> {
  const applied = await appliedMigrations(db);
  const unknown = applied.find((name) => !(name in steps));
  if (unknown !== undefined) {
    throw new NewerDatabaseError(location, unknown);
  }
  if (applied.length === Object.keys(steps).length) {
    return;
  }
  const migrator = new Migrator({ db, provider: { getMigrations: async () => steps } });
  const { error } = await migrator.migrateToLatest();
  if (error !== undefined) {
    throw new Error(`The database ${location} could not be brought up to date`, { cause: error });
  }
}

async function appliedMigrations(db: Kysely<Tables>): Promise<string[]> {
  const tables = await db.introspection.getTables({ withInternalKyselyTables: true });
  if (!tables.some((table) => table.name === MIGRATION_TABLE)) {
    return [];
  }
  const rows = await db
    .withTables<{ [MIGRATION_TABLE]: { name: string } }>()
    .selectFrom(MIGRATION_TABLE)
    .select('name')
    .execute();
  return rows.map((row) => row.name);
}
