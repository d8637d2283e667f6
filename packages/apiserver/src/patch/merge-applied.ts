import { jsonEqual } from '../schema/json-equal.ts';
import { isObject, type UnknownObject } from '../schema/json-object.ts';
import type { SchemaProps } from '../schema/schema-props.ts';
import { fieldSchema, itemElement, keyedItems, RepeatedItems, structureOf } from './field-schema.ts';
import { getOwn, setOwn } from './own-field.ts';

/**
 * Merges an applied configuration into the live value, as the schema says: objects by field, lists by key, the
 * rest is replaced. Nothing is removed. Neither argument is changed; the result shares what it can with both, and
 * is `live` itself when nothing changes.
 */
export function mergeApplied(live: unknown, applied: unknown, schema: SchemaProps | undefined): unknown {
  if (applied === undefined) return live;
  if (live === undefined) return applied;
  const structure = structureOf(live, schema);
  if (applied === null && structure !== 'leaf' && !isBare(live)) return live;
  if (structure === structureOf(applied, schema)) {
    if (structure === 'fields') return mergeFields(live as UnknownObject, applied as UnknownObject, schema);
    if (structure === 'items' && schema !== undefined) {
      return mergeItems(live as unknown[], applied as unknown[], schema);
    }
  }
  return jsonEqual(live, applied) ? live : applied;
}

/** Whether an object or a list has nothing in it. */
function isBare(value: unknown): boolean {
  return isObject(value) ? Object.keys(value).length === 0 : Array.isArray(value) && value.length === 0;
}

function mergeFields(
  live: UnknownObject,
  applied: UnknownObject,
  schema: SchemaProps | undefined,
): UnknownObject {
  let result: UnknownObject | undefined;
  for (const name of Object.keys(applied)) {
    const current = getOwn(live, name);
    const merged = mergeApplied(current, applied[name], fieldSchema(schema, name));
    if (merged === current) continue;
    result ??= { ...live };
    setOwn(result, name, merged);
  }
  return result ?? live;
}

/**
 * Merges two lists with keys. What is applied comes in the order in which it is applied; an item that only the
 * live list has stays in front of the one that it stood in front of. Where the live list has several of one key, the
 * applied one takes the place of them all.
 */
function mergeItems(live: unknown[], applied: unknown[], schema: SchemaProps): unknown[] {
  const liveItems = keyedItems(live, schema);
  const appliedItems = keyedItems(applied, schema);
  if (liveItems === undefined || appliedItems === undefined) return jsonEqual(live, applied) ? live : applied;
  const merged: unknown[] = [];
  const waiting = [...appliedItems.keys()];
  const shared = waiting.filter((element) => liveItems.has(element));
  const take = (element: string) => {
    const current = liveItems.get(element);
    const base = current instanceof RepeatedItems ? undefined : current;
    merged.push(mergeApplied(base, appliedItems.get(element), schema.items));
  };
  for (const item of live) {
    const element = itemElement(schema, item);
    if (element === undefined || !appliedItems.has(element)) merged.push(item);
    else if (element === shared[0]) {
      // Everything that is applied in front of this one, and this one. Shared items further on had to wait.
      shared.shift();
      for (const next of waiting.splice(0, waiting.indexOf(element) + 1)) take(next);
    }
  }
  for (const next of waiting) take(next);
  return merged.length === live.length && merged.every((item, index) => item === live[index]) ? live : merged;
}
