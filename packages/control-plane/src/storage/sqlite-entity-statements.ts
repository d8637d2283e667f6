import type { Kysely } from 'kysely';
import {
  ENTITY_COLUMNS,
  type EntityId,
  type EntityKey,
  type EntityRow,
  type EntityStatements,
  type StoredEntity,
} from './entity-statements.ts';
import type { PreparedQuery, PrepareQuery, Slot } from './prepared-query.ts';
import type { EntityReferenceTable, EntityTagTable, Tables } from './tables.ts';

/** Prepares the search for entities by their ids and unique keys. */
export function prepareEntityLookup(db: Kysely<Tables>, prepare: PrepareQuery): EntityStatements['find'] {
  const byId = prepare((slot: Slot<EntityId>) =>
    db
      .selectFrom('entities')
      .select(ENTITY_COLUMNS)
      .where('id', '=', slot('id'))
      .where('organization_id', '=', slot('organization_id')),
  );
  const byKey = prepare((slot: Slot<EntityKey>) =>
    db
      .selectFrom('entities')
      .select(ENTITY_COLUMNS)
      .where('unique_key', '=', slot('unique_key'))
      .where('control_plane_id', '=', slot('control_plane_id'))
      .where('type', '=', slot('type')),
  );
  return async (transaction, { ids, keys }) => [
    ...(await each(byId, transaction, ids)),
    ...(await each(byKey, transaction, keys)),
  ];
}

/** Prepares one statement per row, which in SQLite costs no more than any other way. */
export function prepareSqliteEntityStatements(db: Kysely<Tables>, prepare: PrepareQuery): EntityStatements {
  const childrenOf = prepare((slot: Slot<EntityId>) =>
    db
      .selectFrom('entities')
      .select(ENTITY_COLUMNS)
      .where('parent_id', '=', slot('id'))
      .where('organization_id', '=', slot('organization_id'))
      .orderBy('seq'),
  );
  const referencesTo = prepare((slot: Slot<{ controlPlaneId: string; id: string }>) =>
    db
      .selectFrom('entity_references')
      .selectAll()
      .where('control_plane_id', '=', slot('controlPlaneId'))
      .where('referred_id', '=', slot('id')),
  );
  const insert = prepare((slot: Slot<StoredEntity>) =>
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
  );
  const update = prepare((slot: Slot<EntityRow>) =>
    db
      .updateTable('entities')
      .set({ parent_id: slot('parent_id'), unique_key: slot('unique_key'), body: slot('body') })
      .where('seq', '=', slot('seq')),
  );
  const remove = prepare((slot: Slot<{ seq: number }>) =>
    db.deleteFrom('entities').where('seq', '=', slot('seq')),
  );
  return {
    find: prepareEntityLookup(db, prepare),
    childrenOf: (transaction, parents) => each(childrenOf, transaction, parents),
    referencesTo: (transaction, controlPlaneId, id) => referencesTo(transaction, { controlPlaneId, id }),
    insert: async (transaction, entities) =>
      (await each(insert, transaction, entities)).map(({ seq }) => seq),
    update: (transaction, entities) => done(each(update, transaction, entities)),
    remove: (transaction, seqs) =>
      done(
        each(
          remove,
          transaction,
          seqs.map((seq) => ({ seq })),
        ),
      ),
    ...prepareIndexStatements(db, prepare),
  };
}

function prepareIndexStatements(
  db: Kysely<Tables>,
  prepare: PrepareQuery,
): Pick<EntityStatements, 'addTags' | 'removeTags' | 'addReferences' | 'removeReferences'> {
  const addTag = prepare((slot: Slot<EntityTagTable>) =>
    db.insertInto('entity_tags').values({
      control_plane_id: slot('control_plane_id'),
      type: slot('type'),
      tag: slot('tag'),
      seq: slot('seq'),
    }),
  );
  const removeTag = prepare((slot: Slot<EntityTagTable>) =>
    db
      .deleteFrom('entity_tags')
      .where('control_plane_id', '=', slot('control_plane_id'))
      .where('type', '=', slot('type'))
      .where('tag', '=', slot('tag'))
      .where('seq', '=', slot('seq')),
  );
  const addReference = prepare((slot: Slot<EntityReferenceTable>) =>
    db.insertInto('entity_references').values({
      control_plane_id: slot('control_plane_id'),
      referred_id: slot('referred_id'),
      referrer_id: slot('referrer_id'),
      referrer_type: slot('referrer_type'),
      field: slot('field'),
    }),
  );
  const removeReference = prepare((slot: Slot<EntityReferenceTable>) =>
    db
      .deleteFrom('entity_references')
      .where('control_plane_id', '=', slot('control_plane_id'))
      .where('referred_id', '=', slot('referred_id'))
      .where('referrer_id', '=', slot('referrer_id'))
      .where('field', '=', slot('field')),
  );
  return {
    addTags: (transaction, tags) => done(each(addTag, transaction, tags)),
    removeTags: (transaction, tags) => done(each(removeTag, transaction, tags)),
    addReferences: (transaction, references) => done(each(addReference, transaction, references)),
    removeReferences: (transaction, references) => done(each(removeReference, transaction, references)),
  };
}

/** Runs the statement with each of the values, and answers the rows of all. */
async function each<Values, Row>(
  query: PreparedQuery<Values, Row>,
  db: Kysely<Tables>,
  values: readonly Values[],
): Promise<Row[]> {
  const rows: Row[] = [];
  for (const value of values) {
    rows.push(...(await query(db, value)));
  }
  return rows;
}

async function done(written: Promise<unknown>): Promise<void> {
  await written;
}
