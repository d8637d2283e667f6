import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { arbitraryResource, arbitraryRootSchema } from '../../test/arbitrary-schema.ts';
import { compileSchema } from './compile-schema.ts';
import { formatFieldErrors } from './format-field-errors.ts';
import { SchemaError } from './schema-error.ts';
import type { SchemaProps } from './schema-props.ts';

function specOf(properties: Record<string, SchemaProps>, ...rules: string[]): SchemaProps {
  const validations = rules.map((rule) => ({ rule }));
  return {
    type: 'object',
    properties: { spec: { type: 'object', properties, 'x-kubernetes-validations': validations } },
  };
}

describe('compileSchema', () => {
  it('reports the values, then the lists, then the rules', () => {
    const schema = compileSchema(
      specOf(
        {
          weight: { type: 'integer', maximum: 5 },
          tags: { type: 'array', 'x-kubernetes-list-type': 'set', items: { type: 'string' } },
        },
        'self.weight < 3',
      ),
    );
    expect(formatFieldErrors(schema.validate({ spec: { weight: 7, tags: ['a', 'a'] } }))).toBe(
      '[spec.weight: Invalid value: 7: spec.weight in body should be less than or equal to 5, spec.tags[1]: Duplicate value: "a", spec: Invalid value: "object": failed rule: self.weight < 3]',
    );
  });

  it.each<{ name: string; spec: Record<string, unknown> }>([
    { name: 'a value of the wrong type', spec: { name: 1, weight: 9 } },
    { name: 'a missing field', spec: { weight: 9 } },
    { name: 'a text that is too long', spec: { name: 'long', weight: 9 } },
    { name: 'an unsupported value', spec: { name: 'b', weight: 9 } },
  ])('runs no rules on an object with $name, and says so', ({ spec }) => {
    const root = specOf({ name: { type: 'string', maxLength: 2, enum: ['a'] }, weight: { type: 'integer' } });
    const schema = compileSchema({
      ...root,
      properties: {
        spec: {
          ...root.properties?.spec,
          required: ['name'],
          'x-kubernetes-validations': [{ rule: 'self.weight < 3' }],
        },
      },
    });
    const sentence = formatFieldErrors(schema.validate({ spec }));
    expect(sentence).not.toContain('failed rule');
    expect(sentence).toContain(
      '<nil>: Invalid value: "null": some validation rules were not checked because the object was invalid; correct the existing errors to complete validation',
    );
  });

  it('lets duplicates stay that were there before', () => {
    const schema = compileSchema(
      specOf({ tags: { type: 'array', 'x-kubernetes-list-type': 'set', items: { type: 'string' } } }),
    );
    const duplicated = { spec: { tags: ['a', 'a', 'b'] } };
    expect(schema.validate(duplicated, { spec: { tags: ['a', 'a'] } })).toEqual([]);
    expect(schema.validate(duplicated, { spec: { tags: ['a'] } })).toHaveLength(1);
  });

  it('throws when a rule does not compile', () => {
    expect(() => compileSchema(specOf({}, 'self.nope'))).toThrow(SchemaError);
  });

  it('finds an object valid that was valid before it was pruned and defaulted again', () => {
    fc.assert(
      fc.property(arbitraryRootSchema, arbitraryResource, (root, object) => {
        const schema = compileSchema(root);
        schema.prune(object);
        schema.applyDefaults(object);
        const errors = schema.validate(object);
        const stored: Record<string, unknown> = JSON.parse(JSON.stringify(object));
        expect(schema.prune(stored)).toEqual([]);
        schema.applyDefaults(stored);
        expect(schema.validate(stored)).toEqual(errors);
        expect(schema.validate(stored, object)).toEqual([]);
      }),
    );
  });
});
