import { jsonEqual } from '../schema/json-equal.ts';
import type { UnknownObject } from '../schema/json-object.ts';
import type { SchemaProps } from '../schema/schema-props.ts';
import { fieldSchema, keyedItems, RepeatedItems, structureOf } from './field-schema.ts';
import { type FieldSet, isEmpty, leaf, self, withSelf } from './field-set.ts';
import { getOwn } from './own-field.ts';

/** The paths at which two values differ, as nodes of field sets; a side without any path is undefined. */
export interface Comparison {
  /** Paths that are new or have another value. A new object or item comes with all that is in it. */
  changed: FieldSet | undefined;
  /** Paths that are no longer there. */
  removed: FieldSet | undefined;
}

/**
 * Compares two values of one schema, as far as fields can be owned by themselves. The order of list items that
 * have keys doesn't count. Undefined when nothing differs. Parts that both sides share are recognised by
 * identity, so that the cost is that of what a write has touched.
 */
export function compareValues(
  before: unknown,
  after: unknown,
  schema: SchemaProps | undefined,
): Comparison | undefined {
  if (before === after) return undefined;
  if (before === undefined) return { changed: allFields(after, schema), removed: undefined };
  if (after === undefined) return { changed: undefined, removed: allFields(before, schema) };
  if (before === null || after === null) return compareWithNull(before, after, schema);
  const structure = structureOf(before, schema);
  if (structure !== structureOf(after, schema)) return replaced(before, after, schema);
  if (structure === 'fields') return compareFields(before as UnknownObject, after as UnknownObject, schema);
  if (structure === 'items' && schema !== undefined) {
    const [left, right] = [keyedItems(before as unknown[], schema), keyedItems(after as unknown[], schema)];
    if (left !== undefined && right !== undefined) return compareItems(left, right, schema.items);
  }
  return jsonEqual(before, after) ? undefined : { changed: leaf, removed: undefined };
}

/** Every path of a value, objects and lists included, as a creation sets them. */
export function allFields(value: unknown, schema: SchemaProps | undefined): FieldSet {
  const structure = structureOf(value, schema);
  if (structure === 'leaf') return leaf;
  const node: Record<string, FieldSet> = { [self]: leaf };
  let isBranch = false;
  if (structure === 'fields') {
    const object = value as UnknownObject;
    for (const name in object) {
      const field = object[name];
      if (field === undefined) continue;
      node[`f:${name}`] = allFields(field, fieldSchema(schema, name));
      isBranch = true;
    }
  } else if (schema !== undefined) {
    for (const [element, item] of keyedItems(value as unknown[], schema) ?? []) {
      node[element] = item instanceof RepeatedItems ? leaf : allFields(item, schema.items);
      isBranch = true;
    }
  }
  return isBranch ? node : leaf;
}

/**
 * `null` in the place of an object or list counts as one without anything in it: what comes into it or goes out of
 * it changes hands, and the place itself stays with who has it.
 */
function compareWithNull(
  before: unknown,
  after: unknown,
  schema: SchemaProps | undefined,
): Comparison | undefined {
  if (before === null) {
    const { [self]: _, ...below } = allFields(after, schema);
    return { changed: isEmpty(below) ? leaf : below, removed: undefined };
  }
  const { [self]: _, ...below } = allFields(before, schema);
  return isEmpty(below) ? { changed: leaf, removed: undefined } : { changed: undefined, removed: below };
}

/** An object became a plain value, or the other way round: the place changes hands, and all below it goes. */
function replaced(before: unknown, after: unknown, schema: SchemaProps | undefined): Comparison {
  const { [self]: _, ...below } = allFields(before, schema);
  return { changed: withSelf(allFields(after, schema)), removed: isEmpty(below) ? undefined : below };
}

function compareFields(
  before: UnknownObject,
  after: UnknownObject,
  schema: SchemaProps | undefined,
): Comparison | undefined {
  const differences = new Differences();
  for (const name in after) {
    const [left, right] = [getOwn(before, name), after[name]];
    if (left !== right) differences.add(`f:${name}`, compareValues(left, right, fieldSchema(schema, name)));
  }
  for (const name in before) {
    const left = before[name];
    if (left === undefined || Object.hasOwn(after, name)) continue;
    differences.add(`f:${name}`, compareValues(left, undefined, fieldSchema(schema, name)));
  }
  return differences.comparison;
}

function compareItems(
  before: ReadonlyMap<string, unknown>,
  after: ReadonlyMap<string, unknown>,
  schema: SchemaProps | undefined,
): Comparison | undefined {
  const differences = new Differences();
  for (const [element, right] of after) {
    differences.add(element, compareItem(before.get(element), right, schema));
  }
  for (const [element, left] of before) {
    if (!after.has(element)) differences.add(element, compareItem(left, undefined, schema));
  }
  return differences.comparison;
}

/** Of items that are there more than once, only their place can change hands: all of them together. */
function compareItem(
  before: unknown,
  after: unknown,
  schema: SchemaProps | undefined,
): Comparison | undefined {
  if (before instanceof RepeatedItems) {
    if (!(after instanceof RepeatedItems)) {
      return { changed: after === undefined ? undefined : allFields(after, schema), removed: leaf };
    }
    return jsonEqual(before.items, after.items) ? undefined : { changed: leaf, removed: undefined };
  }
  if (!(after instanceof RepeatedItems)) return compareValues(before, after, schema);
  return { changed: leaf, removed: before === undefined ? undefined : allFields(before, schema) };
}

/** Gathers what is different below one place. */
class Differences {
  comparison:
    | { changed: Record<string, FieldSet> | undefined; removed: Record<string, FieldSet> | undefined }
    | undefined;

  add(element: string, part: Comparison | undefined): void {
    if (part === undefined) return;
    this.comparison ??= { changed: undefined, removed: undefined };
    if (part.changed !== undefined) {
      this.comparison.changed ??= {};
      this.comparison.changed[element] = part.changed;
    }
    if (part.removed !== undefined) {
      this.comparison.removed ??= {};
      this.comparison.removed[element] = part.removed;
    }
  }
}
