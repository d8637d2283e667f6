import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { formatFieldErrors } from './format-field-errors.ts';
import type { SchemaProps } from './schema-props.ts';
import { checkStructuralSchema } from './structural-schema.ts';

const path = 'spec.validation.openAPIV3Schema';

/** The errors of a schema of which `spec` is the interesting part, each as `path: sentence`. */
function complaints(spec: unknown): string[] {
  return check({ type: 'object', properties: { spec } });
}

function check(root: unknown): string[] {
  return checkStructuralSchema(root, path).map(({ field, detail }) => `${field}: ${detail}`);
}

const text = { type: 'string' };

describe('checkStructuralSchema', () => {
  it.each(readdirSync(new URL('../../test/crds/', import.meta.url)))(
    'finds nothing wrong with %s',
    (file) => {
      const crd: { spec: { versions: { schema: { openAPIV3Schema: unknown } }[] } } = parse(
        readFileSync(new URL(`../../test/crds/${file}`, import.meta.url), 'utf8'),
      );
      for (const { schema } of crd.spec.versions) expect(check(schema.openAPIV3Schema)).toEqual([]);
    },
  );

  it.each<{ name: string; spec: unknown }>([
    { name: 'an integer or string', spec: { 'x-kubernetes-int-or-string': true } },
    {
      name: 'an integer or string with the types spelled out',
      spec: { anyOf: [{ type: 'integer' }, { type: 'string' }], 'x-kubernetes-int-or-string': true },
    },
    {
      name: 'an integer or string with the types spelled out among others',
      spec: {
        allOf: [{ anyOf: [{ type: 'integer' }, { type: 'string' }] }, { minLength: 1 }],
        'x-kubernetes-int-or-string': true,
      },
    },
    { name: 'a value of any type', spec: { 'x-kubernetes-preserve-unknown-fields': true } },
    {
      name: 'restrictions of described fields',
      spec: { type: 'object', properties: { a: text }, anyOf: [{ properties: { a: { minLength: 1 } } }] },
    },
    {
      name: 'restrictions of entries',
      spec: { type: 'object', additionalProperties: text, not: { properties: { a: { minLength: 1 } } } },
    },
    {
      name: 'a default with fields of its own',
      spec: { type: 'object', properties: { a: text }, default: { a: 'x' } },
    },
    { name: 'keywords that nobody knows', spec: { type: 'string', 'x-custom': 1 } },
  ])('takes $name', ({ spec }) => {
    expect(complaints(spec)).toEqual([]);
  });

  it.each<{ root: unknown; says: string }>([
    { root: 'a', says: `${path}: Invalid value: "string": must be of type object` },
    { root: {}, says: `${path}.type: Required value: must not be empty at the root` },
    { root: { type: 'string' }, says: `${path}.type: Invalid value: "string": must be object at the root` },
    {
      root: { type: 'object', additionalProperties: text },
      says: `${path}.additionalProperties: Forbidden: must not be used at the root`,
    },
    {
      root: { type: 'object', nullable: true },
      says: `${path}.nullable: Forbidden: nullable cannot be true at the root`,
    },
    {
      root: { type: 'object', properties: { kind: { type: 'integer' } } },
      says: `${path}.properties[kind].type: Invalid value: "integer": must be string`,
    },
    {
      root: { type: 'object', properties: { metadata: { type: 'string' } } },
      says: `${path}.properties[metadata].type: Invalid value: "string": must be object`,
    },
    {
      root: { type: 'object', properties: { metadata: { type: 'object', properties: { labels: text } } } },
      says: `${path}.properties[metadata]: Forbidden: must not specify anything other than name and generateName, but metadata is implicitly specified`,
    },
    {
      root: {
        type: 'object',
        properties: { metadata: { type: 'object', properties: { name: { ...text, default: 'a' } } } },
      },
      says: `${path}.properties[metadata].properties[name].default: Forbidden: must not be set in top-level metadata`,
    },
  ])('says of a root $root: $says', ({ root, says }) => {
    expect(check(root)).toEqual([says]);
  });

  it.each<{ spec: unknown; says: string }>([
    { spec: {}, says: '.type: Required value: must not be empty for specified object fields' },
    { spec: 1, says: ': Invalid value: "integer": must be of type object' },
    {
      spec: { type: 'text' },
      says: '.type: Unsupported value: "text": supported values: "array", "boolean", "integer", "number", "object", "string"',
    },
    {
      spec: { type: 'null' },
      says: '.type: Forbidden: type cannot be set to null, use nullable as an alternative',
    },
    { spec: { type: 'array' }, says: '.items: Required value: must be specified' },
    {
      spec: { type: 'array', items: {} },
      says: '.items.type: Required value: must not be empty for specified array items',
    },
    {
      spec: { type: 'array', items: [text] },
      says: '.items: Forbidden: items must be a schema object and not an array',
    },
    {
      spec: { type: 'string', minLength: '1' },
      says: '.minLength: Invalid value: "string": must be of type integer',
    },
    {
      spec: { type: 'string', minLength: -1 },
      says: '.minLength: Invalid value: -1: must be greater than or equal to 0',
    },
    { spec: { type: 'string', enum: 'a' }, says: '.enum: Invalid value: "string": must be of type array' },
    {
      spec: { type: 'object', required: [1] },
      says: '.required[0]: Invalid value: "integer": must be of type string',
    },
    {
      spec: { type: 'object', properties: [] },
      says: '.properties: Invalid value: "array": must be of type object',
    },
    {
      spec: { type: 'object', properties: { a: null } },
      says: '.properties[a]: Invalid value: "null": must be of type object',
    },
    { spec: { $ref: '#/a', type: 'string' }, says: '.$ref: Forbidden: $ref is not supported' },
    {
      spec: { type: 'object', patternProperties: {} },
      says: '.patternProperties: Forbidden: patternProperties is not supported',
    },
    {
      spec: { type: 'array', items: text, uniqueItems: true },
      says: '.uniqueItems: Forbidden: uniqueItems cannot be set to true since the runtime complexity becomes quadratic',
    },
    {
      spec: { type: 'string', pattern: '(' },
      says: '.pattern: Invalid value: "(": must be a valid regular expression, but isn\'t: error parsing regexp: missing closing ): `(`',
    },
    {
      spec: { type: 'string', pattern: '(?!a)' },
      says: '.pattern: Invalid value: "(?!a)": must be a valid regular expression, but isn\'t: error parsing regexp: invalid or unsupported Perl syntax: `(?!`',
    },
    {
      spec: { type: 'object', properties: { a: text }, additionalProperties: text },
      says: '.additionalProperties: Forbidden: additionalProperties and properties are mutual exclusive',
    },
    {
      spec: { type: 'string', 'x-kubernetes-preserve-unknown-fields': false },
      says: '.x-kubernetes-preserve-unknown-fields: Invalid value: false: must be true or undefined',
    },
    {
      spec: { 'x-kubernetes-int-or-string': true, 'x-kubernetes-preserve-unknown-fields': true },
      says: '.x-kubernetes-preserve-unknown-fields: Invalid value: true: must be false if x-kubernetes-int-or-string is true',
    },
    {
      spec: { 'x-kubernetes-embedded-resource': true, 'x-kubernetes-preserve-unknown-fields': true },
      says: '.type: Required value: must be object if x-kubernetes-embedded-resource is true',
    },
    {
      spec: { type: 'object', 'x-kubernetes-embedded-resource': true },
      says: '.properties: Required value: must not be empty if x-kubernetes-embedded-resource is true without x-kubernetes-preserve-unknown-fields',
    },
    {
      spec: { type: 'string', anyOf: [{ type: 'string' }] },
      says: '.anyOf[0].type: Forbidden: must be empty to be structural',
    },
    {
      spec: { type: 'string', not: { description: 'a' } },
      says: '.not.description: Forbidden: must be empty to be structural',
    },
    {
      spec: { type: 'string', allOf: [{ default: 'a' }] },
      says: '.allOf[0].default: Forbidden: must be undefined to be structural',
    },
    {
      spec: { type: 'object', oneOf: [{ properties: { a: { nullable: true } } }], properties: { a: text } },
      says: '.oneOf[0].properties[a].nullable: Forbidden: must be false to be structural',
    },
    {
      spec: { type: 'string', allOf: [{ 'x-kubernetes-validations': [{ rule: 'true' }] }] },
      says: '.allOf[0].x-kubernetes-validations: Forbidden: must be empty to be structural',
    },
    {
      spec: { type: 'object', properties: {}, anyOf: [{ properties: { a: { minLength: 1 } } }] },
      says: `.properties[a]: Required value: because it is defined in ${path}.properties[spec].anyOf[0].properties[a]`,
    },
    {
      spec: { type: 'object', not: { allOf: [{ items: { minLength: 1 } }] } },
      says: `.items: Required value: because it is defined in ${path}.properties[spec].not.allOf[0].items`,
    },
    {
      spec: { type: 'string', 'x-kubernetes-list-type': 'set' },
      says: '.type: Invalid value: "string": must be array if x-kubernetes-list-type is specified',
    },
    {
      spec: { type: 'string', 'x-kubernetes-map-type': 'atomic' },
      says: '.type: Invalid value: "string": must be object if x-kubernetes-map-type is specified',
    },
    {
      spec: { type: 'array', items: text, 'x-kubernetes-list-type': 'bag' },
      says: '.x-kubernetes-list-type: Unsupported value: "bag": supported values: "atomic", "set", "map"',
    },
    {
      spec: { type: 'array', items: text, 'x-kubernetes-list-map-keys': ['a'] },
      says: '.x-kubernetes-list-type: Required value: must be map if x-kubernetes-list-map-keys is non-empty',
    },
    {
      spec: {
        type: 'array',
        items: text,
        'x-kubernetes-list-type': 'map',
        'x-kubernetes-list-map-keys': ['a'],
      },
      says: `.items.type: Invalid value: "string": must be object if parent array's x-kubernetes-list-type is map`,
    },
    {
      spec: { type: 'array', items: { type: 'object' }, 'x-kubernetes-list-type': 'map' },
      says: '.x-kubernetes-list-map-keys: Required value: must not be empty if x-kubernetes-list-type is map',
    },
    {
      spec: {
        type: 'array',
        items: { type: 'object' },
        'x-kubernetes-list-type': 'map',
        'x-kubernetes-list-map-keys': ['a'],
      },
      says: '.x-kubernetes-list-map-keys: Invalid value: []interface {}{"a"}: entries must all be names of item properties',
    },
    {
      spec: {
        type: 'array',
        items: { type: 'object', properties: { a: text } },
        'x-kubernetes-list-type': 'map',
        'x-kubernetes-list-map-keys': ['a'],
      },
      says: '.items.properties[a].default: Required value: this property is in x-kubernetes-list-map-keys, so it must have a default or be a required property',
    },
    {
      spec: { type: 'array', items: { ...text, nullable: true }, 'x-kubernetes-list-type': 'set' },
      says: '.items.nullable: Forbidden: cannot be nullable when x-kubernetes-list-type is set',
    },
    {
      spec: { type: 'array', items: { type: 'object' }, 'x-kubernetes-list-type': 'set' },
      says: '.items.x-kubernetes-map-type: Invalid value: "granular": must be atomic as item of a list with x-kubernetes-list-type=set',
    },
    {
      spec: { type: 'integer', default: 'a' },
      says: '.default: Invalid value: "string":  in body must be of type integer: "string"',
    },
    {
      spec: { type: 'object', properties: { a: { type: 'string', maxLength: 1 } }, default: { a: 'long' } },
      says: '.default.a: Too long: may not be more than 1 byte',
    },
    {
      spec: { type: 'object', properties: {}, default: { a: 1 } },
      says: '.default: Invalid value: map[string]interface {}{"a":1}: must not have unknown fields',
    },
    {
      spec: { ...text, 'x-kubernetes-validations': [{ rule: ' ' }] },
      says: '.x-kubernetes-validations[0].rule: Required value: rule is not specified',
    },
    {
      spec: { ...text, 'x-kubernetes-validations': [{ rule: 1 }] },
      says: '.x-kubernetes-validations[0].rule: Invalid value: "integer": must be of type string',
    },
    {
      spec: { ...text, 'x-kubernetes-validations': [{ rule: 'true', message: ' ' }] },
      says: '.x-kubernetes-validations[0].message: Invalid value: " ": message must be non-empty if specified',
    },
    {
      spec: { ...text, 'x-kubernetes-validations': [{ rule: 'true', message: 'a\nb' }] },
      says: '.x-kubernetes-validations[0].message: Invalid value: "a\\nb": message must not contain line breaks',
    },
    {
      spec: { ...text, 'x-kubernetes-validations': [{ rule: 'true &&\ntrue' }] },
      says: '.x-kubernetes-validations[0].message: Required value: message must be specified if rule contains line breaks',
    },
    {
      spec: { ...text, 'x-kubernetes-validations': [{ rule: 'true', reason: 'Because' }] },
      says: '.x-kubernetes-validations[0].reason: Unsupported value: "Because": supported values: "FieldValueDuplicate", "FieldValueForbidden", "FieldValueInvalid", "FieldValueRequired"',
    },
    {
      spec: { ...text, 'x-kubernetes-validations': [{ rule: 'self.nope' }] },
      says: '.x-kubernetes-validations[0].rule: Invalid value: "self.nope": compilation failed: ERROR: <input>:1:6: Cannot index type \'string\'\n | self.nope\n | .....^',
    },
  ])('says of $spec: $says', ({ spec, says }) => {
    expect(complaints(spec)).toEqual([`${path}.properties[spec]${says}`]);
  });

  it.each<{ spec: SchemaProps; says: string }>([
    {
      spec: { type: 'string', default: 'b', 'x-kubernetes-validations': [{ rule: 'self == "a"' }] },
      says: 'schema.properties[spec].default: Invalid value: "string": failed rule: self == "a"',
    },
    {
      spec: {
        type: 'object',
        default: {},
        properties: {
          n: { type: 'integer', default: 1, 'x-kubernetes-validations': [{ rule: 'self > 0' }] },
        },
        'x-kubernetes-validations': [{ rule: 'self.n > 1', fieldPath: '.n' }],
      },
      says: 'schema.properties[spec].default.n: Invalid value: "object": failed rule: self.n > 1',
    },
  ])('holds defaults to the rules: $says', ({ spec, says }) => {
    const schema = { type: 'object', properties: { spec } };
    expect(formatFieldErrors(checkStructuralSchema(schema, 'schema'))).toBe(says);
  });

  it('reports everything of one kind that is wrong', () => {
    expect(complaints({ type: 'object', properties: { a: {}, b: { type: 'array' } } })).toHaveLength(2);
  });
});
