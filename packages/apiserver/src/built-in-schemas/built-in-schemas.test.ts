import { describe, expect, it } from 'vitest';
import type { SchemaProps } from '../schema/schema-props.ts';
import { builtInSchema } from './built-in-schemas.ts';

const kinds = [
  ['', 'ConfigMap'],
  ['', 'Event'],
  ['', 'Namespace'],
  ['', 'Secret'],
  ['', 'ServiceAccount'],
  ['apiextensions.k8s.io', 'CustomResourceDefinition'],
  ['coordination.k8s.io', 'Lease'],
  ['events.k8s.io', 'Event'],
] as const;

function places(schema: SchemaProps, path: string): [string, SchemaProps][] {
  const below = Object.entries(schema.properties ?? {}).flatMap(([name, field]) =>
    places(field, `${path}.${name}`),
  );
  const extra =
    typeof schema.additionalProperties === 'object' ? places(schema.additionalProperties, `${path}.*`) : [];
  return [[path, schema], ...below, ...extra, ...(schema.items ? places(schema.items, `${path}[]`) : [])];
}

describe('the schemas of built-in kinds', () => {
  it.each(kinds)('%s/%s has a type everywhere, and a description for each of its fields', (group, kind) => {
    for (const [path, schema] of places(builtInSchema(group, 'v1', kind), kind)) {
      expect(schema.type, path).toBeDefined();
      if (/\w$/.test(path)) expect(schema.description, path).toMatch(/\w/);
    }
  });

  it.each(kinds)('%s/%s names list keys and required fields that exist', (group, kind) => {
    for (const [path, schema] of places(builtInSchema(group, 'v1', kind), kind)) {
      for (const name of schema.required ?? []) expect(schema.properties, path).toHaveProperty([name]);
      for (const key of schema['x-kubernetes-list-map-keys'] ?? []) {
        expect(schema.items?.properties, path).toHaveProperty([key]);
      }
      const mergeKey = schema['x-kubernetes-patch-merge-key'];
      if (mergeKey !== undefined) expect(schema.items?.properties, path).toHaveProperty([mergeKey]);
    }
  });

  it('has none for a kind that is not built in', () => {
    expect(() => builtInSchema('', 'v1', 'Podlet')).toThrow(
      'There is no built-in schema for Podlet in group core',
    );
  });
});
