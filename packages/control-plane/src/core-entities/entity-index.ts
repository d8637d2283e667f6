import type { EntityIndex } from '../storage/entity-working-set.ts';
import type { EntityDescriptor, EntityFields } from './entity-descriptor.ts';

/** What an entity is to be found by beside its id and its unique key. */
export function indexOf(descriptor: EntityDescriptor, entity: EntityFields): EntityIndex {
  return {
    tags: Array.isArray(entity.tags) ? entity.tags : [],
    references: descriptor.foreignKeys.flatMap(({ field, id }) => {
      const referred = id(entity)?.toLowerCase();
      return referred === undefined ? [] : [{ field, id: referred }];
    }),
  };
}
