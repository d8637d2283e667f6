import { jsonEqual } from '../schema/json-equal.ts';
import { isObject, type UnknownObject } from '../schema/json-object.ts';
import type { SchemaProps } from '../schema/schema-props.ts';
import { getOwn } from './own-field.ts';
import { PatchProblem, patchDirective, withoutDirectives } from './strategic-directives.ts';

/** A list and what a patch says about it. */
export interface ListPatch {
  current: readonly unknown[];
  wanted: readonly unknown[];
  /** `$setElementOrder`: the items, or objects with their merge keys alone. */
  order: readonly unknown[] | undefined;
  /** `$deleteFromPrimitiveList`. */
  deletions: readonly unknown[];
}

type MergeObjects = (
  target: UnknownObject,
  patch: UnknownObject,
  schema: SchemaProps | undefined,
) => UnknownObject;

/** What tells an item from the others: its merge key, or the scalar itself. */
type IdentityOf = (item: unknown) => unknown;

/** Merges a list with what a patch says about it. The items come in the patch's order, as far as it has one. */
export function mergeLists(
  patch: ListPatch,
  name: string,
  schema: SchemaProps | undefined,
  mergeObjects: MergeObjects,
): unknown[] {
  const { current, wanted, order, deletions } = patch;
  const hasObjects = [...current, ...wanted, ...(order ?? [])].some(isObject);
  if (!hasObjects) {
    const merged = [...new Set([...current, ...wanted])].filter((item) => !deletions.includes(item));
    return arrange(merged, order ?? wanted, current, (item) => item);
  }
  const mergeKey = schema?.['x-kubernetes-patch-merge-key'];
  if (mergeKey === undefined) throw new PatchProblem(`cannot merge lists without merge key for ${name}`);
  const identityOf = (item: unknown) => mergeKeyValue(item, mergeKey);
  const merged = mergeItems(patch, identityOf, schema?.items, mergeObjects);
  return arrange(merged, order ?? wanted, current, identityOf);
}

function mergeKeyValue(item: unknown, mergeKey: string): unknown {
  const value = isObject(item) ? getOwn(item, mergeKey) : undefined;
  if (value === undefined && isObject(item) && item[patchDirective] === 'replace') return undefined;
  if (value === undefined) {
    throw new PatchProblem(`map: ${JSON.stringify(item)} does not contain declared merge key: ${mergeKey}`);
  }
  return value;
}

function mergeItems(
  { current, wanted }: ListPatch,
  identityOf: IdentityOf,
  schema: SchemaProps | undefined,
  mergeObjects: MergeObjects,
): unknown[] {
  const plain = wanted.filter((item) => !isObject(item) || item[patchDirective] === undefined);
  if (plain.length < wanted.length && wanted.some((item) => directive(item) === 'replace')) {
    return plain.map((item) => withoutDirectives(item));
  }
  let merged = [...current];
  for (const item of wanted) {
    if (directive(item) === undefined) continue;
    if (directive(item) !== 'delete') {
      throw new PatchProblem(`unknown patch type: ${JSON.stringify(directive(item))} in a list`);
    }
    merged = merged.filter((other) => !jsonEqual(identityOf(other), identityOf(item)));
  }
  for (const item of plain) {
    const index = merged.findIndex((other) => jsonEqual(identityOf(other), identityOf(item)));
    const found = merged[index];
    if (index >= 0 && isObject(found) && isObject(item)) merged[index] = mergeObjects(found, item, schema);
    else merged.push(withoutDirectives(item));
  }
  return merged;
}

function directive(item: unknown): unknown {
  return isObject(item) ? item[patchDirective] : undefined;
}

/**
 * Brings merged items into the order of the patch. Items that only the server has keep their place as far as the
 * order of the list as it was tells one: in front of what they stood in front of.
 */
function arrange(
  merged: readonly unknown[],
  order: readonly unknown[],
  before: readonly unknown[],
  identityOf: IdentityOf,
): unknown[] {
  const position = (list: readonly unknown[], item: unknown) =>
    list.findIndex((other) => jsonEqual(identityOf(other), identityOf(item)));
  const placed = merged
    .filter((item) => position(order, item) >= 0)
    .toSorted((a, b) => position(order, a) - position(order, b));
  const others = merged
    .filter((item) => position(order, item) < 0)
    .toSorted((a, b) => position(before, a) - position(before, b));
  const result: unknown[] = [];
  for (const item of placed) {
    const at = position(before, item);
    while (others.length > 0 && at >= 0 && position(before, others[0]) < at) result.push(others.shift());
    result.push(item);
  }
  return [...result, ...others];
}
