/** The types that a schema tells apart. Kubernetes takes 1.0 as an integer. */
export type JsonType = 'object' | 'array' | 'string' | 'integer' | 'number' | 'boolean' | 'null';

/**
 * The JSON schema type of a value. A whole number that a double can't hold exactly (beyond ±(2^53 − 1)) isn't
 * an integer: it may already be another number than the client wrote.
 */
export function jsonType(value: unknown): JsonType {
  switch (typeof value) {
    case 'string':
      return 'string';
    case 'number':
      return Number.isSafeInteger(value) ? 'integer' : 'number';
    case 'boolean':
      return 'boolean';
    default:
      if (value === null || value === undefined) return 'null';
      return Array.isArray(value) ? 'array' : 'object';
  }
}
