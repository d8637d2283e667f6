import { sampleObject } from '../server/sample-objects.ts';
import type { Aim } from './aims.ts';
import { soundObjects, soundPatches } from './bodies.ts';
import { mutate, mutateBytes, mutateText } from './mutate.ts';
import type { Random } from './random.ts';
import { protobufOf, soundRequest } from './sound-requests.ts';

/** A request as it goes over the wire. */
export interface FuzzRequest {
  method: string;
  path: string;
  headers: Record<string, string>;
  body: string | Buffer | undefined;
}

const methods = [
  'GET',
  'GET',
  'POST',
  'POST',
  'PUT',
  'PUT',
  'PATCH',
  'PATCH',
  'PATCH',
  'DELETE',
  'HEAD',
  'OPTIONS',
  'CONNECTX',
];
const names = [
  'a',
  'b',
  'c',
  'A',
  'a.b',
  '%2e%2e',
  '..',
  'x%00',
  '%zz',
  '',
  'a'.repeat(300),
  '__proto__',
  'widgets',
];
const namespaces = ['fuzz', 'fuzz', 'fuzz', 'default', 'none', '', '..', 'constructor'];
const elsewhere = [
  '/',
  '/api',
  '/apis',
  '/version',
  '/healthz',
  '/readyz?verbose',
  '/metrics',
  '/openapi/v2',
  '/openapi/v3',
  '/openapi/v3/api/v1',
  '/apis//v1',
  '//',
  '/%',
  '/api/v1/namespaces/fuzz/status',
  '/.well-known/openid-configuration',
];
const bodyTypes = [
  'application/json',
  'application/json',
  'application/yaml',
  'application/vnd.kubernetes.protobuf',
  'text/plain',
  '',
  'application/json; charset=utf-8',
];
const patchTypes = [
  'application/json-patch+json',
  'application/merge-patch+json',
  'application/strategic-merge-patch+json',
  'application/apply-patch+yaml',
  'application/json',
];
const accepts = [
  '',
  '*/*',
  'application/json',
  'application/yaml',
  'application/json;as=Table;g=meta.k8s.io;v=v1',
  'application/json;as=Table;g=meta.k8s.io;v=v1,application/json',
  'application/json;as=PartialObjectMetadata;g=meta.k8s.io;v=v1',
  'application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1',
  'application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList',
  'application/vnd.kubernetes.protobuf,application/json',
  'application/vnd.kubernetes.protobuf',
  'application/json;as=Table;v=v9',
  ';;q=,',
  'application/json;q=x',
];
const queries: [string, readonly string[]][] = [
  ['limit', ['0', '1', '2', '-1', 'x', '9'.repeat(40)]],
  ['continue', ['x', 'e30', 'eyJ2Ijoic2x1aWNlL3YxIiwicnYiOjEsImFmdGVyIjoiYSJ9']],
  ['resourceVersion', ['0', '1', 'x', '-1', '99999999', '9'.repeat(40)]],
  ['resourceVersionMatch', ['Exact', 'NotOlderThan', 'x']],
  ['labelSelector', ['a=b', 'a in (b,c)', '!a', 'a in (', '=,', 'a>1', 'x'.repeat(4000), 'a notin (b),c']],
  [
    'fieldSelector',
    [
      'metadata.name=a',
      'metadata.namespace!=x',
      'spec.color=red',
      'a',
      '=',
      'metadata.name=a\\,b',
      '__proto__=x',
    ],
  ],
  ['watch', ['1', 'true', '0', 'x']],
  ['sendInitialEvents', ['true', 'false', 'x']],
  ['allowWatchBookmarks', ['true', 'x']],
  ['timeoutSeconds', ['1', '0', '-1', 'x', '1e9']],
  ['dryRun', ['All', 'Some', '']],
  ['fieldManager', ['me', '', 'x'.repeat(200), '\u00e9']],
  ['fieldValidation', ['Strict', 'Warn', 'Ignore', 'x']],
  ['force', ['true', 'false', 'x']],
  ['propagationPolicy', ['Foreground', 'Background', 'Orphan', 'x']],
  ['gracePeriodSeconds', ['0', '-1', 'x']],
  ['orphanDependents', ['true', 'x']],
  ['includeObject', ['None', 'Object', 'x']],
  ['pretty', ['true']],
];

/** A request that may or may not make sense. */
export function randomRequest(random: Random, group: string, aims: readonly Aim[]): FuzzRequest {
  const aim = random.pick(aims);
  const sound = random.chance(0.3) ? soundRequest(random, group, aim) : undefined;
  if (sound !== undefined) return sound;
  const method = random.pick(methods);
  const path = random.chance(0.05) ? random.pick(elsewhere) : resourcePath(random, aim);
  const separator = path.includes('?') ? '&' : '?';
  const query = randomQuery(random);
  const url = (random.chance(0.03) ? mutateText(random, path) : path) + (query && separator + query);
  const { type, body } = randomPayload(random, method, group, aim);
  const headers: Record<string, string> = {};
  const accept = random.pick(accepts);
  if (accept !== '') headers['accept'] = accept;
  if (type !== undefined) headers['content-type'] = type;
  if (random.chance(0.1)) headers['accept-encoding'] = 'gzip';
  // What no HTTP client would send isn't the API's business.
  return {
    method,
    path: `/${encodeURI(url.slice(1)).replaceAll('%25', '%').replaceAll('#', '%23')}`,
    headers,
    body,
  };
}

/** A body with its type, which are mostly meant for each other. */
function randomPayload(
  random: Random,
  method: string,
  group: string,
  aim: Aim,
): { type: string | undefined; body: FuzzRequest['body'] } {
  if (method === 'GET' || method === 'HEAD') return { type: undefined, body: undefined };
  const bytes = random.chance(0.2) ? protobufOf(aim, random.pick(['a', 'b', 'c'])) : undefined;
  if (method !== 'PATCH' && bytes !== undefined) {
    const body = random.chance(0.7) ? mutateBytes(random, bytes) : bytes;
    return { type: 'application/vnd.kubernetes.protobuf', body };
  }
  const body = randomBody(random, method, group, aim);
  const type = body === undefined ? undefined : random.pick(method === 'PATCH' ? patchTypes : bodyTypes);
  return { type, body };
}

function resourcePath(random: Random, { collection, subresources }: Aim): string {
  const place = collection.replace('{namespace}', random.pick(namespaces));
  if (random.chance(0.3)) return place;
  const name = random.chance(0.7) ? random.pick(['a', 'b', 'c']) : random.pick(names);
  const parts = ['', '', '', ...subresources, 'status', 'scale', 'finalize', 'x'];
  const subresource = random.pick(parts);
  return `${place}/${name}${subresource && `/${subresource}`}`;
}

function randomQuery(random: Random): string {
  const parts: string[] = [];
  while (random.chance(0.45)) {
    const [name, values] = random.pick(queries);
    parts.push(`${name}=${encodeURIComponent(random.pick(values))}`);
  }
  const query = parts.join('&');
  return random.chance(0.03) ? mutateText(random, query) : query;
}

function randomBody(
  random: Random,
  method: string,
  group: string,
  { builtIn }: Aim,
): string | Buffer | undefined {
  if (random.chance(0.05)) return undefined;
  if (random.chance(0.05))
    return Buffer.from(Array.from({ length: random.below(200) }, () => random.below(256)));
  const isPatch = method === 'PATCH' && random.chance(0.5);
  const name = random.pick(['a', 'b', 'c']);
  const object =
    builtIn !== undefined && random.chance(0.5)
      ? sampleObject(builtIn.resource, builtIn.kind, name)
      : random.pick(soundObjects(group, name));
  const sound = isPatch ? random.pick(soundPatches) : object;
  const value = random.chance(0.7) ? mutate(random, sound) : sound;
  const text = JSON.stringify(value) ?? '';
  if (random.chance(0.03)) return Buffer.concat([Buffer.from('k8s\u0000'), Buffer.from(text)]);
  return random.chance(0.1) ? mutateText(random, text) : text;
}
