import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { arbitraryResource, arbitraryRootSchema } from '../../test/arbitrary-schema.ts';
import { compileDefaults } from './compile-defaults.ts';
import type { SchemaProps } from './schema-props.ts';

const weight: SchemaProps = { type: 'integer', default: 100 };
const weighted: SchemaProps = { type: 'object', properties: { weight } };

/** A field that has the name of a property that every JavaScript object inherits. */
function inherited(schema: SchemaProps): Record<string, SchemaProps> {
  return Object.fromEntries([['toString', schema]]);
}

describe('compileDefaults', () => {
  it.each<{ name: string; schema: SchemaProps; given: Record<string, unknown>; expected: unknown }>([
    { name: 'fills in what is missing', schema: weighted, given: {}, expected: { weight: 100 } },
    { name: 'leaves what is there', schema: weighted, given: { weight: 0 }, expected: { weight: 0 } },
    {
      name: 'puts the default in the place of a forbidden null',
      schema: weighted,
      given: { weight: null },
      expected: { weight: 100 },
    },
    {
      name: 'drops a forbidden null that has no default',
      schema: { type: 'object', properties: { name: { type: 'string' } } },
      given: { name: null },
      expected: {},
    },
    {
      name: 'leaves a null that is allowed',
      schema: { type: 'object', properties: { weight: { ...weight, nullable: true } } },
      given: { weight: null },
      expected: { weight: null },
    },
    {
      name: 'does not make objects for the sake of the defaults in them',
      schema: { type: 'object', properties: { spec: weighted } },
      given: {},
      expected: {},
    },
    {
      name: 'fills in defaults in what a default made',
      schema: { type: 'object', properties: { spec: { ...weighted, default: {} } } },
      given: {},
      expected: { spec: { weight: 100 } },
    },
    {
      name: 'reaches the items of lists and the values of maps',
      schema: {
        type: 'object',
        properties: {
          list: { type: 'array', items: weighted },
          map: { type: 'object', additionalProperties: weighted },
        },
      },
      given: { list: [{}, { weight: 1 }], map: { a: {} } },
      expected: { list: [{ weight: 100 }, { weight: 1 }], map: { a: { weight: 100 } } },
    },
    {
      name: 'drops null values from a map and keeps null items in a list',
      schema: {
        type: 'object',
        properties: {
          list: { type: 'array', items: { type: 'string' } },
          map: { type: 'object', additionalProperties: { type: 'string' } },
        },
      },
      given: { list: [null, 'a'], map: { a: null, b: 'b' } },
      expected: { list: [null, 'a'], map: { b: 'b' } },
    },
    {
      name: 'does not take an inherited property for a field',
      schema: { type: 'object', properties: inherited({ type: 'string', default: 'x' }) },
      given: {},
      expected: { toString: 'x' },
    },
  ])('$name', ({ schema, given, expected }) => {
    const object = structuredClone(given);
    compileDefaults(schema)(object);
    expect(object).toEqual(expected);
  });

  it('gives each object a copy of its own', () => {
    const schema: SchemaProps = {
      type: 'object',
      properties: { list: { type: 'array', items: { type: 'string' }, default: ['a'] } },
    };
    const applyDefaults = compileDefaults(schema);
    const [one, other]: { list?: string[] }[] = [{}, {}];
    applyDefaults(one ?? {});
    one?.list?.push('b');
    applyDefaults(other ?? {});
    expect(other).toEqual({ list: ['a'] });
    expect(schema.properties?.list?.default).toEqual(['a']);
  });

  it('has nothing to add to what it has filled in', () => {
    fc.assert(
      fc.property(arbitraryRootSchema, arbitraryResource, (schema, object) => {
        const applyDefaults = compileDefaults(schema);
        applyDefaults(object);
        const once = structuredClone(object);
        applyDefaults(object);
        expect(object).toEqual(once);
      }),
    );
  });
});
