import { isObject } from '../schema/json-object.ts';
import type { SchemaProps } from '../schema/schema-props.ts';
import { elementText } from './field-paths.ts';
import { fieldSchema, isNamedField, itemElement, structureOf } from './field-schema.ts';

/**
 * What keeps a configuration from being applied: fields that the schema doesn't know, because nobody could own
 * them, and list items that can't be told apart. In the words of kube-apiserver, path first.
 */
export function checkApplied(value: unknown, schema: SchemaProps | undefined, path = ''): string[] {
  if (schema === undefined) return [];
  const structure = structureOf(value, schema);
  if (structure === 'items' && Array.isArray(value)) return checkItems(value, schema, path);
  if (Array.isArray(value)) {
    return value.flatMap((item, index) => checkApplied(item, schema.items, `${path}[${index}]`));
  }
  if (!isObject(value)) return [];
  return Object.keys(value).flatMap((name) => {
    const inner = `${path}.${name}`;
    if (isDeclared(schema, name)) return checkApplied(value[name], fieldSchema(schema, name), inner);
    return [`${inner}: field not declared in schema`];
  });
}

function isDeclared(schema: SchemaProps, name: string): boolean {
  if (isNamedField(schema, name) || fieldSchema(schema, name) !== undefined) return true;
  const isOpen =
    schema['x-kubernetes-preserve-unknown-fields'] === true || schema.additionalProperties === true;
  if (schema['x-kubernetes-embedded-resource'] === true && (name === 'apiVersion' || name === 'kind'))
    return true;
  return isOpen || schema.type === undefined;
}

function checkItems(list: unknown[], schema: SchemaProps, path: string): string[] {
  const seen = new Set<string>();
  return list.flatMap((item, index) => {
    const element = itemElement(schema, item);
    if (element === undefined) return [`${path || '.'}: element ${index}: ${whyNotKeyed(item, schema)}`];
    if (seen.has(element)) return [`${path || '.'}: duplicate entries for key ${elementText(element)}`];
    seen.add(element);
    return checkApplied(item, schema.items, path + elementText(element));
  });
}

function whyNotKeyed(item: unknown, schema: SchemaProps): string {
  if (schema['x-kubernetes-list-type'] === 'set') {
    const what = item === null ? 'an explicit null' : Array.isArray(item) ? 'a list' : 'a map';
    return `associative list without keys has an element that's ${what}`;
  }
  if (!isObject(item)) return 'associative list with keys may not have non-map elements';
  const keys = JSON.stringify(schema['x-kubernetes-list-map-keys'] ?? []);
  return `associative list with keys has an element that omits all key fields ${keys} (and doesn't have default values for any key fields)`;
}
