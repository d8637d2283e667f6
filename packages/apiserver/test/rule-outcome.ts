import { compileRules } from '../src/schema/cel/compile-rules.ts';
import { formatFieldErrors } from '../src/schema/format-field-errors.ts';
import type { SchemaProps, ValidationRule } from '../src/schema/schema-props.ts';

/** A `spec` with a field of every type that CEL tells apart. */
const specSchema: SchemaProps = {
  type: 'object',
  properties: {
    text: { type: 'string' },
    whole: { type: 'integer' },
    fraction: { type: 'number' },
    flag: { type: 'boolean' },
    texts: { type: 'array', items: { type: 'string' } },
    wholes: { type: 'array', items: { type: 'integer' } },
    set: { type: 'array', 'x-kubernetes-list-type': 'set', items: { type: 'string' } },
    keyed: {
      type: 'array',
      'x-kubernetes-list-type': 'map',
      'x-kubernetes-list-map-keys': ['key'],
      items: { type: 'object', properties: { key: { type: 'string' }, value: { type: 'integer' } } },
    },
    objects: { type: 'array', items: { type: 'object', properties: { value: { type: 'integer' } } } },
    labels: { type: 'object', additionalProperties: { type: 'string' } },
    counts: { type: 'object', additionalProperties: { type: 'integer' } },
    either: { 'x-kubernetes-int-or-string': true },
    time: { type: 'string', format: 'date-time' },
    span: { type: 'string', format: 'duration' },
    bytes: { type: 'string', format: 'byte' },
    maybe: { type: 'string', nullable: true },
    maybeObject: { type: 'object', nullable: true, properties: { name: { type: 'string' } } },
    namespace: { type: 'string' },
    'a-b.c/d__e': { type: 'string' },
    anything: { 'x-kubernetes-preserve-unknown-fields': true },
    embedded: {
      type: 'object',
      'x-kubernetes-embedded-resource': true,
      properties: { spec: { type: 'object' } },
    },
  },
};

/** An object of that schema that has all of its fields. */
export const fullSpec: Readonly<Record<string, unknown>> = {
  text: 'hello',
  whole: 5,
  fraction: 1.5,
  flag: true,
  texts: ['a', 'b'],
  wholes: [1, 2, 3],
  set: ['x', 'y'],
  keyed: [
    { key: 'a', value: 1 },
    { key: 'b', value: 2 },
  ],
  objects: [{ value: 1 }, { value: 2 }],
  labels: { team: 'a', constructor: 'b' },
  counts: { one: 1 },
  either: '50%',
  time: '2024-05-06T07:08:09Z',
  span: '1h30m',
  bytes: 'aGk=',
  maybe: null,
  maybeObject: null,
  namespace: 'ns',
  'a-b.c/d__e': 'escaped',
  anything: { any: 1 },
  embedded: { apiVersion: 'v1', kind: 'Secret', metadata: { name: 'inner' }, spec: {} },
};

/**
 * What comes of one rule on a `spec`: `passed`, the errors of the object, or, when the rule doesn't compile, its
 * own errors behind `rejected: `.
 */
export function ruleOutcome(
  rule: ValidationRule | string,
  spec: Record<string, unknown> = fullSpec,
  oldSpec?: Record<string, unknown>,
): string {
  const validation = typeof rule === 'string' ? { rule } : rule;
  const root: SchemaProps = {
    type: 'object',
    properties: { spec: { ...specSchema, 'x-kubernetes-validations': [validation] } },
  };
  const { errors, check } = compileRules(root, 'schema');
  if (errors.length > 0) return `rejected: ${formatFieldErrors(errors)}`;
  const wrap = (value: Record<string, unknown>) => ({ metadata: { name: 'n' }, spec: value });
  return formatFieldErrors(check?.(wrap(spec), oldSpec && wrap(oldSpec)) ?? []) || 'passed';
}
