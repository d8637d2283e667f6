import { describe, expect, it } from 'vitest';
import type { SchemaProps } from '../schema-props.ts';
import { parseRuleFieldPath } from './rule-field-path.ts';

const schema: SchemaProps = {
  type: 'object',
  properties: {
    spec: { type: 'object', properties: { 'a.b': { type: 'string' } } },
    labels: { type: 'object', additionalProperties: { type: 'string' } },
    list: { type: 'array', items: { type: 'string' } },
  },
};

describe('parseRuleFieldPath', () => {
  it.each([
    ['.spec', '.spec'],
    [".spec['a.b']", '.spec.a.b'],
    ['.labels.team', '.labels[team]'],
    [".labels['it\\'s']", ".labels[it's]"],
    ['.list', '.list'],
  ])('reads %s', (fieldPath, path) => {
    expect(parseRuleFieldPath(fieldPath, schema)).toEqual({ ok: true, path });
  });

  it.each([
    ['.nope', 'does not refer to a valid field'],
    ['.list.item', 'does not refer to a valid field'],
    ['.list[0]', `expected .name or ['name'] in ".list[0]"`],
    ['spec', `expected .name or ['name'] in "spec"`],
    ['.spec.', `expected .name or ['name'] in ".spec."`],
  ])('refuses %s', (fieldPath, reason) => {
    expect(parseRuleFieldPath(fieldPath, schema)).toEqual({ ok: false, reason });
  });
});
