import type { Kysely } from 'kysely';
import type { PrepareQuery, Slot } from './prepared-query.ts';
import type { RowLookup } from './row-lookup.ts';
import { prepareEntityLookup } from './sqlite-entity-statements.ts';
import type { Tables } from './tables.ts';

/** Runs a prepared query for each row: in the same process, that is all there is to save. */
export function sqliteRowLookup(db: Kysely<Tables>, prepare: PrepareQuery): RowLookup {
  const find = prepareEntityLookup(db, prepare);
  const controlPlane = prepare((slot: Slot<{ id: string }>) =>
    db
      .selectFrom('control_planes')
      .select(['id', 'organization_id', 'cluster_type'])
      .where('id', '=', slot('id')),
  );
  return {
    entityById: async (id) => (await find(db, { ids: [id], keys: [] }))[0],
    entityByKey: async (key) => (await find(db, { ids: [], keys: [key] }))[0],
    controlPlane: async (id) => (await controlPlane(db, { id }))[0],
  };
}
