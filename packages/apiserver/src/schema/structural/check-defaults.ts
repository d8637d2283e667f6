import { compilePrune } from '../compile-prune.ts';
import type { FieldError } from '../field-error.ts';
import { isObject } from '../json-object.ts';
import { forbiddenValue, invalidValue } from '../make-field-error.ts';
import type { SchemaProps } from '../schema-props.ts';
import { compileValidation } from '../validation/compile-validation.ts';
import { ValidationReport } from '../validation/validation-report.ts';

/** Checks that each default is what its schema allows. Those of the fields of every resource can't be set. */
export function checkDefaults(root: SchemaProps, path: string): FieldError[] {
  const { apiVersion, kind, metadata, ...others } = root.properties ?? {};
  const errors = Object.entries({ apiVersion, kind, metadata }).flatMap(([name, property]) =>
    property ? forbidDefaults(property, `${path}.properties[${name}]`, `in top-level ${name}`) : [],
  );
  return [...errors, ...checkNode({ ...root, properties: others }, path)];
}

function forbidDefaults(schema: SchemaProps, path: string, where: string): FieldError[] {
  const own =
    schema.default === undefined ? [] : [forbiddenValue(`${path}.default`, `must not be set ${where}`)];
  const below = Object.entries(schema.properties ?? {}).flatMap(([name, property]) =>
    forbidDefaults(property, `${path}.properties[${name}]`, where),
  );
  return [...own, ...below];
}

function checkNode(schema: SchemaProps, path: string): FieldError[] {
  const errors = checkDefault(schema, `${path}.default`);
  if (schema.items) errors.push(...checkNode(schema.items, `${path}.items`));
  if (isObject(schema.additionalProperties)) {
    errors.push(...checkNode(schema.additionalProperties, `${path}.additionalProperties`));
  }
  for (const [name, property] of Object.entries(schema.properties ?? {})) {
    errors.push(...checkNode(property, `${path}.properties[${name}]`));
  }
  return errors;
}

function checkDefault(schema: SchemaProps, path: string): FieldError[] {
  const value = schema.default;
  if (value === undefined || value === null) return [];
  if (hasUnknownFields(schema, value)) return [invalidValue(path, value, 'must not have unknown fields')];
  const report = new ValidationReport();
  compileValidation(schema)(value, undefined, report);
  return report.errors.map((error) => ({ ...error, field: joinPath(path, error.field) }));
}

function hasUnknownFields(schema: SchemaProps, value: unknown): boolean {
  const wrapped: SchemaProps = { type: 'object', properties: { value: schema } };
  return compilePrune(wrapped)({ value: structuredClone(value) }).length > 0;
}

/** Errors within a default are at paths within the value. */
function joinPath(path: string, inner: string): string {
  if (inner === '<nil>') return path;
  return inner.startsWith('[') ? path + inner : `${path}.${inner}`;
}
