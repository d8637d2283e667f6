import { compileRules } from '../cel/compile-rules.ts';
import { compileDefaults } from '../compile-defaults.ts';
import type { FieldError } from '../field-error.ts';
import { isObject } from '../json-object.ts';
import type { SchemaProps } from '../schema-props.ts';

/** Checks that each default keeps the CEL rules of its schema, which have to compile. */
export function checkDefaultsByRules(schema: SchemaProps, path: string): FieldError[] {
  const errors = checkDefault(schema, `${path}.default`);
  if (schema.items) errors.push(...checkDefaultsByRules(schema.items, `${path}.items`));
  if (isObject(schema.additionalProperties)) {
    errors.push(...checkDefaultsByRules(schema.additionalProperties, `${path}.additionalProperties`));
  }
  for (const [name, property] of Object.entries(schema.properties ?? {})) {
    errors.push(...checkDefaultsByRules(property, `${path}.properties[${name}]`));
  }
  return errors;
}

function checkDefault(schema: SchemaProps, path: string): FieldError[] {
  if (schema.default === undefined || schema.default === null) return [];
  const root: SchemaProps = { type: 'object', properties: { default: schema } };
  const { check } = compileRules(root, path);
  if (check === undefined) return [];
  // What an object gets by a default has the defaults of its own fields, too.
  const object: { default?: unknown } = {};
  compileDefaults(root)(object);
  return check(object, undefined).map((error) => ({
    ...error,
    field: path + error.field.slice('default'.length),
  }));
}
