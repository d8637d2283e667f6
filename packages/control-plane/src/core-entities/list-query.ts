import { type CoreEntityError, fieldDetail, validationError } from '@sluice/konnect-api';
import { decodeOffset } from './entity-offset.ts';

/** Which page of a collection to answer. */
export interface ListQuery {
  size: number;
  /** The last entity of the page before, by its number in the order of creation. */
  after: number | undefined;
  /** How many entities to leave out first, where pages are counted by `page[number]`. */
  skip: number;
  newestFirst: boolean;
  /** Tags of which an entity must have all (`and`) or any (`or`); none for no filter. */
  tags: readonly string[];
  tagsMode: 'and' | 'or';
  name: string | undefined;
  nameContains: string | undefined;
}

/** The query, or the error to answer. */
export type ListQueryResult = { ok: true; query: ListQuery } | { ok: false; error: CoreEntityError };

/** A parsed query string: a parameter that was given twice is a list. */
export type QueryParameters = Readonly<Record<string, string | string[] | undefined>>;

const DEFAULT_SIZE = 100;
const MAX_SIZE = 1000;
const MAX_PAGE_NUMBER = 1_000_000;

/**
 * Reads the query string of a list of core entities: `size` and `offset`, or `page[size]` and `page[number]`, which
 * Konnect's own page sends together with its filters; `tags=a,b` (all) or `tags=a/b` (any); `filter[name][eq]` and
 * `filter[name][contains]`; `sort_desc=1`. Parameters that aren't known are ignored.
 */
export function readListQuery(parameters: QueryParameters): ListQueryResult {
  const wrong: [string, string][] = [];
  const integer = (name: string, fallback: number, maximum: number): number => {
    const text = parameters[name];
    if (text === undefined) {
      return fallback;
    }
    const value = typeof text === 'string' && /^\d{1,9}$/.test(text) ? Number(text) : Number.NaN;
    if (value >= 1 && value <= maximum) {
      return value;
    }
    wrong.push([name, `must be an integer between 1 and ${maximum}`]);
    return fallback;
  };
  const text = (name: string): string | undefined => {
    const value = parameters[name];
    if (Array.isArray(value)) {
      wrong.push([name, 'must be given once']);
      return undefined;
    }
    return value === '' ? undefined : value;
  };

  const size = integer('size', integer('page[size]', DEFAULT_SIZE, MAX_SIZE), MAX_SIZE);
  const pageNumber = integer('page[number]', 1, MAX_PAGE_NUMBER);
  const offset = text('offset');
  const after = offset === undefined ? undefined : decodeOffset(offset);
  if (offset !== undefined && after === undefined) {
    wrong.push(['offset', 'must be the offset that the page before answered']);
  }
  const tags = text('tags') ?? '';
  if (tags.includes(',') && tags.includes('/')) {
    wrong.push(['tags', "must be separated by ',' (all of them) or by '/' (any of them), not by both"]);
  }
  const tagsMode = tags.includes('/') ? 'or' : 'and';
  const query: ListQuery = {
    size,
    after,
    skip: after === undefined ? (pageNumber - 1) * size : 0,
    newestFirst: isTrue(text('sort_desc')),
    tags: unique(tags.split(tagsMode === 'or' ? '/' : ',')),
    tagsMode,
    name: text('filter[name][eq]'),
    nameContains: text('filter[name][contains]'),
  };
  if (query.tags.length > MAX_TAGS) {
    wrong.push(['tags', `at most ${MAX_TAGS} tags are allowed`]);
  }
  return wrong.length === 0
    ? { ok: true, query }
    : { ok: false, error: validationError(wrong.map(([name, message]) => fieldDetail(name, [message]))) };
}

/** An entity can't have more. */
const MAX_TAGS = 20;

function isTrue(value: string | undefined): boolean {
  return value === '1' || value === 'true';
}

function unique(tags: string[]): string[] {
  return [...new Set(tags.map((tag) => tag.trim()).filter((tag) => tag !== ''))];
}
