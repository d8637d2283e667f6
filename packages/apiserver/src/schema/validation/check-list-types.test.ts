import { describe, expect, it } from 'vitest';
import { formatFieldErrors } from '../format-field-errors.ts';
import type { SchemaProps } from '../schema-props.ts';
import { compileListTypeCheck } from './check-list-types.ts';

const set: SchemaProps = { type: 'array', 'x-kubernetes-list-type': 'set', items: { type: 'string' } };
const keyed: SchemaProps = { type: 'object', properties: { a: { type: 'string' }, b: { type: 'integer' } } };

function mapList(...keys: string[]): SchemaProps {
  return { type: 'array', 'x-kubernetes-list-type': 'map', 'x-kubernetes-list-map-keys': keys, items: keyed };
}

function complaint(x: SchemaProps, value: unknown): string {
  const check = compileListTypeCheck({ type: 'object', properties: { x } });
  return formatFieldErrors(check?.({ x: value }) ?? []);
}

describe('compileListTypeCheck', () => {
  it('has nothing to do for a schema without sets and map lists', () => {
    expect(
      compileListTypeCheck({ type: 'object', properties: { x: { type: 'array', items: keyed } } }),
    ).toBeUndefined();
  });

  it.each<{ name: string; schema: SchemaProps; value: unknown; says: string }>([
    { name: 'a set of different items is fine', schema: set, value: ['a', 'b'], says: '' },
    { name: 'an item twice', schema: set, value: ['a', 'b', 'a'], says: 'x[2]: Duplicate value: "a"' },
    {
      name: 'an item thrice is said once',
      schema: set,
      value: ['a', 'a', 'a'],
      says: 'x[1]: Duplicate value: "a"',
    },
    {
      name: 'equal objects in a set, whatever the order of their fields',
      schema: { ...set, items: { ...keyed, 'x-kubernetes-map-type': 'atomic' } },
      value: [
        { a: 'x', b: 1 },
        { b: 1, a: 'x' },
      ],
      says: 'x[1]: Duplicate value: map[string]interface {}{"a":"x", "b":1}',
    },
    { name: 'a number and its text differ', schema: set, value: ['1', 1], says: '' },
    { name: 'different keys are fine', schema: mapList('a'), value: [{ a: 'x' }, { a: 'y' }], says: '' },
    {
      name: 'a key twice',
      schema: mapList('a'),
      value: [
        { a: 'x', b: 1 },
        { a: 'x', b: 2 },
      ],
      says: 'x[1]: Duplicate value: map[string]interface {}{"a":"x"}',
    },
    {
      name: 'several keys count together',
      schema: mapList('a', 'b'),
      value: [
        { a: 'x', b: 1 },
        { a: 'x', b: 2 },
        { a: 'x', b: 1 },
      ],
      says: 'x[2]: Duplicate value: map[string]interface {}{"a":"x", "b":1}',
    },
    {
      name: 'the lack of a key counts as one',
      schema: mapList('a'),
      value: [{ b: 1 }, { b: 2 }],
      says: 'x[1]: Duplicate value: map[string]interface {}{}',
    },
    {
      name: 'an item that is no object',
      schema: mapList('a'),
      value: [{ a: 'x' }, 'y'],
      says: 'x[1]: Invalid value: "y": must be an object for an array of list-type map',
    },
    {
      name: 'lists inside of maps and lists',
      schema: { type: 'object', additionalProperties: { type: 'array', items: set } },
      value: { key: [['a'], ['b', 'b']] },
      says: 'x[key][1][1]: Duplicate value: "b"',
    },
    { name: 'a value of another type is not its business', schema: set, value: 'a', says: '' },
  ])('$name', ({ schema, value, says }) => {
    expect(complaint(schema, value)).toBe(says);
  });
});
