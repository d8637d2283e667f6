import type { FieldError } from '../field-error.ts';
import { jsonEqual } from '../json-equal.ts';
import { isObject } from '../json-object.ts';
import { forbiddenValue } from '../make-field-error.ts';
import type { SchemaProps } from '../schema-props.ts';
import { isEmptyKeyword } from './is-empty-keyword.ts';

/** Keywords that say what a field is. Inside `allOf` and its like a schema only says what the field may hold. */
const forbiddenKeywords: Readonly<Partial<Record<keyof SchemaProps, string>>> = {
  type: 'must be empty to be structural',
  additionalProperties: 'must be undefined to be structural',
  default: 'must be undefined to be structural',
  title: 'must be empty to be structural',
  description: 'must be empty to be structural',
  nullable: 'must be false to be structural',
  externalDocs: 'must be undefined to be structural',
  'x-kubernetes-preserve-unknown-fields': 'must be false to be structural',
  'x-kubernetes-embedded-resource': 'must be false to be structural',
  'x-kubernetes-int-or-string': 'must be false to be structural',
  'x-kubernetes-list-map-keys': 'must be empty to be structural',
  'x-kubernetes-list-type': 'must be undefined to be structural',
  'x-kubernetes-map-type': 'must be undefined to be structural',
  'x-kubernetes-validations': 'must be empty to be structural',
};

const integerOrString: readonly SchemaProps[] = [{ type: 'integer' }, { type: 'string' }];

/** Checks what is inside `allOf`, `anyOf`, `oneOf` and `not` of a node, at any depth. */
export function checkNestedSchemas(schema: SchemaProps, path: string): FieldError[] {
  const { anyOf = [], allOf = [], oneOf = [], not } = schema;
  const checkEach = (schemas: readonly SchemaProps[], keyword: string) =>
    schemas.flatMap((part, index) => checkNested(part, `${path}.${keyword}[${index}]`));
  return [
    ...(jsonEqual(anyOf, integerOrString) ? [] : checkEach(anyOf, 'anyOf')),
    ...allOf.flatMap((part, index) => {
      // The other way to write that a field is an integer or a string.
      const isTypeUnion = index === 0 && jsonEqual(part.anyOf, integerOrString);
      return checkNested(isTypeUnion ? { ...part, anyOf: [] } : part, `${path}.allOf[${index}]`);
    }),
    ...checkEach(oneOf, 'oneOf'),
    ...(not ? checkNested(not, `${path}.not`) : []),
  ];
}

function checkNested(schema: SchemaProps, path: string): FieldError[] {
  const errors = checkNestedSchemas(schema, path);
  if (schema.items) errors.push(...checkNested(schema.items, `${path}.items`));
  for (const [name, property] of Object.entries(schema.properties ?? {})) {
    errors.push(...checkNested(property, `${path}.properties[${name}]`));
  }
  for (const [keyword, detail] of Object.entries(forbiddenKeywords)) {
    const value = schema[keyword as keyof SchemaProps];
    if (!isEmptyKeyword(value) || isObject(value)) errors.push(forbiddenValue(`${path}.${keyword}`, detail));
  }
  if (schema.properties?.metadata) {
    errors.push(forbiddenValue(`${path}.properties[metadata]`, 'must not be specified in a nested context'));
  }
  return errors;
}
