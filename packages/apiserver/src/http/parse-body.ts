import { decodeEnvelope } from '../protobuf/decode-envelope.ts';
import type { MessageType } from '../protobuf/message-type.ts';
import { MalformedProtobufError } from '../protobuf/wire-reader.ts';
import type { ParsedBody } from '../registry/decode-object.ts';
import { ApiError, badRequest, bodyTooLarge, nestedTooDeeply } from '../status/api-error.ts';
import { duplicateFields } from './duplicate-fields.ts';
import { isNestedTooDeeply, MAX_NESTING } from './nesting.ts';

/** The longest body in YAML: reading it takes a hundred times as long as reading JSON, and nobody else is served. */
const MAX_YAML_BYTES = 512 * 1024;

/**
 * Reads a body.
 *
 * @param findsDuplicates whether to look for fields that are given twice
 * @throws ApiError 400 for what can't be read
 */
export type BodyParser = (body: Buffer, findsDuplicates: boolean) => ParsedBody | Promise<ParsedBody>;

export const parseJson: BodyParser = (body, findsDuplicates) => {
  if (isNestedTooDeeply(body)) throw nestedTooDeeply(MAX_NESTING);
  const text = body.toString();
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    const why = cause instanceof SyntaxError ? cause.message : String(cause);
    throw badRequest(`the body of the request is no valid JSON: ${why}`, { cause });
  }
  return { value, duplicates: findsDuplicates ? duplicateFields(text).map(duplicateField) : [] };
};

export const parseYaml: BodyParser = async (body, findsDuplicates) => {
  // Clients mostly send JSON under this name, which is YAML, too, and much faster to read.
  const json = body[0] === OPEN_BRACE ? tryJson(body, findsDuplicates) : undefined;
  if (json !== undefined) return json;
  if (body.length > MAX_YAML_BYTES) throw bodyTooLarge(MAX_YAML_BYTES);
  const { readYaml } = await import('./read-yaml.ts');
  return readYaml(body.toString());
};

/** Reads Kubernetes' protobuf encoding of one kind. */
export function protobufParser(type: MessageType): BodyParser {
  return (body) => {
    try {
      return { value: decodeEnvelope(body, type), duplicates: [] };
    } catch (cause) {
      if (!(cause instanceof MalformedProtobufError || cause instanceof SyntaxError)) throw cause;
      throw badRequest(`the body of the request is no valid protobuf: ${cause.message}`, { cause });
    }
  };
}

const OPEN_BRACE = '{'.charCodeAt(0);

/** Undefined for what is YAML in flow style, not JSON. */
function tryJson(body: Buffer, findsDuplicates: boolean): ParsedBody | Promise<ParsedBody> | undefined {
  try {
    return parseJson(body, findsDuplicates);
  } catch (error) {
    if (error instanceof ApiError) return undefined;
    throw error;
  }
}

function duplicateField(path: string): string {
  return `duplicate field ${JSON.stringify(path)}`;
}
