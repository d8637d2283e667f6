import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { arbitraryResource, arbitraryRootSchema } from '../../test/arbitrary-schema.ts';
import { compilePrune } from './compile-prune.ts';
import type { SchemaProps } from './schema-props.ts';

const named: SchemaProps = { type: 'object', properties: { name: { type: 'string' } } };

function specOf(spec: SchemaProps): SchemaProps {
  return { type: 'object', properties: { spec } };
}

describe('compilePrune', () => {
  it.each<{ name: string; spec: SchemaProps; given: unknown; kept: unknown; unknown: string[] }>([
    {
      name: 'removes fields that the schema does not name',
      spec: named,
      given: { name: 'a', foo: 1, bar: { baz: 1 } },
      kept: { name: 'a' },
      unknown: ['spec.foo', 'spec.bar'],
    },
    {
      name: 'looks into the items of lists',
      spec: { type: 'object', properties: { list: { type: 'array', items: named } } },
      given: { list: [{ name: 'a', bar: 1 }, { name: 'b' }] },
      kept: { list: [{ name: 'a' }, { name: 'b' }] },
      unknown: ['spec.list[0].bar'],
    },
    {
      name: 'keeps every key of a map and looks into its values',
      spec: { type: 'object', additionalProperties: named },
      given: { any: { name: 'a', bar: 1 }, key: {} },
      kept: { any: { name: 'a' }, key: {} },
      unknown: ['spec.any.bar'],
    },
    {
      name: 'keeps what a map of anything holds',
      spec: { type: 'object', additionalProperties: true },
      given: { any: { thing: 1 } },
      kept: { any: { thing: 1 } },
      unknown: [],
    },
    {
      name: 'keeps unknown fields where the schema says so, but not inside the known ones',
      spec: { ...named, properties: { named }, 'x-kubernetes-preserve-unknown-fields': true },
      given: { other: { a: 1 }, named: { name: 'a', foo: 1 } },
      kept: { other: { a: 1 }, named: { name: 'a' } },
      unknown: ['spec.named.foo'],
    },
    {
      name: 'keeps unknown fields in the items of a list that keeps them',
      spec: { type: 'array', items: named, 'x-kubernetes-preserve-unknown-fields': true },
      given: [{ name: 'a', foo: 1 }],
      kept: [{ name: 'a', foo: 1 }],
      unknown: [],
    },
    {
      name: 'leaves the resource fields of an embedded resource alone',
      spec: { ...named, 'x-kubernetes-embedded-resource': true },
      given: { apiVersion: 'v1', kind: 'A', metadata: { name: 'a' }, name: 'a', foo: 1 },
      kept: { apiVersion: 'v1', kind: 'A', metadata: { name: 'a' }, name: 'a' },
      unknown: ['spec.foo'],
    },
    {
      name: 'takes the resource fields for nothing special elsewhere',
      spec: named,
      given: { kind: 'A' },
      kept: {},
      unknown: ['spec.kind'],
    },
    {
      name: 'leaves an integer or string as it is',
      spec: { 'x-kubernetes-int-or-string': true },
      given: '50%',
      kept: '50%',
      unknown: [],
    },
    {
      name: 'takes fields for unknown that every JavaScript object inherits',
      spec: named,
      given: { toString: 1, constructor: 2 },
      kept: {},
      unknown: ['spec.toString', 'spec.constructor'],
    },
  ])('$name', ({ spec, given, kept, unknown }) => {
    const object = {
      apiVersion: 'v1',
      kind: 'Thing',
      metadata: { any: 'thing' },
      spec: structuredClone(given),
    };
    expect(compilePrune(specOf(spec))(object)).toEqual(unknown);
    expect(object).toEqual({ apiVersion: 'v1', kind: 'Thing', metadata: { any: 'thing' }, spec: kept });
  });

  it('finds nothing more to remove in what it has pruned', () => {
    fc.assert(
      fc.property(arbitraryRootSchema, arbitraryResource, (schema, object) => {
        const prune = compilePrune(schema);
        const before = structuredClone(object);
        const removed = prune(object);
        const once = structuredClone(object);
        expect(prune(object)).toEqual([]);
        expect(object).toEqual(once);
        if (removed.length === 0) expect(object).toEqual(before);
        else expect(object).not.toEqual(before);
      }),
    );
  });
});
