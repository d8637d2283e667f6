import { describe, expect, it } from 'vitest';
import type { SchemaProps } from '../schema-props.ts';
import { compileRules } from './compile-rules.ts';

const time: SchemaProps = { type: 'string', format: 'date-time' };
const entry: SchemaProps = {
  type: 'object',
  properties: { key: { type: 'string' }, port: { type: 'integer' }, value: { type: 'integer' } },
};

function list(items: SchemaProps, listType: 'atomic' | 'set' | 'map', keys?: string[]): SchemaProps {
  const mapKeys = keys ? { 'x-kubernetes-list-map-keys': keys } : {};
  return { type: 'array', 'x-kubernetes-list-type': listType, ...mapKeys, items };
}

/** Whether a rule holds that knows a list as `self.a`, and another one as `oldSelf.a`. */
function passes(rule: string, schema: SchemaProps, a: unknown[], old: unknown[]): boolean {
  const { errors, check } = compileRules(
    { type: 'object', properties: { a: schema }, 'x-kubernetes-validations': [{ rule }] },
    'schema',
  );
  expect(errors).toEqual([]);
  return check?.({ a }, { a: old }).length === 0;
}

describe('the sum of two lists', () => {
  it.each<[string, string, SchemaProps, unknown[], unknown[]]>([
    [
      'adds to a set what it lacks',
      'self.a + oldSelf.a == ["x", "y", "z"] && (self.a + oldSelf.a).size() == 3 && (self.a + oldSelf.a)[2] == "z"',
      list({ type: 'string' }, 'set'),
      ['x', 'y'],
      ['y', 'z'],
    ],
    [
      'adds to a set of times what it lacks',
      '(self.a + oldSelf.a).size() == 2 && self.a + oldSelf.a == oldSelf.a + self.a',
      list(time, 'set'),
      ['2024-01-01T00:00:00Z'],
      ['2024-01-01T00:00:00Z', '2025-01-01T00:00:00Z'],
    ],
    [
      'adds to a set of objects what it lacks',
      '(self.a + oldSelf.a).map(o, o.value) == [1, 2, 3]',
      list(entry, 'set'),
      [{ value: 1 }, { value: 2 }],
      [{ value: 2 }, { value: 3 }],
    ],
    [
      'replaces in a list of type map the items of the same keys, at their place',
      '(self.a + oldSelf.a).map(o, o.value) == [1, 5, 3] && (self.a + oldSelf.a) + self.a == self.a + oldSelf.a.filter(o, o.port == 3)',
      list(entry, 'map', ['key', 'port']),
      [
        { key: 'a', port: 1, value: 1 },
        { key: 'a', port: 2, value: 2 },
      ],
      [
        { key: 'a', port: 2, value: 5 },
        { key: 'a', port: 3, value: 3 },
      ],
    ],
    [
      'of atomic lists has all items of both',
      'self.a + oldSelf.a == ["x", "y", "y"]',
      list({ type: 'string' }, 'atomic'),
      ['x', 'y'],
      ['y'],
    ],
    [
      'that begins with a list of the rule has all items of both',
      '["x"] + self.a == ["x", "x"] && ["x"] + oldSelf.a == ["x", "y"]',
      list({ type: 'string' }, 'set'),
      ['x'],
      ['y'],
    ],
    [
      'with an empty list is what it was',
      'self.a + [] == self.a && [] + self.a == self.a && self.a + oldSelf.a == self.a',
      list({ type: 'integer' }, 'set'),
      [1, 2],
      [],
    ],
    [
      'of which nothing is known until it is run is told by its values',
      'dyn(self.a) + dyn(oldSelf.a) == ["x", "y"]',
      list({ type: 'string' }, 'set'),
      ['x', 'y'],
      ['y'],
    ],
  ])('%s', (_what, rule, schema, a, old) => {
    expect(passes(rule, schema, a, old)).toBe(true);
  });
});

it('sets of times are the same in any order', () => {
  const [early, late] = ['2024-01-01T00:00:00Z', '2025-01-01T00:00:00Z'];
  expect(passes('self.a == oldSelf.a', list(time, 'set'), [early, late], [late, early])).toBe(true);
  expect(passes('self.a == oldSelf.a', list(time, 'set'), [early, late], [late])).toBe(false);
});
