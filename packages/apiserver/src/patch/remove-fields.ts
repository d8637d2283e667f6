import { isObject, type UnknownObject } from '../schema/json-object.ts';
import type { SchemaProps } from '../schema/schema-props.ts';
import { fieldSchema, itemElement, structureOf } from './field-schema.ts';
import { type FieldSet, isEmpty, isMember } from './field-set.ts';
import { setOwn } from './own-field.ts';

/**
 * A value without the paths of a set; what lies below a removed path goes with it, and a list or object that
 * loses all it had stays, empty. The value is not changed; the result shares what it can with it.
 */
export function removeFields<T>(value: T, set: FieldSet, schema: SchemaProps | undefined): T;
export function removeFields(value: unknown, set: FieldSet, schema: SchemaProps | undefined): unknown {
  return withoutPaths(value, set, schema, (emptied) => emptied);
}

/**
 * Like `removeFields`, but `null` stands where a list or object has lost all it had. So what has become empty can
 * be told from what was empty before, which nobody has to own.
 */
export function removeFieldsLeavingNull<T>(
  value: T,
  set: FieldSet,
  schema: SchemaProps | undefined,
): T | null;
export function removeFieldsLeavingNull(
  value: unknown,
  set: FieldSet,
  schema: SchemaProps | undefined,
): unknown {
  return withoutPaths(value, set, schema, () => null);
}

/** What stands in the place of a list or object that has lost all it had. */
type WhenEmptied = (emptied: UnknownObject | unknown[]) => unknown;

function withoutPaths(
  value: unknown,
  set: FieldSet,
  schema: SchemaProps | undefined,
  whenEmptied: WhenEmptied,
): unknown {
  if (isEmpty(set)) return value;
  const structure = structureOf(value, schema);
  if (structure === 'fields' && isObject(value)) return withoutFields(value, set, schema, whenEmptied);
  if (structure === 'items' && Array.isArray(value) && schema !== undefined)
    return withoutItems(value, set, schema, whenEmptied);
  return value;
}

function withoutFields(
  value: UnknownObject,
  set: FieldSet,
  schema: SchemaProps | undefined,
  whenEmptied: WhenEmptied,
): unknown {
  let result: UnknownObject | undefined;
  for (const name in value) {
    const node = set[`f:${name}`];
    if (node === undefined) continue;
    const rest = isMember(node)
      ? undefined
      : withoutPaths(value[name], node, fieldSchema(schema, name), whenEmptied);
    if (rest === value[name]) continue;
    result ??= { ...value };
    if (rest === undefined) delete result[name];
    else setOwn(result, name, rest);
  }
  if (result === undefined) return value;
  return Object.keys(result).length === 0 ? whenEmptied(result) : result;
}

function withoutItems(
  value: unknown[],
  set: FieldSet,
  schema: SchemaProps,
  whenEmptied: WhenEmptied,
): unknown {
  const result: unknown[] = [];
  let isSame = true;
  for (const item of value) {
    const element = itemElement(schema, item);
    const node = element === undefined ? undefined : set[element];
    if (node !== undefined && isMember(node)) {
      isSame = false;
      continue;
    }
    const rest = node === undefined ? item : withoutPaths(item, node, schema.items, whenEmptied);
    isSame &&= rest === item;
    result.push(rest);
  }
  if (isSame) return value;
  return result.length === 0 ? whenEmptied(result) : result;
}
