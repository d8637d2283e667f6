import { isObject, type UnknownObject } from '../schema/json-object.ts';
import { getOwn, setOwn } from './own-field.ts';
import type { PatchResult } from './patch-result.ts';

/**
 * Applies a JSON merge patch (RFC 7396): objects merge, null removes, everything else replaces. There is no merge
 * patch that doesn't apply.
 *
 * Neither argument is changed. The result shares with `target` every part that the patch doesn't reach, and is
 * `target` itself when the patch changes nothing; it shares with `patch` the values that were put in whole. So
 * the cost is that of the patch, not of the object, and an unchanged part is recognised by identity.
 */
export function applyMergePatch(target: unknown, patch: unknown): PatchResult {
  return { ok: true, value: merge(target, patch) };
}

function merge(target: unknown, patch: unknown): unknown {
  if (!isObject(patch)) return patch;
  if (!isObject(target)) return withoutNulls(patch);
  let result: UnknownObject | undefined;
  for (const key of Object.keys(patch)) {
    const wanted = patch[key];
    const current = getOwn(target, key);
    if (wanted === null) {
      if (Object.hasOwn(target, key)) {
        result ??= { ...target };
        delete result[key];
      }
      continue;
    }
    const merged = merge(current, wanted);
    if (merged !== current) {
      result ??= { ...target };
      setOwn(result, key, merged);
    }
  }
  return result ?? target;
}

/** What a merge patch leaves of itself where the target has no object: nulls have nothing to remove. */
function withoutNulls(patch: UnknownObject): UnknownObject {
  const result: UnknownObject = {};
  for (const key of Object.keys(patch)) {
    const value = patch[key];
    if (value !== null) setOwn(result, key, isObject(value) ? withoutNulls(value) : value);
  }
  return result;
}
