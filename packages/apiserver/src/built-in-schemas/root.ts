import type { SchemaProps } from '../schema/schema-props.ts';
import { objectMeta } from './object-meta.ts';

/** A plain string. */
export function text(description: string): SchemaProps {
  return { type: 'string', description };
}

/** The schema of a kind, given what it has beside `apiVersion`, `kind` and `metadata`. */
export function builtInRoot(
  description: string,
  properties: Record<string, SchemaProps>,
  required: string[] = [],
): SchemaProps {
  return {
    type: 'object',
    description,
    ...(required.length > 0 && { required }),
    properties: {
      apiVersion: text('The group and version in which the object is written, such as v1 or apps/v1.'),
      kind: text('The kind of the object, in CamelCase.'),
      metadata: objectMeta,
      ...properties,
    },
  };
}
