import { isDeepStrictEqual } from 'node:util';

/**
 * The paths (`weight`, `healthchecks.active.timeout`) in which two entities differ, among the named fields and what is
 * in them. Lists are compared as sets, for the API keeps neither their order nor their duplicates; a field that one
 * side lacks has to be lacking, null or empty on the other.
 */
export function differingFields(wanted: object, shown: object, fields: readonly string[]): string[] {
  const [a, b] = [wanted as Record<string, unknown>, shown as Record<string, unknown>];
  return fields.flatMap((field) => differences(comparable(a[field]), comparable(b[field]), field));
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
