import { describe, expect, it } from 'vitest';
import { compileSchema } from '../compile-schema.ts';
import { formatFieldErrors } from '../format-field-errors.ts';
import type { SchemaProps } from '../schema-props.ts';

const embedded: SchemaProps = {
  type: 'object',
  'x-kubernetes-embedded-resource': true,
  'x-kubernetes-preserve-unknown-fields': true,
};
const schema = compileSchema({
  type: 'object',
  properties: {
    spec: { type: 'object', properties: { one: embedded, many: { type: 'array', items: embedded } } },
  },
});

const secret = { apiVersion: 'v1', kind: 'Secret', metadata: { name: 'a', labels: { a: 'b' } }, data: {} };

const problems = (spec: object): string => formatFieldErrors(schema.validate({ spec }));

describe('an embedded resource', () => {
  it.each<[string, object]>([
    ['a whole object', secret],
    ['an object without metadata', { apiVersion: 'example.com/v1', kind: 'Widget' }],
    ['an object that has no name yet', { ...secret, metadata: { generateName: 'a-' } }],
  ])('may be %s', (_what, one) => {
    expect(problems({ one, many: [one] })).toBe('');
  });

  it.each<[string, object, string]>([
    ['without a kind', { apiVersion: 'v1' }, 'spec.one.kind: Required value: must not be empty'],
    ['with an empty kind', { ...secret, kind: '' }, 'spec.one.kind: Invalid value: "": must not be empty'],
    [
      'with another kind of kind',
      { ...secret, kind: 1 },
      'spec.one.kind: Invalid value: 1: must be a string',
    ],
    [
      'with a kind that is none',
      { ...secret, kind: 'A.B' },
      'may have mixed case, but should otherwise match',
    ],
    ['without a version', { kind: 'Secret' }, 'spec.one.apiVersion: Required value: must not be empty'],
    [
      'with a version that is none',
      { ...secret, apiVersion: 'a/b/c' },
      'unexpected GroupVersion string: a/b/c',
    ],
    ['with wrong labels', { ...secret, metadata: { labels: { a: 1 } } }, 'spec.one.metadata: Invalid value'],
    [
      'with bad labels',
      { ...secret, metadata: { labels: { a: '-' } } },
      'spec.one.metadata.labels: Invalid value: "-"',
    ],
    [
      'with a path for a name',
      { ...secret, metadata: { name: 'a/b' } },
      'spec.one.metadata.name: Invalid value: "a/b": may not contain \'/\'',
    ],
  ])('%s is refused', (_what, one, message) => {
    expect(problems({ one })).toContain(message);
    expect(problems({ many: [secret, one] })).toContain(message.replace('spec.one', 'spec.many[1]'));
  });

  it('keeps its own fields, and of its metadata those that metadata has', () => {
    const object = { spec: { one: { ...secret, metadata: { name: 'a', nonsense: 1 }, more: { x: 1 } } } };
    expect(schema.prune(object)).toEqual(['spec.one.metadata.nonsense']);
    expect(object.spec.one).toEqual({ ...secret, metadata: { name: 'a' }, more: { x: 1 } });
  });
});
