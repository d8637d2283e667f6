import type { WriteTransaction } from '../storage/database.ts';
import type { EntityDescriptor, EntityFields } from './entity-descriptor.ts';
import type { EntityQueries, EntityRow } from './entity-queries.ts';

/** Keeps the index of references like the entity: adds what only `after` refers to, removes what only `before` does. */
export async function replaceReferences(
  transaction: WriteTransaction,
  queries: EntityQueries,
  descriptor: EntityDescriptor,
  entity: Pick<EntityRow, 'control_plane_id' | 'id'>,
  before: EntityFields | undefined,
  after: EntityFields | undefined,
): Promise<void> {
  for (const { field, id } of descriptor.foreignKeys) {
    const referredBefore = before && id(before)?.toLowerCase();
    const referredAfter = after && id(after)?.toLowerCase();
    if (referredBefore === referredAfter) {
      continue;
    }
    const reference = { control_plane_id: entity.control_plane_id, referrer_id: entity.id, field };
    if (referredBefore !== undefined) {
      await queries.removeReference(transaction.db, { ...reference, referred_id: referredBefore });
    }
    if (referredAfter !== undefined) {
      await queries.addReference(transaction.db, {
        ...reference,
        referred_id: referredAfter,
        referrer_type: descriptor.type,
      });
    }
  }
}
