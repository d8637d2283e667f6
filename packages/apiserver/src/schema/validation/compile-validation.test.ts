import { describe, expect, it } from 'vitest';
import { formatFieldErrors } from '../format-field-errors.ts';
import type { SchemaProps } from '../schema-props.ts';
import { compileValidation } from './compile-validation.ts';
import { ValidationReport } from './validation-report.ts';

/** What is wrong with `spec.x` of this value, as one sentence; empty when nothing is. */
function complaint(schema: SchemaProps, value: unknown, old?: unknown): string {
  const root: SchemaProps = {
    type: 'object',
    properties: { spec: { type: 'object', properties: { x: schema } } },
  };
  const report = new ValidationReport();
  const wrap = (x: unknown) => (x === undefined ? undefined : { spec: { x } });
  compileValidation(root)(wrap(value), wrap(old), report);
  return formatFieldErrors(report.errors);
}

const withName: SchemaProps = {
  type: 'object',
  properties: { name: { type: 'string' } },
  required: ['name'],
};

describe('compileValidation', () => {
  it.each<{ schema: SchemaProps; values: unknown[] }>([
    { schema: { type: 'integer', minimum: 0, maximum: 65535 }, values: [0, 65535, 1.0] },
    { schema: { type: 'number' }, values: [0, 1.5, 1e300] },
    { schema: { type: 'string', maxLength: 2, minLength: 2 }, values: ['ab', '😀😀', 'éé'] },
    { schema: { type: 'string', nullable: true, enum: ['a'] }, values: ['a', null] },
    { schema: { 'x-kubernetes-int-or-string': true }, values: [1, '1'] },
    { schema: { type: 'number', multipleOf: 0.1 }, values: [0.3, 1, -0.7] },
    { schema: { type: 'object', additionalProperties: { type: 'string' } }, values: [{}, { a: 'b' }] },
    { schema: { 'x-kubernetes-preserve-unknown-fields': true }, values: [1, null, { a: [] }] },
    { schema: { type: 'integer', format: 'int32' }, values: [3_000_000_000] },
    { schema: { type: 'string', format: 'unheard-of' }, values: ['anything'] },
    { schema: { type: 'string', pattern: 'b' }, values: ['abc'] },
    { schema: { type: 'object', not: { required: ['y'] } }, values: [{ z: 1 }] },
    { schema: { type: 'string', enum: ['a'], default: 'a' }, values: ['a'] },
  ])('accepts $values for $schema', ({ schema, values }) => {
    expect(values.map((value) => complaint(schema, value))).toEqual(values.map(() => ''));
  });

  it.each<{ schema: SchemaProps; value: unknown; says: string }>([
    {
      schema: { type: 'integer', maximum: 65535 },
      value: 70000,
      says: 'spec.x: Invalid value: 70000: spec.x in body should be less than or equal to 65535',
    },
    {
      schema: { type: 'integer', minimum: 10 },
      value: 5,
      says: 'spec.x: Invalid value: 5: spec.x in body should be greater than or equal to 10',
    },
    {
      schema: { type: 'number', minimum: 0, exclusiveMinimum: true },
      value: 0,
      says: 'spec.x: Invalid value: 0: spec.x in body should be greater than 0',
    },
    {
      schema: { type: 'number', maximum: 1, exclusiveMaximum: true },
      value: 1,
      says: 'spec.x: Invalid value: 1: spec.x in body should be less than 1',
    },
    {
      schema: { type: 'integer', multipleOf: 5 },
      value: 7,
      says: 'spec.x: Invalid value: 7: spec.x in body should be a multiple of 5',
    },
    {
      schema: { type: 'integer' },
      value: 'a',
      says: 'spec.x: Invalid value: "string": spec.x in body must be of type integer: "string"',
    },
    {
      schema: { type: 'integer' },
      value: 1.5,
      says: 'spec.x: Invalid value: "number": spec.x in body must be of type integer: "number"',
    },
    {
      schema: { type: 'integer', format: 'int64' },
      value: 1.5,
      says: 'spec.x: Invalid value: "float64": spec.x in body must be of type int64: "float64"',
    },
    {
      schema: { type: 'integer' },
      value: 2 ** 60,
      says: 'spec.x: Invalid value: "number": spec.x in body must be of type integer: "number"',
    },
    {
      schema: { type: 'string' },
      value: 5,
      says: 'spec.x: Invalid value: "integer": spec.x in body must be of type string: "integer"',
    },
    {
      schema: { type: 'string' },
      value: null,
      says: 'spec.x: Invalid value: "null": spec.x in body must be of type string: "null"',
    },
    {
      schema: { type: 'object', properties: {} },
      value: [],
      says: 'spec.x: Invalid value: "array": spec.x in body must be of type object: "array"',
    },
    {
      schema: { 'x-kubernetes-int-or-string': true },
      value: true,
      says: 'spec.x: Invalid value: "boolean": spec.x in body must be of type integer,string: "boolean"',
    },
    {
      schema: { type: 'string', format: 'date-time' },
      value: 'yesterday',
      says: 'spec.x: Invalid value: "yesterday": spec.x in body must be of type date-time: "yesterday"',
    },
    {
      schema: { type: 'string', enum: ['a', 'b'] },
      value: 'y',
      says: 'spec.x: Unsupported value: "y": supported values: "a", "b"',
    },
    {
      schema: { type: 'integer', enum: [1, 2] },
      value: 3,
      says: 'spec.x: Unsupported value: 3: supported values: "1", "2"',
    },
    {
      schema: { type: 'string', maxLength: 1 },
      value: 'ab',
      says: 'spec.x: Too long: may not be more than 1 byte',
    },
    {
      schema: { type: 'string', minLength: 2 },
      value: '😀',
      says: 'spec.x: Invalid value: "😀": spec.x in body should be at least 2 chars long',
    },
    {
      schema: { type: 'string', pattern: '^[a-z]+$' },
      value: 'A"',
      says: `spec.x: Invalid value: "A\\"": spec.x in body should match '^[a-z]+$'`,
    },
    { schema: withName, value: {}, says: 'spec.x.name: Required value' },
    {
      schema: { type: 'array', items: { type: 'string' }, maxItems: 1 },
      value: ['a', 'b'],
      says: 'spec.x: Too many: 2: must have at most 1 item',
    },
    {
      schema: { type: 'array', items: { type: 'string' }, minItems: 1 },
      value: [],
      says: 'spec.x: Invalid value: 0: spec.x in body should have at least 1 items',
    },
    {
      schema: { type: 'array', items: { type: 'string' } },
      value: ['a', 1],
      says: 'spec.x[1]: Invalid value: "integer": spec.x[1] in body must be of type string: "integer"',
    },
    {
      schema: { type: 'array', items: { 'x-kubernetes-preserve-unknown-fields': true }, uniqueItems: true },
      value: [{ a: 1 }, { a: 1 }],
      says: `spec.x: Invalid value: "": spec.x in body shouldn't contain duplicates`,
    },
    {
      schema: { type: 'object', additionalProperties: { type: 'string' } },
      value: { 'a.b': 1 },
      says: 'spec.x.a.b: Invalid value: "integer": spec.x.a.b in body must be of type string: "integer"',
    },
    {
      schema: { type: 'object', additionalProperties: { type: 'string' }, maxProperties: 1 },
      value: { a: 'a', b: 'b' },
      says: 'spec.x: Too many: 2: must have at most 1 item',
    },
    {
      schema: { type: 'object', additionalProperties: { type: 'string' }, minProperties: 1 },
      value: {},
      says: 'spec.x: Invalid value: 0: spec.x in body should have at least 1 properties',
    },
    {
      schema: { ...withName, required: [], oneOf: [{ required: ['name'] }, { required: ['other'] }] },
      value: {},
      says: '[<nil>: Invalid value: "": "spec.x" must validate one and only one schema (oneOf). Found none valid, spec.x.name: Required value]',
    },
    {
      schema: { type: 'string', oneOf: [{ minLength: 1 }, { maxLength: 3 }] },
      value: 'ab',
      says: '<nil>: Invalid value: "": "spec.x" must validate one and only one schema (oneOf). Found 2 valid alternatives',
    },
    {
      schema: { type: 'string', anyOf: [{ minLength: 3 }, { pattern: 'z' }] },
      value: 'ab',
      says: '[<nil>: Invalid value: "": "spec.x" must validate at least one schema (anyOf), spec.x: Invalid value: "ab": spec.x in body should be at least 3 chars long]',
    },
    {
      schema: { type: 'string', allOf: [{ minLength: 3 }, { maxLength: 5 }] },
      value: 'ab',
      says: '[spec.x: Invalid value: "ab": spec.x in body should be at least 3 chars long, <nil>: Invalid value: "": "spec.x" must validate all the schemas (allOf)]',
    },
    {
      schema: { type: 'string', allOf: [{ minLength: 3 }] },
      value: 'ab',
      says: '[spec.x: Invalid value: "ab": spec.x in body should be at least 3 chars long, <nil>: Invalid value: "": "spec.x" must validate all the schemas (allOf). None validated]',
    },
    {
      schema: { type: 'string', not: { pattern: '^a' } },
      value: 'ab',
      says: '<nil>: Invalid value: "": "spec.x" must not validate the schema (not)',
    },
    {
      schema: {
        type: 'object',
        properties: Object.fromEntries([['toString', withName]]),
        required: ['toString'],
      },
      value: {},
      says: 'spec.x.toString: Required value',
    },
  ])('says of $value: $says', ({ schema, value, says }) => {
    expect(complaint(schema, value)).toBe(says);
  });

  it('says of a value of the wrong type also that it is none of the enumerated ones', () => {
    expect(complaint({ type: 'string', enum: ['a'] }, 1)).toBe(
      '[spec.x: Invalid value: "integer": spec.x in body must be of type string: "integer", spec.x: Unsupported value: 1: supported values: "a"]',
    );
  });

  describe('on an update', () => {
    const strict: SchemaProps = {
      type: 'object',
      properties: { name: { type: 'string', maxLength: 1 }, other: { type: 'string' } },
    };
    const list: SchemaProps = {
      type: 'array',
      'x-kubernetes-list-type': 'map',
      'x-kubernetes-list-map-keys': ['key'],
      items: {
        type: 'object',
        properties: { key: { type: 'string' }, value: { type: 'string', maxLength: 1 } },
      },
    };

    it.each<{ name: string; schema: SchemaProps; old: unknown; value: unknown; isRefused: boolean }>([
      {
        name: 'lets a wrong value stay that does not change',
        schema: strict,
        old: { name: 'long' },
        value: { name: 'long', other: 'new' },
        isRefused: false,
      },
      {
        name: 'refuses a wrong value that changes',
        schema: strict,
        old: { name: 'long' },
        value: { name: 'longer' },
        isRefused: true,
      },
      {
        name: 'matches the items of a map list by their keys',
        schema: list,
        old: [{ key: 'a', value: 'long' }],
        value: [
          { key: 'b', value: 'b' },
          { key: 'a', value: 'long' },
        ],
        isRefused: false,
      },
      {
        name: 'refuses a wrong item of a map list that is new',
        schema: list,
        old: [{ key: 'a', value: 'long' }],
        value: [{ key: 'b', value: 'long' }],
        isRefused: true,
      },
      {
        name: 'does not match the items of an atomic list',
        schema: { type: 'array', items: { type: 'string', maxLength: 1 } },
        old: ['long'],
        value: ['long', 'a'],
        isRefused: true,
      },
      {
        name: 'lets an atomic list stay that does not change',
        schema: { type: 'array', items: { type: 'string', maxLength: 1 } },
        old: ['long'],
        value: ['long'],
        isRefused: false,
      },
      {
        name: 'does not match the fields of an atomic map',
        schema: { ...strict, 'x-kubernetes-map-type': 'atomic' },
        old: { name: 'long' },
        value: { name: 'long', other: 'new' },
        isRefused: true,
      },
    ])('$name', ({ schema, old, value, isRefused }) => {
      expect(complaint(schema, value, old) !== '').toBe(isRefused);
    });
  });

  it('matches a pattern that makes backtracking engines hang', () => {
    const schema: SchemaProps = { type: 'string', pattern: '^(a+)+$' };
    expect(complaint(schema, `${'a'.repeat(50_000)}!`)).toContain("should match '^(a+)+$'");
  });
});
