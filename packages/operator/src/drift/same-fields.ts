import { isDeepStrictEqual } from 'node:util';

/**
 * Whether two entities are equal in the named fields. Lists are compared as sets, for the API keeps neither their
 * order nor their duplicates; a field that one side lacks has to be lacking, null or empty on the other.
 */
export function sameFields(wanted: object, shown: object, fields: readonly string[]): boolean {
  const [a, b] = [wanted as Record<string, unknown>, shown as Record<string, unknown>];
  return fields.every((field) => isDeepStrictEqual(comparable(a[field]), comparable(b[field])));
}

/** A value in a form in which equal meanings are equal values. */
function comparable(value: unknown): unknown {
  if (Array.isArray(value)) {
    const items = [...new Set(value.map((item) => JSON.stringify(comparable(item))))].sort();
    return items.length === 0 ? undefined : items;
  }
  if (typeof value !== 'object' || value === null) return value ?? undefined;
  const fields = Object.entries(value)
    .map(([key, child]): [string, unknown] => [key, comparable(child)])
    .filter(([, child]) => child !== undefined)
    .sort(([left], [right]) => (left < right ? -1 : 1));
  return fields.length === 0 ? undefined : Object.fromEntries(fields);
}
