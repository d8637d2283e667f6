import type { Kysely } from 'kysely';
import type { Tables } from '../storage/tables.ts';

/** An entity of one member that has the same unique name as one of another member. */
export interface GroupConflict {
  cluster_id: string;
  description: string;
  resource: { id: string; type: string };
}

/** No more are told, as Konnect has it. */
const MAX_CONFLICTS = 256;

/**
 * Finds what the members of a group can't have together on one data plane: entities of one type with one name. Whoever
 * had the name first comes first.
 */
export async function findConflicts(
  db: Kysely<Tables>,
  memberIds: readonly string[],
): Promise<GroupConflict[]> {
  if (memberIds.length < 2) {
    return [];
  }
  const rows = await db
    .selectFrom('entities')
    .innerJoin(
      (shared) =>
        shared
          .selectFrom('entities')
          .select(['type', 'unique_key'])
          .where('control_plane_id', 'in', memberIds)
          .where('unique_key', 'is not', null)
          .groupBy(['type', 'unique_key'])
          .having((builder) => builder.fn.count('id'), '>', 1)
          .as('shared'),
      (join) =>
        join
          .onRef('shared.type', '=', 'entities.type')
          .onRef('shared.unique_key', '=', 'entities.unique_key'),
    )
    .select(['entities.control_plane_id', 'entities.id', 'entities.type', 'entities.unique_key'])
    .where('entities.control_plane_id', 'in', memberIds)
    .orderBy('entities.seq')
    .limit(MAX_CONFLICTS)
    .execute();
  return rows.map((row) => ({
    cluster_id: row.control_plane_id,
    description: `another member of the group has a ${row.type} of the name '${row.unique_key}', too`,
    resource: { id: row.id, type: row.type },
  }));
}
