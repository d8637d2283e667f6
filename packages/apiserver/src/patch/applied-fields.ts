import type { UnknownObject } from '../schema/json-object.ts';
import type { SchemaProps } from '../schema/schema-props.ts';
import {
  elementSchema,
  fieldSchema,
  isNamedField,
  keyedItems,
  RepeatedItems,
  structureOf,
} from './field-schema.ts';
import { type FieldSet, isEmpty, isMember, leaf, self, withSelf } from './field-set.ts';

/**
 * The paths that a configuration claims: its values, its list items and keys of maps. Objects that the schema
 * names are not claimed for the fields in them, so that several appliers can share `spec`; an empty one is.
 */
export function appliedFields(value: unknown, schema: SchemaProps | undefined): FieldSet {
  const structure = structureOf(value, schema);
  const node: Record<string, FieldSet> = {};
  if (structure === 'fields') {
    const object = value as UnknownObject;
    for (const name in object) {
      if (object[name] === undefined) continue;
      const below = appliedFields(object[name], fieldSchema(schema, name));
      node[`f:${name}`] = isNamedField(schema, name) ? below : withSelf(below);
    }
  } else if (structure === 'items' && schema !== undefined) {
    for (const [element, item] of keyedItems(value as unknown[], schema) ?? []) {
      node[element] = item instanceof RepeatedItems ? leaf : withSelf(appliedFields(item, schema.items));
    }
  }
  return node;
}

/** A set with the named fields that lead to its paths: who owns `spec.a.b` has a stake in `spec` and `spec.a`. */
export function withNamedFields(set: FieldSet, schema: SchemaProps | undefined): FieldSet {
  const result: Record<string, FieldSet> = {};
  for (const element in set) {
    const node = set[element];
    if (node === undefined) continue;
    const inner =
      element === self || isEmpty(node) ? node : withNamedFields(node, elementSchema(schema, element));
    const isNamed = element.startsWith('f:') && isNamedField(schema, element.slice(2));
    result[element] = isNamed && !isMember(inner) ? withSelf(inner) : inner;
  }
  return result;
}
