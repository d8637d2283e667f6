import { type Kysely, sql } from 'kysely';
import { BatchedLookup } from './batched-lookup.ts';
import {
  type EntityId,
  type EntityKey,
  type EntityStatements,
  idText,
  keyText,
} from './entity-statements.ts';
import type { ControlPlaneRow, RowLookup } from './row-lookup.ts';
import type { Tables } from './tables.ts';

/** Looks up together what is asked for at the same time: what costs here is the way to the server and back. */
export function postgresqlRowLookup(
  db: Kysely<Tables>,
  statements: Pick<EntityStatements, 'find'>,
): RowLookup {
  const byId = new BatchedLookup(idText, async (ids: readonly EntityId[]) => {
    const rows = await statements.find(db, { ids, keys: [] });
    return new Map(rows.map((row) => [idText(row), row]));
  });
  const byKey = new BatchedLookup(keyText, async (keys: readonly EntityKey[]) => {
    const rows = await statements.find(db, { ids: [], keys });
    return new Map(rows.map((row) => [keyText({ ...row, unique_key: row.unique_key ?? '' }), row]));
  });
  const controlPlanes = new BatchedLookup(String, async (ids: readonly string[]) => {
    const { rows } = await sql<ControlPlaneRow>`
      select id, organization_id, cluster_type from control_planes where id = any(${ids}::text[])`.execute(
      db,
    );
    return new Map(rows.map((row) => [row.id, row]));
  });
  return {
    entityById: (id) => byId.find(id),
    entityByKey: (key) => byKey.find(key),
    controlPlane: (id) => controlPlanes.find(id),
  };
}
