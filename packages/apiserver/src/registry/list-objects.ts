import { badRequest, expired, revisionTooLarge } from '../status/api-error.ts';
import { objectKey, type StoredEntry } from '../storage/stored-entry.ts';
import { decodeContinue, encodeContinue } from './continue-token.ts';
import type { RegistryContext, Target } from './registry-context.ts';
import { parseFieldSelector, selectedName } from './selector/field-selector.ts';
import { parseLabelSelector } from './selector/label-selector.ts';

/** Whether an object is one that the request selects. */
export type Selector = (entry: StoredEntry) => boolean;

/** A page of a list, and how to get the next one. */
export interface ListPage {
  entries: StoredEntry[];
  /** The revision of the snapshot that the page is from. */
  revision: number;
  /** Absent on the last page. */
  continueToken: string | undefined;
  /** How many more there are; unknown when a selector is in force. */
  remaining: number | undefined;
}

/** The query's selectors as one; undefined selects everything. */
export function parseSelector(query: URLSearchParams, { version }: Target): Selector | undefined {
  const labels = parseLabelSelector(query.get('labelSelector'));
  const fields = parseFieldSelector(query.get('fieldSelector'), version);
  if (labels === undefined) return fields;
  if (fields === undefined) return (entry) => labels(entry.labels);
  return (entry) => labels(entry.labels) && fields(entry);
}

/** Lists a collection: one consistent snapshot, also over several pages. */
export function listObjects(context: RegistryContext, target: Target, query: URLSearchParams): ListPage {
  const table = context.store.table(target.resource.id);
  const selector = parseSelector(query, target);
  const limit = readLimit(query.get('limit'));
  const { revision, afterKey } = readPosition(context, query);
  const prefix = target.namespace === '' ? '' : objectKey(target.namespace, '');
  const name = selectedName(query.get('fieldSelector'));
  const isOnePlace = target.namespace !== '' || !target.resource.namespaced;
  if (name !== undefined && isOnePlace && revision === context.store.revision) {
    return single(table.get(objectKey(target.namespace, name)), selector, revision);
  }
  const snapshot = table.snapshot(revision, prefix, afterKey);
  if (snapshot === undefined) throw tooOld(context, query, afterKey);
  return takePage(snapshot, selector, limit, revision);
}

function takePage(
  snapshot: Iterable<StoredEntry>,
  selector: Selector | undefined,
  limit: number,
  revision: number,
): ListPage {
  const entries: StoredEntry[] = [];
  let remaining = 0;
  for (const entry of snapshot) {
    if (selector !== undefined && !selector(entry)) continue;
    if (entries.length < limit) entries.push(entry);
    else {
      remaining += 1;
      if (selector !== undefined) break;
    }
  }
  const last = entries.at(-1);
  if (remaining === 0 || last === undefined) {
    return { entries, revision, continueToken: undefined, remaining: undefined };
  }
  return {
    entries,
    revision,
    continueToken: encodeContinue({ revision, afterKey: objectKey(last.namespace, last.name) }),
    remaining: selector === undefined ? remaining : undefined,
  };
}

function single(entry: StoredEntry | undefined, selector: Selector | undefined, revision: number): ListPage {
  const entries = entry !== undefined && (selector?.(entry) ?? true) ? [entry] : [];
  return { entries, revision, continueToken: undefined, remaining: undefined };
}

/** Which snapshot to read, and from where on (`resourceVersion`, `resourceVersionMatch`, `continue`). */
function readPosition(
  { store }: RegistryContext,
  query: URLSearchParams,
): { revision: number; afterKey: string } {
  const continueText = query.get('continue');
  const version = query.get('resourceVersion') ?? '';
  const match = query.get('resourceVersionMatch') ?? '';
  if (match !== '' && match !== 'Exact' && match !== 'NotOlderThan') {
    throw badRequest(
      `resourceVersionMatch: Unsupported value: "${match}": supported values: "Exact", "NotOlderThan"`,
    );
  }
  if (continueText !== null && continueText !== '') {
    if (match !== '') throw badRequest('resourceVersionMatch is forbidden when continue is provided');
    if (version !== '' && version !== '0') {
      throw badRequest('specifying resource version is not allowed when using continue');
    }
    return decodeContinue(continueText);
  }
  if (match !== '' && version === '') {
    throw badRequest('resourceVersionMatch is forbidden unless resourceVersion is provided');
  }
  if (match === 'Exact' && version === '0') {
    throw badRequest('resourceVersionMatch "exact" is forbidden for resourceVersion "0"');
  }
  const revision = readRevision(version);
  if (revision > store.revision) throw revisionTooLarge(revision, store.revision);
  return { revision: match === 'Exact' ? revision : store.revision, afterKey: '' };
}

/** 410; for a page of a snapshot that is gone, with a token that goes on in the present. */
function tooOld({ store }: RegistryContext, query: URLSearchParams, afterKey: string): Error {
  if ((query.get('continue') ?? '') === '') {
    return expired(`The resourceVersion for the provided list is too old.`);
  }
  const message =
    'The provided continue parameter is too old to display a consistent list result. You can start a new list ' +
    'without the continue parameter, or use the continue token in this response to retrieve the remainder of ' +
    'the results. Continuing with the provided token results in an inconsistent list - objects that were ' +
    'created, modified, or deleted between the time the first chunk was returned and now may show up in the list.';
  return expired(message, encodeContinue({ revision: store.revision, afterKey }));
}

/**
 * A `resourceVersion` of a query; none is 0.
 *
 * @throws ApiError 400
 */
export function readRevision(text: string): number {
  if (text === '') return 0;
  if (!/^\d{1,15}$/.test(text)) {
    throw badRequest(`resourceVersion: Invalid value: ${JSON.stringify(text)}: it has to be a number`);
  }
  return Number(text);
}

function readLimit(text: string | null): number {
  if (text === null || text === '' || text === '0') return Number.POSITIVE_INFINITY;
  if (!/^\d{1,15}$/.test(text))
    throw badRequest(`limit: Invalid value: ${JSON.stringify(text)}: it has to be a number`);
  return Number(text);
}
