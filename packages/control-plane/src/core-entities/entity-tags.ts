import type { WriteTransaction } from '../storage/database.ts';
import type { EntityQueries, EntityRow } from './entity-queries.ts';

/** The tags in the JSON of an entity. */
export function tagsOf(entity: { tags?: unknown } | undefined): readonly string[] {
  return Array.isArray(entity?.tags) ? entity.tags : [];
}

/** Keeps the index of tags like the entity: adds what is new in `after` and removes what only `before` has. */
export async function replaceTags(
  transaction: WriteTransaction,
  queries: EntityQueries,
  entity: Pick<EntityRow, 'control_plane_id' | 'type' | 'seq'>,
  before: readonly string[],
  after: readonly string[],
): Promise<void> {
  const { control_plane_id, type, seq } = entity;
  for (const tag of after) {
    if (!before.includes(tag)) {
      await queries.addTag(transaction.db, { control_plane_id, type, tag, seq });
    }
  }
  for (const tag of before) {
    if (!after.includes(tag)) {
      await queries.removeTag(transaction.db, { control_plane_id, type, tag, seq });
    }
  }
}
