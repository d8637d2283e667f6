import type { FieldError } from '../field-error.ts';
import { forbiddenValue, invalidValue, requiredValue, unsupportedValue } from '../make-field-error.ts';
import type { SchemaProps } from '../schema-props.ts';

/** Checks `x-kubernetes-list-type`, `x-kubernetes-list-map-keys` and `x-kubernetes-map-type` of a node. */
export function checkListKeywords(schema: SchemaProps, path: string): FieldError[] {
  const listType = schema['x-kubernetes-list-type'];
  const mapType = schema['x-kubernetes-map-type'];
  return [
    ...checkKeyword(schema, 'x-kubernetes-map-type', mapType, 'object', ['atomic', 'granular'], path),
    ...checkKeyword(schema, 'x-kubernetes-list-type', listType, 'array', ['atomic', 'set', 'map'], path),
    ...checkMapKeysAreWanted(schema, path),
    ...(listType === 'map' ? checkMap(schema, path) : []),
    ...(listType === 'set' ? checkSet(schema, path) : []),
  ];
}

function checkKeyword(
  schema: SchemaProps,
  keyword: string,
  value: string | undefined,
  type: string,
  supported: readonly string[],
  path: string,
): FieldError[] {
  if (value === undefined) return [];
  const errors: FieldError[] = [];
  if (schema.type !== type) {
    const detail = `must be ${type} if ${keyword} is specified`;
    const field = `${path}.type`;
    errors.push(schema.type ? invalidValue(field, schema.type, detail) : requiredValue(field, detail));
  }
  if (!supported.includes(value)) errors.push(unsupportedValue(`${path}.${keyword}`, value, supported));
  return errors;
}

function checkMapKeysAreWanted(schema: SchemaProps, path: string): FieldError[] {
  const listType = schema['x-kubernetes-list-type'];
  if (listType === 'map' || !schema['x-kubernetes-list-map-keys']?.length) return [];
  const field = `${path}.x-kubernetes-list-type`;
  const detail = 'must be map if x-kubernetes-list-map-keys is non-empty';
  return [listType ? invalidValue(field, listType, detail) : requiredValue(field, detail)];
}

function checkMap(schema: SchemaProps, path: string): FieldError[] {
  const keys = schema['x-kubernetes-list-map-keys'] ?? [];
  const keysPath = `${path}.x-kubernetes-list-map-keys`;
  const errors: FieldError[] = [];
  if (keys.length === 0) {
    errors.push(requiredValue(keysPath, 'must not be empty if x-kubernetes-list-type is map'));
  }
  const { items } = schema;
  if (!items) return errors;
  if (items.nullable) errors.push(forbiddenNullable(path, 'map'));
  if (items.type !== 'object') {
    const detail = "must be object if parent array's x-kubernetes-list-type is map";
    return [...errors, invalidValue(`${path}.items.type`, items.type ?? '', detail)];
  }
  for (const key of keys) errors.push(...checkMapKey(key, items, keys, path));
  if (new Set(keys).size < keys.length) {
    errors.push(invalidValue(keysPath, keys, 'must not contain duplicate entries'));
  }
  return errors;
}

function checkMapKey(key: string, items: SchemaProps, keys: readonly string[], path: string): FieldError[] {
  const property = items.properties?.[key];
  if (!property) {
    const detail = 'entries must all be names of item properties';
    return [invalidValue(`${path}.x-kubernetes-list-map-keys`, keys, detail)];
  }
  const field = `${path}.items.properties[${key}]`;
  const errors: FieldError[] = [];
  if (property.type === 'array' || property.type === 'object') {
    const detail = "must be a scalar type if parent array's x-kubernetes-list-type is map";
    errors.push(invalidValue(`${field}.type`, property.type, detail));
  }
  const because = 'this property is in x-kubernetes-list-map-keys, so it';
  if (!items.required?.includes(key) && property.default === undefined) {
    errors.push(
      requiredValue(`${field}.default`, `${because} must have a default or be a required property`),
    );
  }
  if (property.nullable) errors.push(forbiddenValue(`${field}.nullable`, `${because} cannot be nullable`));
  return errors;
}

function checkSet({ items }: SchemaProps, path: string): FieldError[] {
  if (!items) return [];
  const errors: FieldError[] = [];
  if (items.nullable) errors.push(forbiddenNullable(path, 'set'));
  const detail = 'must be atomic as item of a list with x-kubernetes-list-type=set';
  const itemListType = items['x-kubernetes-list-type'] ?? 'atomic';
  const itemMapType = items['x-kubernetes-map-type'] ?? 'granular';
  if (items.type === 'array' && itemListType !== 'atomic') {
    errors.push(invalidValue(`${path}.items.x-kubernetes-list-type`, itemListType, detail));
  }
  if (items.type === 'object' && itemMapType !== 'atomic') {
    errors.push(invalidValue(`${path}.items.x-kubernetes-map-type`, itemMapType, detail));
  }
  return errors;
}

function forbiddenNullable(path: string, listType: string): FieldError {
  return forbiddenValue(
    `${path}.items.nullable`,
    `cannot be nullable when x-kubernetes-list-type is ${listType}`,
  );
}
