import type { ParsedBody } from '../registry/decode-object.ts';
import { badRequest, unsupportedMediaType } from '../status/api-error.ts';
import { duplicateFields } from './duplicate-fields.ts';

type Parse = (text: string, findsDuplicates: boolean) => ParsedBody | Promise<ParsedBody>;

/** How bodies are read, by media type. JSON is the default, as with a real API server. */
const parsers: Record<string, Parse> = {
  '': parseJson,
  'application/json': parseJson,
  'application/yaml': parseYaml,
};

/** The media type of a `Content-Type` header, without parameters. */
export function mediaTypeOf(contentType: string | undefined): string {
  return (contentType ?? '').split(';', 1)[0]?.trim().toLowerCase() ?? '';
}

/**
 * Parses the body of a request that sends an object.
 *
 * @param findsDuplicates whether to look for fields that are given twice
 * @throws ApiError 415 for other types, 400 for what can't be parsed
 */
export async function parseBody(
  body: Buffer,
  mediaType: string,
  findsDuplicates: boolean,
  accepted: Record<string, Parse> = parsers,
): Promise<ParsedBody> {
  const parse = Object.hasOwn(accepted, mediaType) ? accepted[mediaType] : undefined;
  if (parse === undefined) throw unsupportedMediaType(Object.keys(accepted).filter((type) => type !== ''));
  return parse(body.toString(), findsDuplicates);
}

/** @throws ApiError 400 */
export function parseJson(text: string, findsDuplicates: boolean): ParsedBody {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    const why = cause instanceof SyntaxError ? cause.message : 'unknown';
    throw badRequest(`the body of the request is no valid JSON: ${why}`, { cause });
  }
  return { value, duplicates: findsDuplicates ? duplicateFields(text).map(duplicateField) : [] };
}

/** @throws ApiError 400 */
export async function parseYaml(text: string, findsDuplicates: boolean): Promise<ParsedBody> {
  // Clients mostly send JSON under this name, and JSON is YAML.
  if (text.trimStart().startsWith('{')) {
    try {
      return parseJson(text, findsDuplicates);
    } catch {
      // It was YAML in flow style after all; the parser below reads it or says what is wrong.
    }
  }
  const { parseDocument } = await import('yaml');
  const document = parseDocument(text, { logLevel: 'silent' });
  const [error] = document.errors.filter(({ code }) => code !== 'DUPLICATE_KEY');
  if (error !== undefined) {
    throw badRequest(`the body of the request is no valid YAML: ${error.message}`, { cause: error });
  }
  const duplicates = document.errors.map(
    ({ linePos }) => `line ${linePos?.[0].line}: key is already set in map`,
  );
  try {
    return { value: document.toJS(), duplicates };
  } catch (cause) {
    throw badRequest('the body of the request is no valid YAML: an alias leads nowhere or to too much', {
      cause,
    });
  }
}

function duplicateField(path: string): string {
  return `duplicate field ${JSON.stringify(path)}`;
}
