import { isObject, type UnknownObject } from '../../schema/json-object.ts';

/*
 * Reading of objects whose types nobody has checked yet: what isn't of the wanted type counts as not there.
 */

/** The object at a path; an empty one when there is none. What is put into that is lost. */
export function partOf(value: unknown, ...path: string[]): UnknownObject {
  let part = value;
  for (const field of path) part = isObject(part) ? part[field] : undefined;
  return isObject(part) ? part : {};
}

/** The object in a field, made when it isn't there; undefined when something else is there. */
export function madePart(value: UnknownObject, field: string): UnknownObject | undefined {
  value[field] ??= {};
  const part = value[field];
  return isObject(part) ? part : undefined;
}

/** The objects in a list; what else is in it is left out. */
export function itemsOf(value: unknown): UnknownObject[] {
  return Array.isArray(value) ? value.filter(isObject) : [];
}

/** The strings in a list. */
export function textsOf(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((one) => typeof one === 'string') : [];
}

/** A text; empty when it is none. */
export function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

/** A number; 0 when it is none. */
export function numberOf(value: unknown): number {
  return typeof value === 'number' ? value : 0;
}
