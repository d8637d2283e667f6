import { isObject } from '../json-object.ts';
import type { SchemaProps } from '../schema-props.ts';

/** The longest request: nothing within an object can be larger. */
const MAX_REQUEST_BYTES = 3 * 1024 * 1024;

/** How many items a list, or entries a map, can have at most, when its schema sets no bound. */
export function maxElements(schema: SchemaProps): number {
  if (schema.type === 'array') {
    return schema.maxItems ?? Math.floor((MAX_REQUEST_BYTES - 2) / (minBytes(schema.items) + 1));
  }
  const { additionalProperties } = schema;
  const entry = isObject(additionalProperties) ? additionalProperties : undefined;
  // An entry has quotes around its key, a colon and a comma.
  return schema.maxProperties ?? Math.floor((MAX_REQUEST_BYTES - 2) / (minBytes(entry) + 6));
}

/** How long a text can be; undefined where a format bounds it. */
export function maxTextLength({ maxLength, enum: choices, format }: SchemaProps): number | undefined {
  if (choices !== undefined) return Math.max(...choices.map((choice) => String(choice).length));
  if (maxLength !== undefined) return maxLength;
  return format === undefined ? MAX_REQUEST_BYTES - 2 : undefined;
}

/** How often a value of a schema can be in an object, when nothing bounds the lists around it. */
export function maxOccurrences(schema: SchemaProps): number {
  return Math.floor(MAX_REQUEST_BYTES / minBytes(schema));
}

/** The shortest JSON that a schema allows. */
function minBytes(schema: SchemaProps | undefined): number {
  switch (schema?.type) {
    case 'boolean':
      return 'true'.length;
    case 'string':
    case 'array':
      return 2;
    case 'object': {
      const required = schema.required ?? [];
      const fields = required.map((name) => name.length + 3 + minBytes(schema.properties?.[name]));
      return 2 + fields.reduce((sum, bytes) => sum + bytes, Math.max(0, required.length - 1));
    }
    default:
      return 1;
  }
}
