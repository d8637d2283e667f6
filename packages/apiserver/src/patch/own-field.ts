import type { UnknownObject } from '../schema/json-object.ts';

/** The field of an object, or undefined; unlike `object[key]` it never finds `constructor` and its like. */
export function getOwn(object: UnknownObject, key: string): unknown {
  return Object.hasOwn(object, key) ? object[key] : undefined;
}

/** Sets a field. A plain assignment to `__proto__`, which is a legal JSON key, would change the prototype. */
export function setOwn(object: UnknownObject, key: string, value: unknown): void {
  if (key === '__proto__') {
    Object.defineProperty(object, key, { value, enumerable: true, configurable: true, writable: true });
  } else {
    object[key] = value;
  }
}
