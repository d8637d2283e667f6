import { objectMeta } from '../built-in-schemas/object-meta.ts';
import { isObject } from '../schema/json-object.ts';
import type { SchemaProps } from '../schema/schema-props.ts';
import { getOwn } from './own-field.ts';

/*
 * How a schema says what can be owned by itself: the reading of the `x-kubernetes-` extensions that server-side
 * apply needs. Where there is no schema (unknown fields that are preserved), objects count as maps of fields,
 * and lists as single values.
 */

/** The parts into which a value falls for ownership: fields, list items with a key, or none: a leaf. */
export type Structure = 'fields' | 'items' | 'leaf';

/** Into which parts a value falls. `null` has none, whatever the schema says. */
export function structureOf(value: unknown, schema: SchemaProps | undefined): Structure {
  if (Array.isArray(value)) return hasKeyedItems(schema) ? 'items' : 'leaf';
  if (!isObject(value) || schema?.['x-kubernetes-map-type'] === 'atomic') return 'leaf';
  return 'fields';
}

/** The schema of one field of an object, undefined when anything may be there. */
export function fieldSchema(schema: SchemaProps | undefined, name: string): SchemaProps | undefined {
  if (schema === undefined) return undefined;
  const { properties, additionalProperties } = schema;
  if (properties !== undefined && Object.hasOwn(properties, name)) return properties[name];
  if (name === 'metadata' && schema['x-kubernetes-embedded-resource'] === true) return objectMeta;
  return typeof additionalProperties === 'object' ? additionalProperties : undefined;
}

/** Whether a field is one that the schema names, as opposed to a key of a map. */
export function isNamedField(schema: SchemaProps | undefined, name: string): boolean {
  return schema?.properties !== undefined && Object.hasOwn(schema.properties, name);
}

/** Whether the items of a list are told apart: `set` by value, `map` by keys. */
function hasKeyedItems(schema: SchemaProps | undefined): boolean {
  const type = schema?.['x-kubernetes-list-type'];
  return type === 'set' || type === 'map';
}

/**
 * The path element of a list item (`k:{"type":"Ready"}`, `v:"x"`); keys come in alphabetical order, absent ones
 * as their default. Undefined for an item that can't be told from others: one that lacks its keys, or an item of
 * a set that is no scalar.
 */
export function itemElement(schema: SchemaProps, item: unknown): string | undefined {
  if (schema['x-kubernetes-list-type'] === 'set') {
    return item === null || typeof item === 'object' ? undefined : `v:${JSON.stringify(item)}`;
  }
  if (!isObject(item)) return undefined;
  let keys = '';
  for (const name of alphabetical(schema['x-kubernetes-list-map-keys'] ?? [])) {
    const value = getOwn(item, name) ?? fieldSchema(schema.items, name)?.default;
    if (value === undefined) continue;
    keys += `${keys === '' ? '' : ','}${JSON.stringify(name)}:${JSON.stringify(value)}`;
  }
  return keys === '' ? undefined : `k:{${keys}}`;
}

function alphabetical(names: string[]): string[] {
  return names.length > 1 ? names.toSorted() : names;
}

/**
 * Items of a list that share a path element. Custom resources can't have them; a Pod may name an environment variable
 * twice. They are owned, and compared, together.
 */
export class RepeatedItems {
  readonly items: unknown[];

  constructor(items: unknown[]) {
    this.items = items;
  }
}

/**
 * The items of a list by path element, in the order of the list. Undefined when they can't be told apart: then
 * the list counts as one value.
 */
export function keyedItems(list: readonly unknown[], schema: SchemaProps): Map<string, unknown> | undefined {
  const items = new Map<string, unknown>();
  for (const item of list) {
    const element = itemElement(schema, item);
    if (element === undefined) return undefined;
    const earlier = items.get(element);
    if (earlier === undefined) items.set(element, item);
    else if (earlier instanceof RepeatedItems) earlier.items.push(item);
    else items.set(element, new RepeatedItems([earlier, item]));
  }
  return items;
}

/** The schema of what a path element leads to. */
export function elementSchema(schema: SchemaProps | undefined, element: string): SchemaProps | undefined {
  return element.startsWith('f:') ? fieldSchema(schema, element.slice(2)) : schema?.items;
}
