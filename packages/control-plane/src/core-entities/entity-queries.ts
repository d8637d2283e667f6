import type { Kysely } from 'kysely';
import { type PreparedQuery, prepareQuery, type Slot } from '../storage/prepared-query.ts';
import type { Tables } from '../storage/tables.ts';

/** An entity as it lies in the table; `body` is the answer as JSON. */
export interface EntityRow {
  seq: number;
  control_plane_id: string;
  type: string;
  id: string;
  parent_id: string | null;
  unique_key: string | null;
  body: string;
}

interface Tag {
  control_plane_id: string;
  type: string;
  tag: string;
  seq: number;
}

/** A row of the index of references. */
export interface ReferenceRow {
  control_plane_id: string;
  referred_id: string;
  referrer_id: string;
  referrer_type: string;
  field: string;
}

interface Insert {
  organization_id: string;
  control_plane_id: string;
  type: string;
  id: string;
  parent_id: string | null;
  unique_key: string | null;
  body: string;
}

/** The statements that run once or more per request, compiled once. */
export interface EntityQueries {
  /** By id, wherever in the organisation it is. */
  byId: PreparedQuery<{ organization_id: string; id: string }, EntityRow>;
  byUniqueKey: PreparedQuery<{ control_plane_id: string; type: string; unique_key: string }, EntityRow>;
  childrenOf: PreparedQuery<{ parent_id: string }, EntityRow>;
  insert: PreparedQuery<Insert, { seq: number }>;
  update: PreparedQuery<
    { seq: number; parent_id: string | null; unique_key: string | null; body: string },
    unknown
  >;
  remove: PreparedQuery<{ seq: number }, unknown>;
  addTag: PreparedQuery<Tag, unknown>;
  removeTag: PreparedQuery<Tag, unknown>;
  referrersOf: PreparedQuery<Pick<ReferenceRow, 'control_plane_id' | 'referred_id'>, ReferenceRow>;
  addReference: PreparedQuery<ReferenceRow, unknown>;
  removeReference: PreparedQuery<Omit<ReferenceRow, 'referrer_type'>, unknown>;
}

const COLUMNS = ['seq', 'control_plane_id', 'type', 'id', 'parent_id', 'unique_key', 'body'] as const;

export function prepareEntityQueries(db: Kysely<Tables>): EntityQueries {
  return {
    byId: prepareQuery((slot: Slot<{ organization_id: string; id: string }>) =>
      db
        .selectFrom('entities')
        .select(COLUMNS)
        .where('id', '=', slot('id'))
        .where('organization_id', '=', slot('organization_id')),
    ),
    byUniqueKey: prepareQuery((slot: Slot<{ control_plane_id: string; type: string; unique_key: string }>) =>
      db
        .selectFrom('entities')
        .select(COLUMNS)
        .where('unique_key', '=', slot('unique_key'))
        .where('control_plane_id', '=', slot('control_plane_id'))
        .where('type', '=', slot('type')),
    ),
    childrenOf: prepareQuery((slot: Slot<{ parent_id: string }>) =>
      db.selectFrom('entities').select(COLUMNS).where('parent_id', '=', slot('parent_id')).orderBy('seq'),
    ),
    insert: prepareQuery((slot: Slot<Insert>) =>
      db
        .insertInto('entities')
        .values({
          organization_id: slot('organization_id'),
          control_plane_id: slot('control_plane_id'),
          type: slot('type'),
          id: slot('id'),
          parent_id: slot('parent_id'),
          unique_key: slot('unique_key'),
          body: slot('body'),
        })
        .returning('seq'),
    ),
    update: prepareQuery(
      (slot: Slot<{ seq: number; parent_id: string | null; unique_key: string | null; body: string }>) =>
        db
          .updateTable('entities')
          .set({ parent_id: slot('parent_id'), unique_key: slot('unique_key'), body: slot('body') })
          .where('seq', '=', slot('seq')),
    ),
    remove: prepareQuery((slot: Slot<{ seq: number }>) =>
      db.deleteFrom('entities').where('seq', '=', slot('seq')),
    ),
    addTag: prepareQuery((slot: Slot<Tag>) =>
      db.insertInto('entity_tags').values({
        control_plane_id: slot('control_plane_id'),
        type: slot('type'),
        tag: slot('tag'),
        seq: slot('seq'),
      }),
    ),
    removeTag: prepareQuery((slot: Slot<Tag>) =>
      db
        .deleteFrom('entity_tags')
        .where('control_plane_id', '=', slot('control_plane_id'))
        .where('type', '=', slot('type'))
        .where('tag', '=', slot('tag'))
        .where('seq', '=', slot('seq')),
    ),
    referrersOf: prepareQuery((slot: Slot<Pick<ReferenceRow, 'control_plane_id' | 'referred_id'>>) =>
      db
        .selectFrom('entity_references')
        .selectAll()
        .where('control_plane_id', '=', slot('control_plane_id'))
        .where('referred_id', '=', slot('referred_id')),
    ),
    addReference: prepareQuery((slot: Slot<ReferenceRow>) =>
      db.insertInto('entity_references').values({
        control_plane_id: slot('control_plane_id'),
        referred_id: slot('referred_id'),
        referrer_id: slot('referrer_id'),
        referrer_type: slot('referrer_type'),
        field: slot('field'),
      }),
    ),
    removeReference: prepareQuery((slot: Slot<Omit<ReferenceRow, 'referrer_type'>>) =>
      db
        .deleteFrom('entity_references')
        .where('control_plane_id', '=', slot('control_plane_id'))
        .where('referred_id', '=', slot('referred_id'))
        .where('referrer_id', '=', slot('referrer_id'))
        .where('field', '=', slot('field')),
    ),
  };
}
