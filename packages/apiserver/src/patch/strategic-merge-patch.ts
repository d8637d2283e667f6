import { isObject, type UnknownObject } from '../schema/json-object.ts';
import type { SchemaProps } from '../schema/schema-props.ts';
import { fieldSchema } from './field-schema.ts';
import { getOwn, setOwn } from './own-field.ts';
import { inapplicablePatch, malformedPatch, type PatchResult } from './patch-result.ts';
import {
  deletionPrefix,
  directivesOf,
  orderPrefix,
  PatchProblem,
  patchDirective,
  retainKeysDirective,
  withoutDirectives,
} from './strategic-directives.ts';
import { mergeLists } from './strategic-list.ts';

/**
 * Applies a strategic merge patch, which built-in kinds take: a merge patch that merges lists where the schema
 * says `x-kubernetes-patch-strategy: merge` (objects by `x-kubernetes-patch-merge-key`, scalars as a set), and
 * that knows the directives `$patch`, `$retainKeys`, `$setElementOrder/…` and `$deleteFromPrimitiveList/…`.
 *
 * Neither argument is changed; the result shares with both what it can.
 */
export function applyStrategicMergePatch(target: unknown, patch: unknown, schema: SchemaProps): PatchResult {
  if (!isObject(patch)) return malformedPatch('invalid JSON document: a strategic merge patch is an object');
  try {
    return { ok: true, value: mergeObjects(isObject(target) ? target : {}, patch, schema) };
  } catch (error) {
    if (!(error instanceof PatchProblem)) throw error;
    return error.isMalformed ? malformedPatch(error.message) : inapplicablePatch(error.message);
  }
}

function mergeObjects(
  target: UnknownObject,
  patch: UnknownObject,
  schema: SchemaProps | undefined,
): UnknownObject {
  switch (patch[patchDirective]) {
    case 'replace':
      return withoutDirectives(patch);
    case 'delete':
      return {};
    case undefined:
    case 'merge':
      break;
    default:
      throw new PatchProblem(`unknown patch type: ${JSON.stringify(patch[patchDirective])} in map`);
  }
  const result = retainKeys(target, patch);
  for (const name of patchedFields(patch)) {
    const merged = mergeField(getOwn(target, name), patch, name, fieldSchema(schema, name));
    if (merged === undefined) delete result[name];
    else setOwn(result, name, merged);
  }
  return result;
}

/** The fields that a patch is about, by themselves or through a directive. */
function patchedFields(patch: UnknownObject): Set<string> {
  const names = new Set<string>();
  for (const key of Object.keys(patch)) {
    if (key === patchDirective || key === retainKeysDirective) continue;
    const prefix = [orderPrefix, deletionPrefix].find((candidate) => key.startsWith(candidate)) ?? '';
    names.add(key.slice(prefix.length));
  }
  return names;
}

/** A field's new value; undefined for none. */
function mergeField(
  current: unknown,
  patch: UnknownObject,
  name: string,
  schema: SchemaProps | undefined,
): unknown {
  const { order, deletions } = directivesOf(patch, name);
  const wanted = getOwn(patch, name);
  if (wanted === null) return undefined;
  const strategies = schema?.['x-kubernetes-patch-strategy']?.split(',') ?? [];
  if (
    Array.isArray(current) &&
    (wanted === undefined || (Array.isArray(wanted) && strategies.includes('merge')))
  ) {
    const lists = { current, wanted: wanted ?? [], order, deletions };
    return mergeLists(lists, name, schema, mergeObjects);
  }
  if (isObject(current) && isObject(wanted) && !strategies.includes('replace')) {
    return mergeObjects(current, wanted, schema);
  }
  return wanted === undefined ? current : withoutDirectives(wanted);
}

/** A copy of the target without the fields that `$retainKeys` doesn't name. */
function retainKeys(target: UnknownObject, patch: UnknownObject): UnknownObject {
  const keys = patch[retainKeysDirective];
  if (keys === undefined) return { ...target };
  const stranger = Object.keys(patch).find(
    (key) => !key.startsWith('$') && patch[key] !== null && !contains(keys, key),
  );
  if (!Array.isArray(keys) || stranger !== undefined)
    throw new PatchProblem('invalid patch format of retainKeys', true);
  return Object.fromEntries(Object.entries(target).filter(([key]) => keys.includes(key)));
}

function contains(list: unknown, item: string): boolean {
  return Array.isArray(list) && list.includes(item);
}
