import type { Kysely } from 'kysely';
import {
  ENTITY_COLUMNS,
  type EntityId,
  type EntityKey,
  type EntityRow,
} from '../storage/entity-statements.ts';
import { type PreparedQuery, prepareQuery, type Slot } from '../storage/prepared-query.ts';
import type { Tables } from '../storage/tables.ts';

/** The statements that run once or more per request, compiled once. */
export interface EntityQueries {
  /** By id, wherever in the organisation it is. */
  byId: PreparedQuery<EntityId, EntityRow>;
  byUniqueKey: PreparedQuery<EntityKey, EntityRow>;
}

export function prepareEntityQueries(db: Kysely<Tables>): EntityQueries {
  return {
    byId: prepareQuery((slot: Slot<EntityId>) =>
      db
        .selectFrom('entities')
        .select(ENTITY_COLUMNS)
        .where('id', '=', slot('id'))
        .where('organization_id', '=', slot('organization_id')),
    ),
    byUniqueKey: prepareQuery((slot: Slot<EntityKey>) =>
      db
        .selectFrom('entities')
        .select(ENTITY_COLUMNS)
        .where('unique_key', '=', slot('unique_key'))
        .where('control_plane_id', '=', slot('control_plane_id'))
        .where('type', '=', slot('type')),
    ),
  };
}
