import { PROTOBUF } from '../protobuf/decode-envelope.ts';
import { deleteOptions } from '../protobuf/meta-messages.ts';
import type { ParsedBody } from '../registry/decode-object.ts';
import type { ResourceVersion } from '../registry/resource-version.ts';
import { unsupportedMediaType } from '../status/api-error.ts';
import type { ApiRequest } from './api-request.ts';
import { type BodyParser, parseJson, parseYaml, protobufParser } from './parse-body.ts';

type Parsers = Readonly<Record<string, BodyParser>>;

/** Who doesn't say what it sends is taken to send JSON, as by a real API server. */
const objectParsers: Parsers = {
  '': parseJson,
  'application/json': parseJson,
  'application/yaml': parseYaml,
};

const deleteOptionsParsers: Parsers = { ...objectParsers, [PROTOBUF]: protobufParser(deleteOptions) };

const patchParsers: Parsers = {
  'application/json-patch+json': parseJson,
  'application/merge-patch+json': parseJson,
  'application/strategic-merge-patch+json': parseJson,
  'application/apply-patch+yaml': parseYaml,
};

/** Parsers of the kinds that have a protobuf encoding. */
const withProtobuf = new WeakMap<ResourceVersion, Parsers>();

/** The media type of a request's body, without parameters. */
export function bodyType(request: Pick<ApiRequest, 'headers'>): string {
  const value = String(request.headers['content-type'] ?? '');
  return value.split(';', 1)[0]?.trim().toLowerCase() ?? '';
}

/** Reads the object that a request sends. @throws ApiError 400, 413 or 415 */
export function readObject(
  request: ApiRequest,
  version: ResourceVersion,
  findsDuplicates: boolean,
): Promise<ParsedBody> {
  return read(request, parsersOf(version), findsDuplicates);
}

/** Reads the patch that a request sends. @throws ApiError 400, 413 or 415 */
export function readPatch(request: ApiRequest, findsDuplicates: boolean): Promise<ParsedBody> {
  return read(request, patchParsers, findsDuplicates);
}

/** Reads the options that a deletion sends, where it sends any. @throws ApiError 400, 413 or 415 */
export async function readOptions(request: ApiRequest): Promise<unknown> {
  const body = await request.readBody();
  if (body.length === 0) return undefined;
  return (await parserOf(request, deleteOptionsParsers)(body, false)).value;
}

async function read(request: ApiRequest, parsers: Parsers, findsDuplicates: boolean): Promise<ParsedBody> {
  const parse = parserOf(request, parsers);
  return parse(await request.readBody(), findsDuplicates);
}

function parserOf(request: ApiRequest, parsers: Parsers): BodyParser {
  const type = bodyType(request);
  const parse = Object.hasOwn(parsers, type) ? parsers[type] : undefined;
  if (parse !== undefined) return parse;
  throw unsupportedMediaType(Object.keys(parsers).filter((one) => one !== ''));
}

function parsersOf(version: ResourceVersion): Parsers {
  if (version.protobuf === undefined) return objectParsers;
  let parsers = withProtobuf.get(version);
  if (parsers === undefined) {
    parsers = { ...objectParsers, [PROTOBUF]: protobufParser(version.protobuf) };
    withProtobuf.set(version, parsers);
  }
  return parsers;
}
