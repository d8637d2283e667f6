import { RE2JS, RE2JSException } from 're2js';
import type { FieldError } from '../field-error.ts';
import { isObject } from '../json-object.ts';
import { forbiddenValue, invalidValue, requiredValue } from '../make-field-error.ts';
import type { SchemaProps } from '../schema-props.ts';
import { checkListKeywords } from './check-list-keywords.ts';
import { checkNestedSchemas } from './check-nested.ts';
import { checkRootMetadata } from './check-root-metadata.ts';
import { checkRuleTexts } from './check-rule-texts.ts';

/** What a node is to the one around it; the wording of errors depends on it. */
type Level = 'root' | 'item' | 'field';

const missingType: Readonly<Record<Level, string>> = {
  root: 'must not be empty at the root',
  item: 'must not be empty for specified array items',
  field: 'must not be empty for specified object fields',
};

/** Checks each node of a schema by itself: its type, and which keywords it may combine. */
export function checkNodes(root: SchemaProps, path: string): FieldError[] {
  return checkNode(root, 'root', path);
}

function checkNode(schema: SchemaProps, level: Level, path: string): FieldError[] {
  return [
    ...checkBelow(schema, level, path),
    ...checkType(schema, level, path),
    ...checkExtensions(schema, path),
    ...checkNestedSchemas(schema, path),
    ...checkPattern(schema, path),
    ...checkResourceFields(schema, level, path),
    ...checkListKeywords(schema, path),
    ...checkRuleTexts(schema, path),
  ];
}

function checkBelow(schema: SchemaProps, level: Level, path: string): FieldError[] {
  const { additionalProperties, items, properties = {} } = schema;
  const errors: FieldError[] = [];
  if (additionalProperties !== undefined) {
    const own = `${path}.additionalProperties`;
    if (level === 'root') errors.push(forbiddenValue(own, 'must not be used at the root'));
    if (Object.keys(properties).length > 0 && additionalProperties !== true) {
      errors.push(forbiddenValue(own, 'additionalProperties and properties are mutual exclusive'));
    }
    if (schema['x-kubernetes-embedded-resource']) {
      errors.push(forbiddenValue(own, 'must not be used if x-kubernetes-embedded-resource is set'));
    }
    if (isObject(additionalProperties)) errors.push(...checkNode(additionalProperties, 'field', own));
  }
  if (items) errors.push(...checkNode(items, 'item', `${path}.items`));
  else if (schema.type === 'array') errors.push(requiredValue(`${path}.items`, 'must be specified'));
  for (const [name, property] of Object.entries(properties)) {
    // At the root, metadata has rules of its own.
    if (level === 'root' && name === 'metadata') continue;
    errors.push(...checkNode(property, 'field', `${path}.properties[${name}]`));
  }
  return errors;
}

function checkType(schema: SchemaProps, level: Level, path: string): FieldError[] {
  const { type } = schema;
  if (schema['x-kubernetes-embedded-resource'] && type !== 'object') {
    const detail = 'must be object if x-kubernetes-embedded-resource is true';
    return [type ? invalidValue(`${path}.type`, type, detail) : requiredValue(`${path}.type`, detail)];
  }
  const mayBeUntyped = schema['x-kubernetes-int-or-string'] || schema['x-kubernetes-preserve-unknown-fields'];
  if (!type && !mayBeUntyped) return [requiredValue(`${path}.type`, missingType[level])];
  if (level === 'root' && type && type !== 'object') {
    return [invalidValue(`${path}.type`, type, 'must be object at the root')];
  }
  return [];
}

function checkExtensions(schema: SchemaProps, path: string): FieldError[] {
  const errors: FieldError[] = [];
  const preserves = schema['x-kubernetes-preserve-unknown-fields'];
  const embedded = schema['x-kubernetes-embedded-resource'];
  if (preserves === false) {
    const field = `${path}.x-kubernetes-preserve-unknown-fields`;
    errors.push(invalidValue(field, false, 'must be true or undefined'));
  }
  if (schema['x-kubernetes-int-or-string']) {
    const detail = 'must be false if x-kubernetes-int-or-string is true';
    if (preserves) errors.push(invalidValue(`${path}.x-kubernetes-preserve-unknown-fields`, true, detail));
    if (embedded) errors.push(invalidValue(`${path}.x-kubernetes-embedded-resource`, true, detail));
  }
  if (embedded && !preserves && Object.keys(schema.properties ?? {}).length === 0) {
    const detail =
      'must not be empty if x-kubernetes-embedded-resource is true without x-kubernetes-preserve-unknown-fields';
    errors.push(requiredValue(`${path}.properties`, detail));
  }
  if (schema.uniqueItems) {
    const detail = 'uniqueItems cannot be set to true since the runtime complexity becomes quadratic';
    errors.push(forbiddenValue(`${path}.uniqueItems`, detail));
  }
  return errors;
}

function checkPattern({ pattern }: SchemaProps, path: string): FieldError[] {
  if (!pattern) return [];
  try {
    RE2JS.compile(pattern);
    return [];
  } catch (error) {
    if (!(error instanceof RE2JSException)) throw error;
    const detail = `must be a valid regular expression, but isn't: ${error.message}`;
    return [invalidValue(`${path}.pattern`, pattern, detail)];
  }
}

function checkResourceFields(schema: SchemaProps, level: Level, path: string): FieldError[] {
  const { kind, apiVersion, metadata } = schema.properties ?? {};
  if (level !== 'root' && !schema['x-kubernetes-embedded-resource']) return [];
  const errors: FieldError[] = [];
  for (const [name, property] of Object.entries({ kind, apiVersion })) {
    if (!property || property.type === 'string') continue;
    errors.push(invalidValue(`${path}.properties[${name}].type`, property.type ?? '', 'must be string'));
  }
  if (metadata && metadata.type !== 'object') {
    errors.push(invalidValue(`${path}.properties[metadata].type`, metadata.type ?? '', 'must be object'));
  }
  if (level === 'root') {
    if (schema.nullable)
      errors.push(forbiddenValue(`${path}.nullable`, 'nullable cannot be true at the root'));
    if (metadata) errors.push(...checkRootMetadata(metadata, `${path}.properties[metadata]`));
  }
  return errors;
}
