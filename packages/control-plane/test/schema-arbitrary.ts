import fc from 'fast-check';
import { createTestCertificate } from './test-certificate.ts';

/** The part of a JSON schema by which bodies are made. */
export interface BodySchema {
  type?: string;
  enum?: unknown[];
  const?: unknown;
  anyOf?: BodySchema[];
  properties?: Record<string, BodySchema>;
  patternProperties?: Record<string, BodySchema>;
  required?: string[];
  items?: BodySchema;
  minItems?: number;
  maxItems?: number;
  uniqueItems?: boolean;
  minLength?: number;
  maxLength?: number;
  pattern?: string;
  minimum?: number;
  maximum?: number;
}

/** Long lists and texts find nothing that short ones don't. */
const MANY = 4;
const LONG = 40;

const pair = await createTestCertificate();

/** Texts for patterns that look around, which can't be turned into texts; each pattern takes the ones that it matches. */
const SAMPLES = [
  ...[
    '/',
    '/a',
    '/a/b.c',
    '~/v[0-9]',
    'a',
    'A1',
    'tag-1',
    'example.com',
    '*.example.com',
    'example.*',
    '10.0.0.1',
  ],
  ...[
    '[::1]',
    '::1',
    'x.example:8443',
    '10.0.0.0/8',
    'GET',
    'X-Header',
    'ada@example.com',
    '2030-01-31T12:00:00Z',
  ],
  ...[pair.cert, pair.key, ''],
];

/** Values that a schema allows, of every kind and with every field that it knows. */
export function arbitraryOf(schema: BodySchema): fc.Arbitrary<unknown> {
  if (schema.const !== undefined) {
    return fc.constant(schema.const);
  }
  if (schema.enum !== undefined) {
    return fc.constantFrom(...schema.enum);
  }
  if (schema.anyOf !== undefined) {
    return fc.oneof(...schema.anyOf.map(arbitraryOf));
  }
  switch (schema.type) {
    case 'object':
      return objectOf(schema);
    case 'array':
      return listOf(schema);
    case 'string':
      return textOf(schema);
    case 'integer':
      return fc.integer({ min: schema.minimum ?? -(2 ** 31), max: schema.maximum ?? 2 ** 31 });
    case 'number':
      return fc.double({ min: schema.minimum ?? -1e9, max: schema.maximum ?? 1e9, noNaN: true });
    case 'boolean':
      return fc.boolean();
    case 'null':
      return fc.constant(null);
    default:
      return fc.jsonValue({ maxDepth: 2 });
  }
}

function objectOf({ properties, patternProperties, required = [] }: BodySchema): fc.Arbitrary<object> {
  const known: Record<string, fc.Arbitrary<unknown>> = {};
  for (const [name, node] of Object.entries(properties ?? {})) {
    known[name] = arbitraryOf(node);
  }
  const record = fc.record(known, { requiredKeys: required });
  const [[, rest] = []] = Object.entries(patternProperties ?? {});
  return rest === undefined
    ? record
    : fc
        .tuple(
          record,
          fc.dictionary(fc.stringMatching(/^[A-Za-z-]{1,20}$/), arbitraryOf(rest), { maxKeys: MANY }),
        )
        .map(([own, more]) => ({ ...more, ...own }));
}

function listOf({ items = {}, minItems: minLength = 0, maxItems = MANY, uniqueItems }: BodySchema) {
  const bounds = { minLength, maxLength: Math.max(minLength, Math.min(maxItems, MANY)) };
  const selector = (item: unknown) => JSON.stringify(item);
  return uniqueItems === true
    ? fc.uniqueArray<unknown, string>(arbitraryOf(items), { ...bounds, selector })
    : fc.array(arbitraryOf(items), bounds);
}

function textOf({ pattern, minLength = 0, maxLength = LONG }: BodySchema): fc.Arbitrary<string> {
  const fits = (text: string) => text.length >= minLength && text.length <= maxLength;
  if (pattern === undefined) {
    return fc.string({ unit: 'grapheme', minLength, maxLength: Math.min(maxLength, LONG) });
  }
  const expression = new RegExp(pattern);
  const samples = SAMPLES.filter((text) => fits(text) && expression.test(text));
  if (samples.length > 0 && pattern.includes('(?')) {
    return fc.constantFrom(...samples);
  }
  const made = fc
    .stringMatching(expression, { maxLength: Math.max(minLength, Math.min(maxLength, LONG)) })
    .filter(fits);
  return samples.length === 0 ? made : fc.oneof(made, fc.constantFrom(...samples));
}

/** What stands at each place of a value: the way there, by names and numbers. */
export function placesIn(value: unknown, way: readonly (string | number)[] = []): (string | number)[][] {
  const here = [[...way]];
  if (Array.isArray(value)) {
    return [...here, ...value.flatMap((item, index) => placesIn(item, [...way, index]))];
  }
  if (typeof value === 'object' && value !== null) {
    return [...here, ...Object.entries(value).flatMap(([name, item]) => placesIn(item, [...way, name]))];
  }
  return here;
}

/** The value with something else at one place. */
export function replacedAt(value: unknown, way: readonly (string | number)[], other: unknown): unknown {
  const [first, ...rest] = way;
  if (first === undefined) {
    return other;
  }
  if (Array.isArray(value)) {
    return value.map((item, index) => (index === first ? replacedAt(item, rest, other) : item));
  }
  const entries = Object.entries(value as object);
  return Object.fromEntries(
    entries.map(([name, item]) => [name, name === first ? replacedAt(item, rest, other) : item]),
  );
}
