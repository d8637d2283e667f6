/**
 * The smallest JSON merge patch (RFC 7396) that makes `after` of `before`, or undefined when they are equal.
 *
 * Pure; both must be plain JSON, where a field that is undefined counts as absent. Arrays are replaced as a whole,
 * which is all that a merge patch can do. A field that is null in `after` can't be told from an absent one there,
 * and comes out as absent.
 */
export function mergePatchBetween(before: object, after: object): Record<string, unknown> | undefined {
  const patch: Record<string, unknown> = {};
  const from = before as Readonly<Record<string, unknown>>;
  const to = after as Readonly<Record<string, unknown>>;
  for (const key of Object.keys(from)) {
    if (isPresent(from[key]) && !isPresent(field(to, key))) set(patch, key, null);
  }
  for (const key of Object.keys(to)) {
    const value = to[key];
    if (!isPresent(value)) continue;
    const old = field(from, key);
    const change = isPresent(old) ? changeOf(old, value) : { to: withoutNulls(value) };
    if (change !== undefined) set(patch, key, change.to);
  }
  return Object.keys(patch).length === 0 ? undefined : patch;
}

function changeOf(from: unknown, to: unknown): { readonly to: unknown } | undefined {
  if (isObject(from) && isObject(to)) {
    const nested = mergePatchBetween(from, to);
    return nested === undefined ? undefined : { to: nested };
  }
  return isEqual(from, to) ? undefined : { to: withoutNulls(to) };
}

/** A whole object in a patch is merged, too: a null in it would be read as "remove". */
function withoutNulls(value: unknown): unknown {
  if (!isObject(value)) return value;
  const result: Record<string, unknown> = {};
  for (const [key, nested] of Object.entries(value)) {
    if (isPresent(nested)) set(result, key, withoutNulls(nested));
  }
  return result;
}

/** Equal as JSON: the order of an object's fields doesn't matter, that of an array's items does. */
function isEqual(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  if (Array.isArray(a) && Array.isArray(b)) {
    return a.length === b.length && a.every((item, index) => isEqual(item, b[index]));
  }
  if (!isObject(a) || !isObject(b)) return false;
  const keys = Object.keys(a).filter((key) => a[key] !== undefined);
  if (keys.length !== Object.keys(b).filter((key) => b[key] !== undefined).length) return false;
  return keys.every((key) => isEqual(a[key], field(b, key)));
}

function isPresent(value: unknown): boolean {
  return value !== undefined && value !== null;
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** A label may be called `constructor`, which every object seems to have. */
function field(object: Readonly<Record<string, unknown>>, key: string): unknown {
  return Object.hasOwn(object, key) ? object[key] : undefined;
}

/** A field may be called `__proto__`, which a plain assignment would take for something else. */
function set(target: Record<string, unknown>, key: string, value: unknown): void {
  Object.defineProperty(target, key, { value, enumerable: true, configurable: true, writable: true });
}
