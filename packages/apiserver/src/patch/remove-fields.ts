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
  if (isEmpty(set)) return value;
  const structure = structureOf(value, schema);
  if (structure === 'fields' && isObject(value)) return withoutFields(value, set, schema);
  if (structure === 'items' && Array.isArray(value) && schema !== undefined)
    return withoutItems(value, set, schema);
  return value;
}

function withoutFields(value: UnknownObject, set: FieldSet, schema: SchemaProps | undefined): UnknownObject {
  let result: UnknownObject | undefined;
  for (const name in value) {
    const node = set[`f:${name}`];
    if (node === undefined) continue;
    const rest = isMember(node) ? undefined : removeFields(value[name], node, fieldSchema(schema, name));
    if (rest === value[name]) continue;
    result ??= { ...value };
    if (rest === undefined) delete result[name];
    else setOwn(result, name, rest);
  }
  return result ?? value;
}

function withoutItems(value: unknown[], set: FieldSet, schema: SchemaProps): unknown[] {
  const result: unknown[] = [];
  let isSame = true;
  for (const item of value) {
    const element = itemElement(schema, item);
    const node = element === undefined ? undefined : set[element];
    if (node !== undefined && isMember(node)) {
      isSame = false;
      continue;
    }
    const rest = node === undefined ? item : removeFields(item, node, schema.items);
    isSame &&= rest === item;
    result.push(rest);
  }
  return isSame ? value : result;
}
