import type { EntityDescriptor, EntityFields } from '../core-entities/entity-descriptor.ts';
import { FORMAT_VERSION } from './declarative-document.ts';

/** A document whose frame is right; what is in its collections has not been looked at. */
export interface ReadDocument {
  collections: EntityFields;
  /** Only entities with all of these tags are the document's business; it gives them to all that it holds. */
  selectTags: readonly string[];
}

/** The document, or what is wrong with its frame. */
export type ReadDocumentResult = { ok: true; document: ReadDocument } | { ok: false; problems: string[] };

/** What decK's files may hold beside collections, and what no import needs. */
const SILENT_KEYS = ['_konnect', '_info', '_comment'];

/**
 * Reads the frame of a document: its version, what it is about, and which collections it has. What isn't supported is a
 * problem and not passed over, because an import deletes what a document doesn't hold.
 */
export function readDocument(value: unknown, descriptors: readonly EntityDescriptor[]): ReadDocumentResult {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    return { ok: false, problems: ['the document must be an object with collections of entities'] };
  }
  const { _format_version: version, ...rest } = value as EntityFields;
  const problems: string[] = [];
  if (version !== FORMAT_VERSION) {
    problems.push(`_format_version: must be "${FORMAT_VERSION}"`);
  }
  const known = descriptors.filter(({ parent }) => !parent?.required).map(({ collection }) => collection);
  for (const [name, held] of Object.entries(rest)) {
    if (known.includes(name)) {
      problems.push(...(held === null || Array.isArray(held) ? [] : [`${name}: must be a list`]));
    } else if (!SILENT_KEYS.includes(name) && !isEmpty(held)) {
      problems.push(`${name}: isn't supported; known are ${known.join(', ')}`);
    }
  }
  const info = readInfo(rest['_info'], problems);
  return problems.length > 0
    ? { ok: false, problems }
    : { ok: true, document: { collections: rest, selectTags: info } };
}

function isEmpty(held: unknown): boolean {
  return held === null || (Array.isArray(held) && held.length === 0);
}

function readInfo(info: unknown, problems: string[]): readonly string[] {
  if (info === undefined || info === null) {
    return [];
  }
  if (typeof info !== 'object' || Array.isArray(info)) {
    problems.push('_info: must be an object');
    return [];
  }
  const { select_tags: tags = [], ...others } = info as EntityFields;
  for (const [name, held] of Object.entries(others)) {
    if (!isEmpty(held)) {
      problems.push(`_info.${name}: isn't supported; known is select_tags`);
    }
  }
  if (!Array.isArray(tags) || tags.some((tag) => typeof tag !== 'string')) {
    problems.push('_info.select_tags: must be a list of tags');
    return [];
  }
  return tags;
}
