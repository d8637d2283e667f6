import type { Environment } from '@marcbachmann/cel-js';
import { spendText } from '../evaluation-budget.ts';
import { evaluationFailure } from '../evaluation-failure.ts';
import { define } from './define.ts';
import { formatString } from './format-string.ts';

/** Texts that a rule makes may not be longer than any object that it reads. */
const maxTextLength = 4 * 1024 * 1024;

/**
 * Registers the functions on strings that Kubernetes has (cel-go's strings extension, version 2). Positions count
 * code points. `lowerAscii` and `upperAscii` change nothing but ASCII letters.
 */
export function registerStrings(env: Environment): void {
  define(env, {
    'string.k8s_contains(string): bool': (text: string, part: string) => charged(text).includes(part),
    'string.k8s_indexOf(string): int': (text: string, part: string) => indexOf(text, part, 0n),
    'string.k8s_indexOf(string, int): int': indexOf,
    'string.k8s_lastIndexOf(string): int': (text: string, part: string) => lastIndexOf(text, part, undefined),
    'string.k8s_lastIndexOf(string, int): int': lastIndexOf,
    'string.k8s_substring(int): string': (text: string, start: bigint) => substring(text, start, undefined),
    'string.k8s_substring(int, int): string': substring,
    'string.k8s_split(string): list<string>': (text: string, separator: string) =>
      split(text, separator, -1n),
    'string.k8s_split(string, int): list<string>': split,
    'string.k8s_lowerAscii(): string': (text: string) =>
      charged(text).replaceAll(/[A-Z]+/g, (letters) => letters.toLowerCase()),
    'string.k8s_upperAscii(): string': (text: string) =>
      charged(text).replaceAll(/[a-z]+/g, (letters) => letters.toUpperCase()),
    'string.k8s_trim(): string': (text: string) => charged(text).trim(),
    'string.charAt(int): string': charAt,
    'string.replace(string, string): string': (text: string, from: string, to: string) =>
      replace(text, from, to, -1n),
    'string.replace(string, string, int): string': replace,
    'string.format(list): string': (pattern: string, values: unknown[]) =>
      bounded(formatString(pattern, values)),
    'list<string>.k8s_join(): string': (texts: Iterable<string>) => join(texts, ''),
    'list<string>.k8s_join(string): string': join,
  });
  class StringsNamespace {}
  env.registerType('StringsNamespace', StringsNamespace);
  env.registerConstant('strings', 'StringsNamespace', new StringsNamespace());
  define(env, {
    'StringsNamespace.quote(string): string': (_: unknown, text: string) => quote(charged(text)),
  });
}

function charged(text: string): string {
  spendText(text.length);
  return text;
}

function bounded(text: string): string {
  if (text.length > maxTextLength) throw evaluationFailure(`text is longer than ${maxTextLength} characters`);
  spendText(text.length);
  return text;
}

function codePoints(text: string): string[] {
  return [...charged(text)];
}

function indexOf(text: string, part: string, from: bigint): bigint {
  const characters = codePoints(text);
  if (from < 0n || from > characters.length) throw evaluationFailure(`index out of range: ${from}`);
  if (part === '') return from;
  const head = characters.slice(0, Number(from)).join('').length;
  const found = text.indexOf(part, head);
  return found < 0 ? -1n : BigInt([...text.slice(0, found)].length);
}

function lastIndexOf(text: string, part: string, from: bigint | undefined): bigint {
  const characters = codePoints(text);
  if (from !== undefined && (from < 0n || from > characters.length)) {
    throw evaluationFailure(`index out of range: ${from}`);
  }
  if (part === '') return from ?? BigInt(characters.length);
  const last = from === undefined ? text.length : characters.slice(0, Number(from)).join('').length;
  const found = text.lastIndexOf(part, last);
  return found < 0 ? -1n : BigInt([...text.slice(0, found)].length);
}

function substring(text: string, start: bigint, end: bigint | undefined): string {
  const characters = codePoints(text);
  const stop = end ?? BigInt(characters.length);
  if (start < 0n || start > characters.length) throw evaluationFailure(`index out of range: ${start}`);
  if (stop < 0n || stop > characters.length) throw evaluationFailure(`index out of range: ${stop}`);
  if (start > stop) throw evaluationFailure(`invalid substring range. start: ${start}, end: ${stop}`);
  return characters.slice(Number(start), Number(stop)).join('');
}

function charAt(text: string, index: bigint): string {
  const characters = codePoints(text);
  if (index < 0n || index > characters.length) throw evaluationFailure(`index out of range: ${index}`);
  return characters[Number(index)] ?? '';
}

/** At most `limit` parts, the last with all that remains; a negative limit is none. */
function split(text: string, separator: string, limit: bigint): string[] {
  if (limit === 0n) return [];
  const parts = separator === '' ? codePoints(text) : charged(text).split(separator);
  if (limit < 0n || parts.length <= limit) return parts;
  const kept = Number(limit) - 1;
  return [...parts.slice(0, kept), parts.slice(kept).join(separator)];
}

/** Replaces the first `limit` occurrences; a negative limit is none. */
function replace(text: string, from: string, to: string, limit: bigint): string {
  const parts = from === '' ? ['', ...codePoints(text), ''] : charged(text).split(from);
  const count = limit < 0n ? parts.length - 1 : Math.min(Number(limit), parts.length - 1);
  if (text.length + count * to.length > maxTextLength) bounded(' '.repeat(maxTextLength + 1));
  const head = parts.slice(0, count + 1).join(to);
  const tail = parts.slice(count + 1);
  return bounded(tail.length === 0 ? head : [head, ...tail].join(from));
}

function join(texts: Iterable<string>, separator: string): string {
  const parts = [...texts];
  const length = parts.reduce((total, part) => total + part.length + separator.length, 0);
  if (length > maxTextLength + separator.length)
    throw evaluationFailure(`text is longer than ${maxTextLength} characters`);
  return bounded(parts.join(separator));
}

const escapes: Readonly<Record<string, string>> = {
  '\x07': '\\a',
  '\b': '\\b',
  '\f': '\\f',
  '\n': '\\n',
  '\r': '\\r',
  '\t': '\\t',
  '\v': '\\v',
  '\\': '\\\\',
  '"': '\\"',
};

/** Puts a text in double quotes, with CEL's escapes. */
function quote(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are the characters that have an escape.
  return `"${text.replaceAll(/[\x07\b\f\n\r\t\v\\"]/g, (character) => escapes[character] ?? character)}"`;
}
