import { isObject } from './json-object.ts';

/**
 * Whether two JSON values are the same: order of fields doesn't matter, order of items does. A field that is
 * undefined counts as absent.
 */
export function jsonEqual(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  if (Array.isArray(a)) {
    return Array.isArray(b) && a.length === b.length && a.every((item, index) => jsonEqual(item, b[index]));
  }
  if (!isObject(a) || !isObject(b)) return false;
  let compared = 0;
  for (const key of Object.keys(a)) {
    if (a[key] === undefined) continue;
    if (!Object.hasOwn(b, key) || !jsonEqual(a[key], b[key])) return false;
    compared++;
  }
  for (const key of Object.keys(b)) if (b[key] !== undefined) compared--;
  return compared === 0;
}
