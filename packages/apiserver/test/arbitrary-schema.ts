import fc from 'fast-check';
import type { SchemaProps } from '../src/schema/schema-props.ts';

const fieldNames = ['a', 'b', 'c', 'toString'];

const scalar: fc.Arbitrary<SchemaProps> = fc.oneof(
  fc.record(
    { type: fc.constant('string' as const), default: fc.string({ maxLength: 3 }) },
    { requiredKeys: ['type'] },
  ),
  fc.record(
    { type: fc.constant('integer' as const), default: fc.integer(), nullable: fc.boolean() },
    { requiredKeys: ['type'] },
  ),
  fc.record({ type: fc.constant('boolean' as const), default: fc.boolean() }, { requiredKeys: ['type'] }),
  fc.constant<SchemaProps>({ 'x-kubernetes-int-or-string': true }),
);

const { schema } = fc.letrec<{ schema: SchemaProps; object: SchemaProps }>((tie) => ({
  object: fc.record(
    {
      type: fc.constant('object' as const),
      properties: fc.dictionary(fc.constantFrom(...fieldNames), tie('schema'), { maxKeys: 3 }),
      'x-kubernetes-preserve-unknown-fields': fc.constant(true),
      default: fc.constant({}),
    },
    { requiredKeys: ['type', 'properties'] },
  ),
  schema: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    scalar,
    tie('object'),
    fc.record({ type: fc.constant('array' as const), items: tie('schema') }),
    fc.record({ type: fc.constant('object' as const), additionalProperties: tie('schema') }),
  ),
}));

/** Structural schemas of resources, with defaults and nullable fields at every depth. */
export const arbitraryRootSchema: fc.Arbitrary<SchemaProps> = fc
  .dictionary(fc.constantFrom(...fieldNames), schema, { maxKeys: 4 })
  .map(
    (properties): SchemaProps => ({ type: 'object', properties: { spec: { type: 'object', properties } } }),
  );

/** Resources that have some of the fields of such schemas, others, and values of the wrong types. */
export const arbitraryResource: fc.Arbitrary<Record<string, unknown>> = fc
  .letrec<{ value: unknown; object: Record<string, unknown> }>((tie) => ({
    value: fc.oneof(
      { depthSize: 'small' },
      fc.constantFrom<unknown>(null, 0, 1, 'x', '', true),
      fc.array(tie('value'), { maxLength: 3 }),
      tie('object'),
    ),
    object: fc.dictionary(fc.constantFrom(...fieldNames, 'unknown'), tie('value'), { maxKeys: 4 }),
  }))
  .object.map((spec) => ({ apiVersion: 'v1', kind: 'Thing', metadata: { name: 'n' }, spec: { ...spec } }));
