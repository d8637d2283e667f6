import type { KubeObject } from '../kube-object.ts';
import { decodeEntry, encodeEntry } from '../registry/codec.ts';
import type { ListPage } from '../registry/list-objects.ts';
import type { Target } from '../registry/target.ts';
import { badRequest } from '../status/api-error.ts';
import type { StoredEntry } from '../storage/stored-entry.ts';
import { toPartialMetadata } from '../table/partial-metadata.ts';
import { type IncludeObject, type TableOptions, toTable } from '../table/table.ts';
import type { MediaType } from './media-type.ts';

/** Long lists are sent in pieces of about this length. */
const CHARS_PER_PIECE = 256 * 1024;

/**
 * How objects are shown in the form that a client asked for. Everything is JSON text: where a client wants
 * objects as they are stored, their text is passed on without being parsed.
 */
export interface Presenter {
  /** One object, given as JSON in the target's version. */
  object(json: string): string;
  entry(entry: StoredEntry): string;
  /** In pieces, to be sent one after the other. */
  list(page: ListPage): Iterable<string>;
  /** Marks a position in a watch. */
  bookmark(revision: number, annotations: Record<string, string> | undefined): string;
}

/** @throws ApiError 400 for a wrong `includeObject` */
export function presenter(target: Target, mediaType: MediaType, query: URLSearchParams): Presenter {
  if (mediaType.shape === 'Table') return tablePresenter(target, mediaType, query);
  if (mediaType.shape === 'PartialObjectMetadata') return metadataPresenter(target, mediaType);
  return objectPresenter(target);
}

function objectPresenter({ resource, version }: Target): Presenter {
  const entry = (one: StoredEntry): string => encodeEntry(one, resource, version);
  return {
    object: (json) => json,
    entry,
    list: (page) => listJson(version.served.listKind, version.apiVersion, page, entry),
    bookmark: (revision, annotations) =>
      JSON.stringify(emptyObject(version.served.kind, version.apiVersion, revision, annotations)),
  };
}

function metadataPresenter({ resource, version }: Target, { metaVersion }: MediaType): Presenter {
  const show = (object: KubeObject): string => JSON.stringify(toPartialMetadata(object, metaVersion));
  const entry = (one: StoredEntry): string => show(decodeEntry(one, resource, version));
  const apiVersion = `meta.k8s.io/${metaVersion}`;
  return {
    object: (json) => show(JSON.parse(json)),
    entry,
    list: (page) => listJson('PartialObjectMetadataList', apiVersion, page, entry),
    bookmark: (revision, annotations) =>
      JSON.stringify(emptyObject('PartialObjectMetadata', apiVersion, revision, annotations)),
  };
}

function tablePresenter(target: Target, { metaVersion }: MediaType, query: URLSearchParams): Presenter {
  const { resource, version } = target;
  const includeObject = readIncludeObject(query.get('includeObject') ?? '');
  let withDefinitions = true;
  const show = (objects: KubeObject[], metadata: Record<string, unknown>): string => {
    const { columns } = version;
    const options: TableOptions = { columns, metaVersion, includeObject, withDefinitions, nowMs: Date.now() };
    // A client that watches has the columns from the first event.
    withDefinitions = false;
    return JSON.stringify(toTable(objects, metadata, options));
  };
  const object = (one: KubeObject): string => show([one], { resourceVersion: one.metadata.resourceVersion });
  return {
    object: (json) => object(JSON.parse(json)),
    entry: (entry) => object(decodeEntry(entry, resource, version)),
    list: (page) => {
      const objects = page.entries.map((entry) => decodeEntry(entry, resource, version));
      return [show(objects, listMetadata(page))];
    },
    bookmark: (revision, annotations) => show([], { resourceVersion: String(revision), annotations }),
  };
}

/** The text of a list, piece by piece: a long one is never in memory as a whole. */
function* listJson(
  kind: string,
  apiVersion: string,
  page: ListPage,
  show: (entry: StoredEntry) => string,
): Generator<string> {
  const head = JSON.stringify({ kind, apiVersion, metadata: listMetadata(page) });
  let piece = `${head.slice(0, -1)},"items":[`;
  let separator = '';
  for (const entry of page.entries) {
    piece += separator + show(entry);
    separator = ',';
    if (piece.length < CHARS_PER_PIECE) continue;
    yield piece;
    piece = '';
  }
  yield `${piece}]}`;
}

/** meta/v1 ListMeta. */
function listMetadata({ revision, continueToken, remaining }: ListPage): Record<string, unknown> {
  return { resourceVersion: String(revision), continue: continueToken, remainingItemCount: remaining };
}

function emptyObject(
  kind: string,
  apiVersion: string,
  revision: number,
  annotations: Record<string, string> | undefined,
): KubeObject {
  return { kind, apiVersion, metadata: { resourceVersion: String(revision), annotations } };
}

function readIncludeObject(text: string): IncludeObject {
  if (text === '') return 'Metadata';
  if (text === 'None' || text === 'Metadata' || text === 'Object') return text;
  throw badRequest(
    `includeObject: Unsupported value: ${JSON.stringify(text)}: supported values: "None", "Metadata", "Object"`,
  );
}
