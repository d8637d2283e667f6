import { jsonEqual } from '../json-equal.ts';
import { isObject } from '../json-object.ts';
import type { SchemaProps } from '../schema-props.ts';
import { findByKeys } from '../validation/list-map.ts';
import { spend } from './evaluation-budget.ts';

/** Compares two JSON values of one schema. */
export type Equality = (a: unknown, b: unknown) => boolean;

/**
 * Compiles `==` for values of a schema as CEL in Kubernetes means it: in lists of type `set` and `map` the order
 * doesn't count. Values cost budget.
 */
export function compileEquality(schema: SchemaProps): Equality {
  const equal = compileNode(schema) ?? jsonEqual;
  return (a, b) => {
    spend(1);
    return equal(a, b);
  };
}

/** Undefined where plain equality of JSON will do. */
function compileNode(schema: SchemaProps): Equality | undefined {
  return schema.items ? compileListEquality(schema, schema.items) : compileObjectEquality(schema);
}

function compileListEquality(schema: SchemaProps, items: SchemaProps): Equality | undefined {
  const listType = schema['x-kubernetes-list-type'] ?? 'atomic';
  const itemEquality = compileNode(items);
  const equal = itemEquality ?? jsonEqual;
  const keys = schema['x-kubernetes-list-map-keys'] ?? [];
  if (listType === 'atomic' && !itemEquality) return undefined;
  return (a, b) => {
    if (!Array.isArray(a) || !Array.isArray(b)) return jsonEqual(a, b);
    if (a.length !== b.length) return false;
    spend(a.length);
    switch (listType) {
      case 'map':
        return a.every((item) => equal(item, findByKeys(b, keys, item)));
      case 'set':
        return a.every((item) => b.some((other) => equal(item, other)));
      default:
        return a.every((item, index) => equal(item, b[index]));
    }
  };
}

function compileObjectEquality(schema: SchemaProps): Equality | undefined {
  const fields = new Map<string, Equality>();
  for (const [name, property] of Object.entries(schema.properties ?? {})) {
    const equality = compileNode(property);
    if (equality) fields.set(name, equality);
  }
  const entryEquality = isObject(schema.additionalProperties)
    ? compileNode(schema.additionalProperties)
    : undefined;
  if (fields.size === 0 && !entryEquality) return undefined;
  return (a, b) => {
    if (!isObject(a) || !isObject(b)) return jsonEqual(a, b);
    const keys = Object.keys(a);
    if (keys.length !== Object.keys(b).length) return false;
    spend(keys.length);
    return keys.every((key) => {
      const equal = fields.get(key) ?? entryEquality ?? jsonEqual;
      return Object.hasOwn(b, key) && equal(a[key], b[key]);
    });
  };
}
