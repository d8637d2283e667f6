import { type Document, Lexer, Parser, parseDocument } from 'yaml';
import type { ParsedBody } from '../registry/decode-object.ts';
import { badRequest, nestedTooDeeply } from '../status/api-error.ts';
import { isNestedTooDeeply, MAX_NESTING } from './nesting.ts';

/**
 * The deepest that YAML may be nested. The library composes what is nested by recursion, and takes about a kilobyte of
 * the stack for each level. It must not come near the end of that: what is thrown there is no RangeError alone, but
 * whatever the engine was about to do, such as a SyntaxError where it was about to compile a regular expression.
 */
const MAX_YAML_NESTING = 250;

/**
 * Reads a body in YAML.
 *
 * @throws ApiError 400 for what is no YAML, or is nested too deeply
 */
export function readYaml(text: string): ParsedBody {
  checkNesting(text);
  const document = parseDocument(text, { logLevel: 'silent' });
  const error = document.errors.find(({ code }) => code !== 'DUPLICATE_KEY');
  if (error !== undefined) {
    throw badRequest(`the body of the request is no valid YAML: ${error.message}`, { cause: error });
  }
  const duplicates = document.errors.map(({ linePos }) => `line ${linePos?.[0].line}: key is set twice`);
  const json = toJson(document);
  if (isNestedTooDeeply(Buffer.from(json))) throw nestedTooDeeply(MAX_NESTING);
  return { value: JSON.parse(json), duplicates };
}

/**
 * The first of the library's two steps takes no more of the stack for what is nested, and knows how deep it is.
 *
 * @throws ApiError 400
 */
function checkNesting(text: string): void {
  const parser = new Parser();
  for (const lexeme of new Lexer().lex(text)) {
    // What has become complete isn't needed.
    for (const _ of parser.next(lexeme));
    if (parser.stack.length > MAX_YAML_NESTING) throw nestedTooDeeply(MAX_YAML_NESTING);
  }
}

/** Aliases may lead back to where they are, or to the same thing in many places; JSON knows neither. */
function toJson(document: Document): string {
  try {
    return JSON.stringify(document.toJS()) ?? 'null';
  } catch (cause) {
    // Aliases within what other aliases stand for are nested as deep as all of them together.
    if (cause instanceof RangeError) throw nestedTooDeeply(MAX_NESTING, { cause });
    const why = 'an alias leads nowhere or into itself, or aliases make it too large';
    throw badRequest(`the body of the request is no valid YAML: ${why}`, { cause });
  }
}
