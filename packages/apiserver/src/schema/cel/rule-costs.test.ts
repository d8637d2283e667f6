import { describe, expect, it } from 'vitest';
import type { SchemaProps } from '../schema-props.ts';
import { compileRules } from './compile-rules.ts';

const text: SchemaProps = { type: 'string' };
const texts: SchemaProps = { type: 'array', items: text };

/** A schema with one rule at `spec`, over some fields. */
function withRule(rule: string, properties: Record<string, SchemaProps>): SchemaProps {
  const spec: SchemaProps = { type: 'object', properties, 'x-kubernetes-validations': [{ rule }] };
  return { type: 'object', properties: { spec } };
}

function costErrors(schema: SchemaProps): string[] {
  const { errors, costErrors } = compileRules(schema, 'schema');
  expect(errors).toEqual([]);
  return costErrors().map(({ field, detail }) => `${field}: ${detail}`);
}

const advice =
  '(try simplifying the rule, or adding maxItems, maxProperties, and maxLength where arrays, maps, and strings are declared)';

describe('a rule that is refused because it may take too long', () => {
  it.each<[string, string, Record<string, SchemaProps>, string]>([
    [
      'loops within loops over lists without bounds',
      'self.a.all(x, self.b.exists(y, x == y))',
      { a: texts, b: texts },
      'more than 100x',
    ],
    [
      'three loops over one list',
      'self.a.all(x, self.a.all(y, self.a.all(z, x == y || y == z)))',
      { a: { ...texts, maxItems: 500 } },
      '25.1x',
    ],
    [
      'loops with two variables',
      'self.a.all(i, x, self.a.exists(j, y, i == j || x == y))',
      { a: texts },
      'more than 100x',
    ],
    [
      'a pattern on the values of a map',
      `self.a.all(k, x, x.matches("${'a'.repeat(40)}"))`,
      { a: { type: 'object', additionalProperties: text, maxProperties: 100 } },
      '31.5x',
    ],
    [
      'loops over maps without bounds',
      'self.a.all(x, self.a.all(y, x == y))',
      { a: { type: 'object', additionalProperties: { type: 'integer' } } },
      'more than 100x',
    ],
    [
      'long patterns in a loop over long texts',
      `self.a.all(x, x.matches("${'a'.repeat(40)}"))`,
      { a: texts },
      'more than 100x',
    ],
    [
      'a pattern on a text without a bound, in the form of a function',
      `self.a.all(x, matches(x, "${'a'.repeat(40)}"))`,
      { a: { ...texts, maxItems: 100 } },
      '31.5x',
    ],
    [
      'a text with one of a number behind it',
      "self.a + string(self.n) == 'a1'",
      { a: { ...text, maxLength: 5 }, n: { type: 'integer' } },
      'more than 100x',
    ],
    [
      'a text with one of a number behind it, under a condition',
      "'a' + (self.n > 1 ? string(self.n) : 'b') == 'a1'",
      { n: { type: 'integer' } },
      'more than 100x',
    ],
  ])('%s', (_what, rule, fields, factor) => {
    const errors = costErrors(withRule(rule, fields));
    expect(errors[0]).toBe(
      'schema.properties[spec].x-kubernetes-validations[0].rule: Forbidden: ' +
        `estimated rule cost exceeds budget by factor of ${factor} ${advice}`,
    );
  });

  it('with a message that takes too long to make', () => {
    const spec: SchemaProps = {
      type: 'object',
      properties: { a: texts },
      'x-kubernetes-validations': [
        {
          rule: 'self.a.size() > 1',
          messageExpression: 'self.a.filter(x, self.a.exists(y, x != y)).join(",")',
        },
      ],
    };
    expect(costErrors({ type: 'object', properties: { spec } })[0]).toBe(
      'schema.properties[spec].x-kubernetes-validations[0].messageExpression: Forbidden: ' +
        `estimated messageExpression cost exceeds budget by factor of more than 100x ${advice}`,
    );
  });

  it('because its value can be there very often', () => {
    const item: SchemaProps = {
      type: 'object',
      properties: { names: { ...texts, maxItems: 50 } },
      'x-kubernetes-validations': [{ rule: 'self.names.all(x, x != "")' }],
    };
    const schema = (maxItems: number | undefined): SchemaProps => ({
      type: 'object',
      properties: { list: { type: 'array', items: item, ...(maxItems === undefined ? {} : { maxItems }) } },
    });
    expect(costErrors(schema(undefined))).toHaveLength(2);
    expect(costErrors(schema(1_000))).toEqual([]);
  });
});

describe('a rule that may be as expensive as it can be', () => {
  it.each<[string, Record<string, SchemaProps>]>([
    ['self.a.all(x, x.startsWith("a"))', { a: texts }],
    [
      'self.a.all(x, self.b.exists(y, x == y))',
      { a: { ...texts, maxItems: 1_000 }, b: { ...texts, maxItems: 1_000 } },
    ],
    [
      'self.a.all(x, x.matches("^[a-z]+$"))',
      { a: { ...texts, maxItems: 100, items: { ...text, maxLength: 63 } } },
    ],
    ['self.a.matches("^[a-z]([-a-z0-9]*[a-z0-9])?$")', { a: text }],
    ['string(self.n) == "1" && string(self.n).size() > 1', { n: { type: 'integer' } }],
    ['"a is %d".format([self.n]) == "a" + self.a', { n: { type: 'integer' }, a: text }],
    ['self.a.split(",").all(x, self.a.split(",").all(y, x == y))', { a: text }],
  ])('passes: %s', (rule, fields) => {
    expect(costErrors(withRule(rule, fields))).toEqual([]);
  });
});
