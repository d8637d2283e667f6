import type { Kysely, SelectQueryBuilder } from 'kysely';
import { textContains } from '../storage/dialect.ts';
import type { Tables } from '../storage/tables.ts';
import type { EntityDescriptor } from './entity-descriptor.ts';
import type { ListQuery } from './list-query.ts';

/** A page of entities as they lie in the table. */
export interface RowPage {
  rows: { id: string; body: string }[];
  /** Where the page ended, when there are more; undefined on the last page, also when that is full. */
  last: number | undefined;
}

/** A collection: all entities of a type in a control plane, or those below one parent. */
export interface Collection {
  descriptor: EntityDescriptor;
  controlPlaneId: string;
  parentId: string | undefined;
}

type Listing = SelectQueryBuilder<Tables, 'entities', { seq: number; id: string; body: string }>;

/** Lists in the order of creation, or against it, one entity more than asked for to know whether there are more. */
export async function listEntities(
  db: Kysely<Tables>,
  collection: Collection,
  query: ListQuery,
): Promise<RowPage> {
  const rows = await pageOf(filtered(db, collection, query), query).execute();
  const page = rows.slice(0, query.size);
  return {
    rows: page,
    last: rows.length > query.size ? page.at(-1)?.seq : undefined,
  };
}

function pageOf(listing: Listing, query: ListQuery): Listing {
  const ordered = listing
    .orderBy('entities.seq', query.newestFirst ? 'desc' : 'asc')
    .limit(query.size + 1)
    .offset(query.skip);
  return query.after === undefined
    ? ordered
    : ordered.where('entities.seq', query.newestFirst ? '<' : '>', query.after);
}

function filtered(db: Kysely<Tables>, collection: Collection, query: ListQuery): Listing {
  const { descriptor, controlPlaneId, parentId } = collection;
  let listing = db
    .selectFrom('entities')
    .select(['entities.seq', 'entities.id', 'entities.body'])
    .where('entities.control_plane_id', '=', controlPlaneId)
    .where('entities.type', '=', descriptor.type);
  if (parentId !== undefined) {
    listing = listing.where('entities.parent_id', '=', parentId);
  }
  if (descriptor.named && query.name !== undefined) {
    listing = listing.where('entities.unique_key', '=', query.name);
  }
  if (descriptor.named && query.nameContains !== undefined) {
    listing = listing.where(textContains(db, 'entities.unique_key', query.nameContains));
  }
  return tagged(listing, collection, query);
}

/** The index of tags leads to the entities, so that a rare tag among many entities is found without a scan. */
function tagged(listing: Listing, { descriptor, controlPlaneId }: Collection, query: ListQuery): Listing {
  const wanted = query.tagsMode === 'or' ? [query.tags] : query.tags.map((tag) => [tag]);
  return wanted
    .filter((tags) => tags.length > 0)
    .reduce(
      (found, tags) =>
        found.where('entities.seq', 'in', (tagIndex) =>
          tagIndex
            .selectFrom('entity_tags')
            .select('entity_tags.seq')
            .where('entity_tags.control_plane_id', '=', controlPlaneId)
            .where('entity_tags.type', '=', descriptor.type)
            .where('entity_tags.tag', 'in', tags),
        ),
      listing,
    );
}
