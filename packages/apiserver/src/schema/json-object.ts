/** A JSON object whose fields aren't known: what every walk over a schema works on. */
export type UnknownObject = Record<string, unknown>;

/** Whether a JSON value is an object, which neither null nor an array is. */
export function isObject(value: unknown): value is UnknownObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
