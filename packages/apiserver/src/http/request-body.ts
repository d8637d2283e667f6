import { typeNameOf } from '../built-in-schemas/read-types.ts';
import { PROTOBUF } from '../protobuf/decode-envelope.ts';
import { typeMessage } from '../protobuf/type-message.ts';
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

/** Parsers with protobuf, by the type that they read. */
const withProtobuf = new Map<string, Parsers>();

const patchParsers: Parsers = {
  'application/json-patch+json': parseJson,
  'application/merge-patch+json': parseJson,
  'application/strategic-merge-patch+json': parseJson,
  'application/apply-patch+yaml': parseYaml,
};

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
  const { builtIn, group, version: name, kind } = version.served;
  const parsers = builtIn ? parsersOf(typeNameOf(group, name, kind)) : objectParsers;
  return read(request, parsers, findsDuplicates);
}

/** Reads the patch that a request sends. @throws ApiError 400, 413 or 415 */
export function readPatch(request: ApiRequest, findsDuplicates: boolean): Promise<ParsedBody> {
  return read(request, patchParsers, findsDuplicates);
}

/** Reads the options that a deletion sends, where it sends any. @throws ApiError 400, 413 or 415 */
export async function readOptions(request: ApiRequest): Promise<unknown> {
  const body = await request.readBody();
  if (body.length === 0) return undefined;
  return (await parserOf(request, parsersOf('meta.v1.DeleteOptions'))(body, false)).value;
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

/** The kinds of CRDs have no protobuf encoding. */
function parsersOf(type: string): Parsers {
  const known = withProtobuf.get(type);
  if (known !== undefined) return known;
  const message = typeMessage(type);
  const parsers =
    message === undefined ? objectParsers : { ...objectParsers, [PROTOBUF]: protobufParser(message) };
  withProtobuf.set(type, parsers);
  return parsers;
}
