/** Which entities of a collection to list. */
export interface EntityQuery {
  /** Entities per page, 1 to 1,000. The API's default is 100. */
  size?: number;
  /** Where the page before ended: its `offset`. */
  offset?: string;
  /** Only entities that carry all of these tags. */
  tags?: readonly string[];
  /** Only the entity of exactly this name. */
  name?: string;
}

/** The query string of a list of core entities. */
export function entitySearch(query: EntityQuery): URLSearchParams {
  const search = new URLSearchParams();
  if (query.size !== undefined) {
    search.set('size', String(query.size));
  }
  if (query.offset !== undefined) {
    search.set('offset', query.offset);
  }
  if (query.tags !== undefined && query.tags.length > 0) {
    search.set('tags', query.tags.join(','));
  }
  if (query.name !== undefined) {
    search.set('filter[name][eq]', query.name);
  }
  return search;
}
