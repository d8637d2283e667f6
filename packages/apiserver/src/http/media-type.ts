import { notAcceptable } from '../status/api-error.ts';

/** What a client wants to be told of objects: all, a table, or their metadata. */
export type Shape = 'Object' | 'Table' | 'PartialObjectMetadata';

/** A media type in the form that this server writes it. */
export interface MediaType {
  type: 'application/json' | 'application/yaml';
  shape: Shape;
  /** Version of meta.k8s.io in which tables and partial metadata are written. */
  metaVersion: string;
}

/** What can be written. Go clients ask for protobuf first and take JSON. */
const WRITABLE = ['application/json', 'application/yaml'] as const;

const plainJson: MediaType = { type: 'application/json', shape: 'Object', metaVersion: 'v1' };

/** Accept headers repeat: a client has a handful. */
const known = new Map<string, MediaType>();
const MAX_KNOWN = 200;

/**
 * Chooses what to answer with (RFC 9110 Accept, with Kubernetes' parameters `as`, `v` and `g`).
 *
 * @throws ApiError 406
 */
export function negotiate(accept: string | undefined): MediaType {
  if (accept === undefined || accept === '' || accept === '*/*') return plainJson;
  let chosen = known.get(accept);
  if (chosen === undefined) {
    chosen = choose(accept);
    if (known.size >= MAX_KNOWN) known.clear();
    known.set(accept, chosen);
  }
  return chosen;
}

function choose(accept: string): MediaType {
  const wishes = accept.split(',').map(parseWish);
  // The sort is stable: equal wishes stay in the client's order.
  wishes.sort((a, b) => b.quality - a.quality);
  for (const wish of wishes) {
    const mediaType = wish.quality > 0 ? toMediaType(wish) : undefined;
    if (mediaType !== undefined) return mediaType;
  }
  throw notAcceptable(WRITABLE);
}

interface Wish {
  type: string;
  parameters: Map<string, string>;
  quality: number;
}

function parseWish(text: string): Wish {
  const [type = '', ...rest] = text.split(';').map((part) => part.trim());
  const parameters = new Map<string, string>();
  for (const parameter of rest) {
    const [key = '', value = ''] = parameter.split('=');
    parameters.set(key.trim().toLowerCase(), value.trim());
  }
  const quality = Number(parameters.get('q') ?? 1);
  return { type: type.toLowerCase(), parameters, quality: Number.isNaN(quality) ? 0 : quality };
}

function toMediaType({ type, parameters }: Wish): MediaType | undefined {
  const written = type === '*/*' || type === 'application/*' ? 'application/json' : type;
  const writable = WRITABLE.find((candidate) => candidate === written);
  if (writable === undefined) return undefined;
  const as = parameters.get('as');
  if (as === undefined) return { type: writable, shape: 'Object', metaVersion: 'v1' };
  const metaVersion = parameters.get('v') ?? '';
  if (parameters.get('g') !== 'meta.k8s.io' || !['v1', 'v1beta1'].includes(metaVersion)) return undefined;
  if (as === 'Table') return { type: writable, shape: 'Table', metaVersion };
  if (as === 'PartialObjectMetadata' || as === 'PartialObjectMetadataList') {
    return { type: writable, shape: 'PartialObjectMetadata', metaVersion };
  }
  return undefined;
}
