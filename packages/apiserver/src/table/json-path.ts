import { isObject } from '../schema/json-object.ts';

/** Finds the values at a path within an object. */
export type JsonPath = (root: unknown) => unknown[];

/** A step from the values found so far to the next ones. */
type Step = (value: unknown) => unknown[];

const fieldToken = /^\.?((?:\\.|[^.[\]\\])+)/;
const quotedToken = /^\['((?:\\.|[^'\\])*)'\]|^\["((?:\\.|[^"\\])*)"\]/;
const indexesToken = /^\[(-?\d+(?:\s*,\s*-?\d+)*)\]/;
const sliceToken = /^\[(-?\d+)?:(-?\d+)?(?::(\d+))?\]/;
const descentToken = /^\.(?=\.[^.])/;
const wildcardToken = /^(?:\[\*\]|\.\*)/;
const filterToken =
  /^\[\?\(\s*@(?<path>[^=!<>]*?)\s*(?<operator>==|!=|<=|>=|<|>)\s*(?<literal>'[^']*'|"[^"]*"|[^\s)]+)\s*\)\]/;
const existsToken = /^\[\?\(\s*@(?<path>[^=!<>)]+?)\s*\)\]/;

/**
 * Compiles a path of Kubernetes' JSONPath dialect (client-go `util/jsonpath`), as far as printer columns use it:
 * fields (dots within names escaped by a backslash), `['name']`, `[0]`, `[0,2]`, slices such as `[-1:]`, `[*]`, `..name`
 * and filters such as `[?(@.type=="Ready")]`.
 *
 * @returns undefined for a path that can't be read
 */
export function compileJsonPath(path: string): JsonPath | undefined {
  const steps: Step[] = [];
  let rest = path
    .trim()
    .replace(/^\{(.*)\}$/s, '$1')
    .replace(/^\$/, '');
  while (rest !== '' && rest !== '.') {
    const found = nextStep(rest);
    if (found === undefined) return undefined;
    steps.push(found.step);
    rest = rest.slice(found.length);
  }
  return (root) => steps.reduce<unknown[]>((values, step) => values.flatMap(step), [root]);
}

function nextStep(text: string): { step: Step; length: number } | undefined {
  const wildcard = wildcardToken.exec(text);
  if (wildcard) return { step: children, length: wildcard[0].length };
  const indexes = indexesToken.exec(text);
  if (indexes) return { step: items((indexes[1] ?? '').split(',').map(Number)), length: indexes[0].length };
  const slice = sliceToken.exec(text);
  if (slice) return { step: sliced(slice), length: slice[0].length };
  if (descentToken.test(text)) return { step: withAllBelow, length: 1 };
  const quoted = quotedToken.exec(text);
  if (quoted)
    return { step: field(withoutBackslashes(quoted[1] ?? quoted[2] ?? '')), length: quoted[0].length };
  const filter = filterToken.exec(text) ?? existsToken.exec(text);
  if (filter?.groups) {
    const step = filterStep(filter.groups);
    return step && { step, length: filter[0].length };
  }
  const name = text.startsWith('[') ? null : fieldToken.exec(text);
  return name ? { step: field(withoutBackslashes(name[1] ?? '')), length: name[0].length } : undefined;
}

function withoutBackslashes(text: string): string {
  return text.replace(/\\(.)/g, '$1');
}

function field(name: string): Step {
  return (value) => (isObject(value) && Object.hasOwn(value, name) ? [value[name]] : []);
}

function items(indexes: readonly number[]): Step {
  return (value) => {
    if (!Array.isArray(value)) return [];
    return indexes.map((index) => value.at(index)).filter((found) => found !== undefined);
  };
}

/** `[from:to:step]`, where negative numbers count from the end. */
function sliced([, from, to, step = '1']: readonly (string | undefined)[]): Step {
  const bound = (text: string | undefined) => (text === undefined ? undefined : Number(text));
  return (value) => {
    if (!Array.isArray(value) || step === '0') return [];
    return value.slice(bound(from), bound(to)).filter((_item, index) => index % Number(step) === 0);
  };
}

/** A value and everything inside of it, each before what is inside of it. */
function withAllBelow(value: unknown): unknown[] {
  return [value, ...children(value).flatMap(withAllBelow)];
}

function children(value: unknown): unknown[] {
  if (Array.isArray(value)) return value;
  return isObject(value) ? Object.values(value) : [];
}

function filterStep(groups: Record<string, string | undefined>): Step | undefined {
  const path = compileJsonPath(groups['path'] ?? '');
  if (path === undefined) return undefined;
  const { operator, literal } = groups;
  if (operator === undefined || literal === undefined) {
    return (value) => children(value).filter((child) => path(child).length > 0);
  }
  const expected = readLiteral(literal);
  return (value) => children(value).filter((child) => compares(path(child)[0], operator, expected));
}

function readLiteral(text: string): string | number | boolean {
  if (/^['"]/.test(text)) return text.slice(1, -1);
  if (text === 'true' || text === 'false') return text === 'true';
  return Number.isNaN(Number(text)) ? text : Number(text);
}

function compares(value: unknown, operator: string, expected: string | number | boolean): boolean {
  if (operator === '==') return value === expected;
  if (operator === '!=') return value !== undefined && value !== expected;
  if (typeof value !== typeof expected || typeof value === 'object' || value === undefined) return false;
  const actual = value as string | number | boolean;
  if (operator === '<') return actual < expected;
  if (operator === '>') return actual > expected;
  return operator === '<=' ? actual <= expected : actual >= expected;
}
