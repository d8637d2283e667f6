import { isDeepStrictEqual } from 'node:util';

/**
 * The paths (`weight`, `healthchecks.active.timeout`) in which two entities differ, among the named fields and what is
 * in them. Lists are compared as sets, for the API keeps neither their order nor their duplicates; a field that one
 * side lacks has to be lacking, null or empty on the other.
 */
export function differingFields(wanted: object, shown: object, fields: readonly string[]): string[] {
  const [a, b] = [wanted as Record<string, unknown>, shown as Record<string, unknown>];
  let paths: string[] = [];
  for (const field of fields) {
    if (isPlainlySame(a[field], b[field])) continue;
    paths = [...paths, ...differences(comparable(a[field]), comparable(b[field]), field)];
  }
  return paths;
}

/**
 * Whether two values mean the same without being brought into any form, as nearly all do that a scan compares: it
 * copies nothing. False says nothing.
 */
function isPlainlySame(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  if (Array.isArray(a)) return Array.isArray(b) && isPlainlySameList(a, b);
  if (!isRecord(a) || !isRecord(b)) return false;
  for (const key in b) if (!(key in a)) return false;
  for (const key in a) if (!isPlainlySame(a[key], b[key])) return false;
  return true;
}

/** Lists of the same length that have the same items, in whichever order, if none comes twice in the first. */
function isPlainlySameList(a: readonly unknown[], b: readonly unknown[]): boolean {
  if (a.length !== b.length) return false;
  if (a.every((item, at) => isPlainlySame(item, b[at]))) return true;
  return new Set(a).size === a.length && a.every((item) => b.includes(item));
}

/** The paths in which two comparable values differ; the whole, where they have no parts to tell apart. */
function differences(a: unknown, b: unknown, path: string): string[] {
  if (isDeepStrictEqual(a, b)) return [];
  if (!isRecord(a) || !isRecord(b)) return [path];
  const keys = new Set([...Object.keys(a), ...Object.keys(b)]);
  return [...keys].flatMap((key) => differences(a[key], b[key], `${path}.${key}`));
}

/** A value in a form in which equal meanings are equal values. */
function comparable(value: unknown): unknown {
  if (Array.isArray(value)) {
    const items = [...new Set(value.map((item) => JSON.stringify(comparable(item))))].sort();
    return items.length === 0 ? undefined : items;
  }
  if (!isRecord(value)) return value ?? undefined;
  const fields = Object.entries(value)
    .map(([key, child]): [string, unknown] => [key, comparable(child)])
    .filter(([, child]) => child !== undefined)
    .sort(([left], [right]) => (left < right ? -1 : 1));
  return fields.length === 0 ? undefined : Object.fromEntries(fields);
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
