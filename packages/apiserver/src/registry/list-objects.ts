import { badRequest, expired, revisionTooLarge } from '../status/api-error.ts';
import { objectKey, type StoredEntry } from '../storage/stored-entry.ts';
import { prepareEntries } from './codec.ts';
import { decodeContinue, encodeContinue } from './continue-token.ts';
import { checkListOptions } from './list-options.ts';
import type { RegistryContext } from './registry-context.ts';
import { parseFieldSelector, selectedName } from './selector/field-selector.ts';
import { parseLabelSelector } from './selector/label-selector.ts';
import type { Target } from './target.ts';

/** Which objects a request selects. */
export interface Selector {
  matches(entry: StoredEntry): boolean;
  /** Whether entries have to be readable in the request's version for it (see `prepareEntries`). */
  readsObject: boolean;
}

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
export function parseSelector(query: URLSearchParams, target: Target): Selector | undefined {
  const labels = parseLabelSelector(query.get('labelSelector'));
  const fields = parseFieldSelector(query.get('fieldSelector'), target);
  if (labels === undefined) return fields;
  if (fields === undefined) return { matches: (entry) => labels(entry.labels), readsObject: false };
  const { readsObject } = fields;
  return { matches: (entry) => labels(entry.labels) && fields.matches(entry), readsObject };
}

/**
 * Lists a collection: one consistent snapshot, also over several pages.
 *
 * @throws ApiError 400, 410 or 504, and 500 when a conversion webhook fails that a selector needs
 */
export async function listObjects(
  context: RegistryContext,
  target: Target,
  query: URLSearchParams,
): Promise<ListPage> {
  checkListOptions(query);
  const table = context.store.table(target.resource.id);
  const selector = parseSelector(query, target);
  const limit = readLimit(query.get('limit'));
  const { revision, afterKey } = readPosition(context, query);
  const prefix = target.namespace === '' ? '' : objectKey(target.namespace, '');
  const name = selectedName(query.get('fieldSelector'));
  const isOnePlace = target.namespace !== '' || !target.resource.namespaced;
  if (name !== undefined && isOnePlace && afterKey === '' && revision === context.store.revision) {
    const entry = table.get(objectKey(target.namespace, name));
    const found = entry === undefined ? [] : [entry];
    await prepareSelection(found, selector, target);
    return takePage(found, selector, limit, revision);
  }
  // A page of a revision that is yet to come was begun on other data than these.
  const isKnown = revision <= context.store.revision;
  const snapshot = isKnown ? table.snapshot(revision, prefix, afterKey) : undefined;
  if (snapshot === undefined) throw tooOld(context, query, afterKey);
  if (selector?.readsObject !== true || target.resource.conversion === undefined) {
    return takePage(snapshot, selector, limit, revision);
  }
  // A snapshot is of the moment in which it is read: that may not be after the webhook.
  const entries = [...snapshot];
  await prepareSelection(entries, selector, target);
  return takePage(entries, selector, limit, revision);
}

async function prepareSelection(
  entries: readonly StoredEntry[],
  selector: Selector | undefined,
  { resource, version }: Target,
): Promise<void> {
  if (selector?.readsObject === true) await prepareEntries(entries, resource, version);
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
    if (selector !== undefined && !selector.matches(entry)) continue;
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

/** Which snapshot to read, and from where on (`resourceVersion`, `resourceVersionMatch`, `continue`). */
function readPosition(
  { store }: RegistryContext,
  query: URLSearchParams,
): { revision: number; afterKey: string } {
  const continueText = query.get('continue');
  const version = query.get('resourceVersion') ?? '';
  if (continueText !== null && continueText !== '') {
    if (version !== '' && version !== '0') {
      throw badRequest('specifying resource version is not allowed when using continue');
    }
    return decodeContinue(continueText);
  }
  const revision = readRevision(version);
  if (revision > store.revision) throw revisionTooLarge(revision, store.revision);
  return { revision: isExact(query, revision) ? revision : store.revision, afterKey: '' };
}

/** A page of a named revision is of that very revision even when the client doesn't say so. */
function isExact(query: URLSearchParams, revision: number): boolean {
  const match = query.get('resourceVersionMatch') ?? '';
  if (match !== '') return match === 'Exact';
  return revision > 0 && Number.isFinite(readLimit(query.get('limit')));
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
