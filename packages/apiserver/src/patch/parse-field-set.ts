import { isObject } from '../schema/json-object.ts';
import { type FieldSet, inElementOrder, leaf, self } from './field-set.ts';

/**
 * Reads a set of fields that a client sent as `fieldsV1`. Keys and values of list items are written anew, so that
 * equal elements are equal strings, and put in order; kinds of elements that nobody knows are left out.
 *
 * Undefined when it is no field set.
 */
export function parseFieldSet(value: unknown): FieldSet | undefined {
  if (!isObject(value)) return undefined;
  const result: Record<string, FieldSet> = {};
  let isBranch = false;
  for (const key of Object.keys(value)) {
    if (key === self) {
      result[self] = leaf;
      continue;
    }
    if (!/^[fkvi]:/.test(key)) continue;
    const element = canonicalElement(key);
    const node = element === undefined ? undefined : parseFieldSet(value[key]);
    if (element === undefined || node === undefined) return undefined;
    result[element] = node;
    isBranch = true;
  }
  return isBranch ? inElementOrder(result) : leaf;
}

function canonicalElement(element: string): string | undefined {
  const [kind, content] = [element.slice(0, 2), element.slice(2)];
  if (kind === 'f:') return element;
  const value = parseJson(content);
  if (kind === 'i:') return Number.isSafeInteger(value) ? `i:${value}` : undefined;
  if (kind === 'v:') return value === undefined ? undefined : `v:${JSON.stringify(value)}`;
  if (!isObject(value)) return undefined;
  const keys = Object.keys(value)
    .toSorted()
    .map((name) => `${JSON.stringify(name)}:${JSON.stringify(value[name])}`);
  return `k:{${keys.join(',')}}`;
}

/** Undefined for text that isn't JSON. */
function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}
