import type { FieldError } from '../field-error.ts';
import { isObject } from '../json-object.ts';
import { forbiddenValue, invalidValue, typeInvalid, unsupportedValue } from '../make-field-error.ts';
import { jsonType } from '../validation/json-type.ts';

type Keyword =
  | 'string'
  | 'number'
  | 'integer'
  | 'boolean'
  | 'any'
  | 'list'
  | 'strings'
  | 'object'
  | 'rules'
  | 'schema'
  | 'schemas'
  | 'schemaMap'
  | 'schemaOrBoolean';

/** The keywords of JSONSchemaProps that a CRD may use, and what each one holds. */
const keywords: Readonly<Record<string, Keyword>> = {
  type: 'string',
  description: 'string',
  format: 'string',
  title: 'string',
  pattern: 'string',
  default: 'any',
  example: 'any',
  enum: 'list',
  nullable: 'boolean',
  minimum: 'number',
  maximum: 'number',
  multipleOf: 'number',
  exclusiveMinimum: 'boolean',
  exclusiveMaximum: 'boolean',
  minLength: 'integer',
  maxLength: 'integer',
  minItems: 'integer',
  maxItems: 'integer',
  minProperties: 'integer',
  maxProperties: 'integer',
  uniqueItems: 'boolean',
  required: 'strings',
  externalDocs: 'object',
  properties: 'schemaMap',
  additionalProperties: 'schemaOrBoolean',
  items: 'schema',
  not: 'schema',
  allOf: 'schemas',
  anyOf: 'schemas',
  oneOf: 'schemas',
  'x-kubernetes-preserve-unknown-fields': 'boolean',
  'x-kubernetes-embedded-resource': 'boolean',
  'x-kubernetes-int-or-string': 'boolean',
  'x-kubernetes-list-type': 'string',
  'x-kubernetes-list-map-keys': 'strings',
  'x-kubernetes-map-type': 'string',
  'x-kubernetes-validations': 'rules',
};

/** Keywords that JSONSchemaProps has but no CRD may use. */
const unsupportedKeywords = new Set([
  '$ref',
  '$schema',
  'id',
  'additionalItems',
  'patternProperties',
  'definitions',
  'dependencies',
]);

const types = ['array', 'boolean', 'integer', 'number', 'object', 'string'];

/**
 * Checks that a schema is made of what a schema can be made of: each keyword holds a value of its type, all the way
 * down. Keywords that Kubernetes doesn't know are ignored.
 */
export function checkKeywordTypes(schema: unknown, path: string): FieldError[] {
  if (!isObject(schema)) return [wrongType(path, 'object', schema)];
  return Object.entries(schema).flatMap(([keyword, value]) => {
    if (unsupportedKeywords.has(keyword)) {
      return [forbiddenValue(`${path}.${keyword}`, `${keyword} is not supported`)];
    }
    const kind = Object.hasOwn(keywords, keyword) ? keywords[keyword] : undefined;
    if (!kind || value === undefined) return [];
    if (keyword === 'type') return checkTypeName(value, path);
    return checkKeyword(kind, value, `${path}.${keyword}`);
  });
}

function checkTypeName(value: unknown, path: string): FieldError[] {
  if (value === 'null') {
    return [forbiddenValue(`${path}.type`, 'type cannot be set to null, use nullable as an alternative')];
  }
  if (value === '' || types.includes(String(value))) return [];
  return [unsupportedValue(`${path}.type`, value, types)];
}

function checkKeyword(kind: Keyword, value: unknown, path: string): FieldError[] {
  switch (kind) {
    case 'any':
      return [];
    case 'schema':
      if (Array.isArray(value)) {
        return [forbiddenValue(path, 'items must be a schema object and not an array')];
      }
      return checkKeywordTypes(value, path);
    case 'schemaOrBoolean':
      return typeof value === 'boolean' ? [] : checkKeywordTypes(value, path);
    case 'schemas':
      return checkList(value, path, checkKeywordTypes);
    case 'strings':
      return checkList(value, path, (item, itemPath) => expectType('string', item, itemPath));
    case 'rules':
      return checkList(value, path, checkRule);
    case 'list':
      return checkList(value, path, () => []);
    case 'schemaMap':
      if (!isObject(value)) return [wrongType(path, 'object', value)];
      return Object.entries(value).flatMap(([name, schema]) => checkKeywordTypes(schema, `${path}[${name}]`));
    default:
      return expectType(kind, value, path);
  }
}

function checkList(
  value: unknown,
  path: string,
  checkItem: (item: unknown, path: string) => FieldError[],
): FieldError[] {
  if (!Array.isArray(value)) return [wrongType(path, 'array', value)];
  return value.flatMap((item, index) => checkItem(item, `${path}[${index}]`));
}

const ruleFields = ['rule', 'message', 'messageExpression', 'reason', 'fieldPath'];

function checkRule(rule: unknown, path: string): FieldError[] {
  if (!isObject(rule)) return [wrongType(path, 'object', rule)];
  const texts = ruleFields
    .filter((field) => rule[field] !== undefined)
    .flatMap((field) => expectType('string', rule[field], `${path}.${field}`));
  const { optionalOldSelf } = rule;
  if (optionalOldSelf === undefined) return texts;
  return [...texts, ...expectType('boolean', optionalOldSelf, `${path}.optionalOldSelf`)];
}

function expectType(expected: string, value: unknown, path: string): FieldError[] {
  const found = jsonType(value);
  if (found === expected || (found === 'integer' && expected === 'number')) {
    const isNegativeSize = expected === 'integer' && Number(value) < 0;
    return isNegativeSize ? [invalidValue(path, value, 'must be greater than or equal to 0')] : [];
  }
  return [wrongType(path, expected, value)];
}

function wrongType(path: string, expected: string, value: unknown): FieldError {
  return typeInvalid(path, jsonType(value), `must be of type ${expected}`);
}
