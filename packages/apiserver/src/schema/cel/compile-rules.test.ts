import { describe, expect, it } from 'vitest';
import { fullSpec, ruleOutcome } from '../../../test/rule-outcome.ts';
import { formatFieldErrors } from '../format-field-errors.ts';
import type { SchemaProps, ValidationRule } from '../schema-props.ts';
import { compileRules } from './compile-rules.ts';

describe('rules on values', () => {
  it.each([
    'self.whole == 5 && type(self.whole) == int',
    'self.whole > 4 && self.fraction < 2 && self.fraction > 1',
    'double(self.whole) == 5.0',
    'self.text == "hello" && self.flag',
    'self.texts.all(t, size(t) == 1)',
    'self.texts == ["a", "b"] && self.texts != ["b", "a"] && self.texts != []',
    'self.texts[1] == "b"',
    'self.texts + ["c"] == ["a", "b", "c"]',
    'self.wholes.map(n, n * 2) == [2, 4, 6]',
    'self.wholes.map(n, n > 1, n * 2) == [4, 6]',
    'self.wholes.filter(n, n > 1).size() == 2',
    'self.wholes.exists(n, n == 3) && !self.wholes.exists(n, n == 4)',
    'self.wholes.exists_one(n, n > 2) && !self.wholes.exists_one(n, n > 1)',
    'self.texts.map(x, self.texts.map(y, x + y)) == [["aa", "ab"], ["ba", "bb"]]',
    'self.set == ["y", "x"] && "x" in self.set',
    'self.keyed.exists(k, k.key == "a" && k.value == 1)',
    'self.keyed[0] in self.keyed && self.keyed == self.keyed',
    'self.objects == self.objects && self.objects[0] != self.objects[1]',
    'self.labels.all(key, self.labels[key] in ["a", "b"])',
    'self.labels.team == "a" && "team" in self.labels && !("other" in self.labels)',
    'self.labels.map(key, key).size() == 2',
    'self.counts["one"] == 1 && self.counts.one + 1 == 2',
    'self.counts == {"one": 1}',
    'type(self.either) == string && self.either.matches("^[0-9]+%$")',
    'type(self.either) == int ? self.either < 5 : true',
    'self.time > timestamp("2024-01-01T00:00:00Z") && self.time.getFullYear() == 2024',
    'self.span == duration("90m") && self.span.getMinutes() == 90',
    'self.bytes == b"hi"',
    'self.maybe == null && self.maybeObject == null',
    'has(self.maybe) && !has(self.maybeObject.name)',
    'self.__namespace__ == "ns"',
    'self.a__dash__b__dot__c__slash__d__underscores__e == "escaped"',
    'self.embedded.kind == "Secret" && self.embedded.metadata.name == "inner"',
    'has(self.objects[0].value)',
    '.self.whole == 5 && [1].exists(n, n == .self.wholes[0])',
    'self.?text.orValue("") == "hello"',
    'self.?text.optMap(t, t + "!").orValue("") == "hello!"',
    'self.?text.optFlatMap(t, optional.of(t)).hasValue()',
    'self == self',
    'self.texts + [] == self.texts && [] + self.texts == self.texts',
  ])('passes %s', (rule) => {
    expect(ruleOutcome(rule)).toBe('passed');
  });

  it.each([
    '!has(self.text) && !has(self.maybeObject)',
    'self.?text.orValue("none") == "none"',
    '!self.?text.optMap(t, t + "!").hasValue()',
    'has(self.text) ? self.text == "a" : true',
    'has(self.text) && self.text.size() > 0 || true',
  ])('passes %s when nothing is set', (rule) => {
    expect(ruleOutcome(rule, {})).toBe('passed');
  });

  it.each([
    ['self.whole > 5', 'failed rule: self.whole > 5'],
    ['self.text == "a"', 'failed rule: self.text == "a"'],
    ['self.wholes[7] == 1', 'index out of bounds: 7 evaluating rule: self.wholes[7] == 1'],
    ['self.labels["other"] == ""', 'no such key: other evaluating rule: self.labels["other"] == ""'],
    ['self.whole / 0 == 1', 'division by zero evaluating rule: self.whole / 0 == 1'],
    [
      'self.either < 5',
      "'no such overload: dyn<string> < int': call arguments did not match a supported operator, function or macro signature for rule: self.either < 5",
    ],
  ])('refuses %s', (rule, detail) => {
    expect(ruleOutcome(rule)).toBe(`spec: Invalid value: "object": ${detail}`);
  });

  it('refuse a missing field in the words of a kube-apiserver', () => {
    expect(ruleOutcome({ rule: 'self.text == "a"', message: 'text is a' }, {})).toBe(
      'spec: Invalid value: "object": no such key: text evaluating rule: text is a',
    );
  });

  it('do not run on what is absent or null', () => {
    expect(compileAndCheck({ rule: 'false' }, {})).toBe('');
    expect(compileAndCheck({ rule: 'false' }, { name: null })).toBe('');
  });

  it('let a decisive answer outweigh an error elsewhere', () => {
    expect(ruleOutcome('self.text == "hello" || self.wholes[7] == 1')).toBe('passed');
    expect(ruleOutcome('self.wholes[7] == 1 || self.text == "hello"')).toBe('passed');
    expect(ruleOutcome('self.wholes.exists(n, n / 0 == 1 || n == 3)')).toBe('passed');
  });
});

describe('rules that are refused when the CRD is created', () => {
  it.each([
    ['self.nope == 1', "undefined field 'nope'", 6],
    ['has(self.nope)', "undefined field 'nope'", 10],
    ['self.?nope.hasValue()', "undefined field 'nope'", 1],
    ['self.?maybeObject.?nope.hasValue()', "undefined field 'nope'", 1],
    ['self.texts.all(t, t.size() > "a")', 'no such overload: int > string', 19],
    ['self.text == 1', 'no such overload: string == int', 1],
    ['self.metadata.name == "n"', "undefined field 'metadata'", 6],
    ['self.anything == 1', "undefined field 'anything'", 6],
    ['self.whole == 5.0', 'no such overload: int == double', 1],
    ['1 +', 'Unexpected token: EOF', 4],
    ['unknown == 1', 'Unknown variable: unknown', 1],
    ['self.text.nope()', "found no matching overload for 'string.nope()'", 1],
    ['self.text.matches(1)', "found no matching overload for 'string.matches(int)'", 1],
    ['image("nginx").tag() == "latest"', "found no matching overload for 'image(string)'", 1],
    [
      'self.whole.all(x, true)',
      "expression of type 'int' cannot be range of a comprehension (must be list, map, or dynamic)",
      6,
    ],
    ['self.texts.all(1, true)', 'argument must be a simple name', 16],
    ['self.texts.all(t, t)', "expected type 'bool' but found 'string'", 19],
    ['has(self)', 'invalid argument to has() macro', 5],
  ])('%s', (rule, problem, column) => {
    const place = `ERROR: <input>:1:${column}: ${problem}\n | ${rule}\n | ${'.'.repeat(column - 1)}^`;
    expect(ruleOutcome(rule)).toBe(
      `rejected: schema.properties[spec].x-kubernetes-validations[0].rule: Invalid value: ${JSON.stringify(rule)}: compilation failed: ${place}`,
    );
  });

  it.each([
    ['self.text', 'cel expression must evaluate to a bool'],
    ['cel.bind(x, self.text, x == "")', "compilation failed: undeclared reference to 'bind'"],
    ['self.bytes.hex() == ""', "compilation failed: undeclared reference to 'hex'"],
    ['k8s_matches("a", "b")', "compilation failed: undeclared reference to 'k8s_matches'"],
  ])('%s', (rule, reason) => {
    expect(ruleOutcome(rule)).toContain(reason);
  });

  it.each(['('.repeat(20_000), '!'.repeat(30_000), '['.repeat(20_000), 'true &&'.repeat(4_000)])(
    'are those that are nested too deeply, and the server lives on',
    (start) => {
      expect(ruleOutcome(`${start}true`)).toContain('compilation failed');
    },
  );

  it('names the line of a rule that has several', () => {
    const outcome = ruleOutcome({ rule: 'self.whole > 1 &&\n  self.nope > 1', message: 'm' });
    expect(outcome).toContain("ERROR: <input>:2:8: undefined field 'nope'\n |   self.nope > 1\n | .......^");
  });

  it.each<{ name: string; rule: ValidationRule; says: string }>([
    {
      name: 'a message expression that is no string',
      rule: { rule: 'true', messageExpression: '1' },
      says: '.messageExpression: Invalid value: "1": messageExpression messageExpression must evaluate to a string',
    },
    {
      name: 'a field path that leads nowhere',
      rule: { rule: 'true', fieldPath: '.nope' },
      says: '.fieldPath: Invalid value: ".nope": fieldPath must be a valid path: does not refer to a valid field',
    },
    {
      name: 'an optional old value that is not used',
      rule: { rule: 'true', optionalOldSelf: true },
      says: '.optionalOldSelf: Invalid value: true: may not be set if oldSelf is not used in rule',
    },
  ])('$name', ({ rule, says }) => {
    expect(ruleOutcome(rule)).toBe(`rejected: schema.properties[spec].x-kubernetes-validations[0]${says}`);
  });

  it.each<{ name: string; schema: SchemaProps; says: string }>([
    {
      name: 'a rule on a value that the schema does not describe',
      schema: {
        'x-kubernetes-preserve-unknown-fields': true,
        'x-kubernetes-validations': [{ rule: 'true' }],
      },
      says: "schema.properties[x].x-kubernetes-validations[0].rule: Invalid value: \"true\": rule declared on schema that does not support validation rules type: '' x-kubernetes-preserve-unknown-fields: 'true'",
    },
    {
      name: 'oldSelf in an atomic list',
      schema: {
        type: 'array',
        items: { type: 'string', 'x-kubernetes-validations': [{ rule: 'self == oldSelf' }] },
      },
      says: 'schema.properties[x].items.x-kubernetes-validations[0].rule: Invalid value: "self == oldSelf": oldSelf cannot be used on the uncorrelatable portion of the schema within schema.properties[x]',
    },
  ])('$name', ({ schema, says }) => {
    const { errors } = compileRules({ type: 'object', properties: { x: schema } }, 'schema');
    expect(formatFieldErrors(errors)).toBe(says);
  });
});

describe('what a broken rule says', () => {
  it.each<{ name: string; rule: ValidationRule; says: string }>([
    {
      name: 'its message, trimmed',
      rule: { rule: 'false', message: ' no ' },
      says: 'spec: Invalid value: "object": no',
    },
    {
      name: 'the value of its message expression',
      rule: { rule: 'false', message: 'no', messageExpression: '"not " + self.text' },
      says: 'spec: Invalid value: "object": not hello',
    },
    {
      name: 'its message when the expression fails',
      rule: { rule: 'false', message: 'no', messageExpression: 'self.texts[7]' },
      says: 'spec: Invalid value: "object": no',
    },
    {
      name: 'its message when the expression yields several lines',
      rule: { rule: 'false', message: 'no', messageExpression: '"a\\nb"' },
      says: 'spec: Invalid value: "object": no',
    },
    {
      name: 'its field path',
      rule: { rule: 'false', message: 'no', fieldPath: ".labels['a.b']" },
      says: 'spec.labels[a.b]: Invalid value: "object": no',
    },
    {
      name: 'that something is forbidden',
      rule: { rule: 'false', message: 'no', reason: 'FieldValueForbidden' },
      says: 'spec: Forbidden: no',
    },
    {
      name: 'that something is required',
      rule: { rule: 'false', message: 'no', reason: 'FieldValueRequired', fieldPath: '.text' },
      says: 'spec.text: Required value: no',
    },
    {
      name: 'that something is there twice',
      rule: { rule: 'false', message: 'no', reason: 'FieldValueDuplicate' },
      says: 'spec: Duplicate value: "object"',
    },
  ])('$name', ({ rule, says }) => {
    expect(ruleOutcome(rule)).toBe(says);
  });

  it('at the root is filed under no field', () => {
    const root: SchemaProps = {
      type: 'object',
      'x-kubernetes-validations': [{ rule: 'self.metadata.name == "b"' }],
    };
    const errors = compileRules(root, 'schema').check?.({ metadata: { name: 'a' } }, undefined) ?? [];
    expect(formatFieldErrors(errors)).toBe(
      '<nil>: Invalid value: "object": failed rule: self.metadata.name == "b"',
    );
  });

  it.each<{ schema: SchemaProps; value: unknown; says: string }>([
    { schema: { type: 'string' }, value: 'a', says: 'x: Invalid value: "string": failed rule: false' },
    {
      schema: { type: 'array', items: { type: 'string' } },
      value: ['a'],
      says: 'x: Invalid value: "array": failed rule: false',
    },
  ])('names the type of a $schema.type', ({ schema, value, says }) => {
    const root: SchemaProps = {
      type: 'object',
      properties: { x: { ...schema, 'x-kubernetes-validations': [{ rule: 'false' }] } },
    };
    expect(formatFieldErrors(compileRules(root, 'schema').check?.({ x: value }, undefined) ?? [])).toBe(says);
  });
});

describe('transition rules', () => {
  it('run only when there is something to compare with', () => {
    expect(ruleOutcome('self.whole >= oldSelf.whole', { whole: 1 })).toBe('passed');
    expect(ruleOutcome('self.whole >= oldSelf.whole', { whole: 1 }, { whole: 1 })).toBe('passed');
    expect(ruleOutcome('self.whole >= oldSelf.whole', { whole: 1 }, { whole: 2 })).toContain('failed rule');
  });

  it('run without an old value when they take it as optional', () => {
    const rule = { rule: 'oldSelf.hasValue() || self.whole == 1', optionalOldSelf: true };
    expect(ruleOutcome(rule, { whole: 1 })).toBe('passed');
    expect(ruleOutcome(rule, { whole: 2 })).toContain('failed rule');
    expect(ruleOutcome(rule, { whole: 2 }, { whole: 1 })).toBe('passed');
    const increasing = { rule: 'self.whole >= oldSelf.optMap(o, o.whole).orValue(0)', optionalOldSelf: true };
    expect(ruleOutcome(increasing, { whole: 2 }, { whole: 3 })).toContain('failed rule');
    expect(ruleOutcome(increasing, { whole: 2 })).toBe('passed');
  });

  it('do not heed the order of lists in which it does not count', () => {
    const old = {
      ...fullSpec,
      set: ['y', 'x'],
      keyed: [
        { key: 'b', value: 2 },
        { key: 'a', value: 1 },
      ],
    };
    expect(ruleOutcome('self.set == oldSelf.set && self.keyed == oldSelf.keyed', fullSpec, old)).toBe(
      'passed',
    );
    expect(ruleOutcome('self == oldSelf', fullSpec, old)).toBe('passed');
    const changed = {
      ...old,
      keyed: [
        { key: 'b', value: 2 },
        { key: 'a', value: 3 },
      ],
    };
    expect(ruleOutcome('self.keyed == oldSelf.keyed', fullSpec, changed)).toContain('failed rule');
    expect(ruleOutcome('self == oldSelf', fullSpec, changed)).toContain('failed rule');
  });

  it('match the items of a map list by their keys and the values of a map by theirs', () => {
    const immutable = [{ rule: 'self == oldSelf' }];
    const root: SchemaProps = {
      type: 'object',
      properties: {
        list: {
          type: 'array',
          'x-kubernetes-list-type': 'map',
          'x-kubernetes-list-map-keys': ['key'],
          items: {
            type: 'object',
            properties: { key: { type: 'string' }, value: { type: 'string' } },
            'x-kubernetes-validations': immutable,
          },
        },
        map: {
          type: 'object',
          additionalProperties: { type: 'string', 'x-kubernetes-validations': immutable },
        },
      },
    };
    const { check } = compileRules(root, 'schema');
    const old = {
      list: [
        { key: 'a', value: '1' },
        { key: 'b', value: '1' },
      ],
      map: { a: '1' },
    };
    const object = {
      list: [
        { key: 'new', value: '1' },
        { key: 'b', value: '2' },
        { key: 'a', value: '1' },
      ],
      map: { a: '2', new: '1' },
    };
    expect(formatFieldErrors(check?.(object, old) ?? [])).toBe(
      '[list[1]: Invalid value: "object": failed rule: self == oldSelf, map[a]: Invalid value: "string": failed rule: self == oldSelf]',
    );
  });
});

describe('rules that an object broke before', () => {
  it('may stay broken by a value that does not change', () => {
    expect(ruleOutcome('self.whole > 5', { whole: 1 }, { whole: 1 })).toBe('passed');
    expect(ruleOutcome('self.whole > 5', { whole: 1, text: 'new' }, { whole: 1 })).toContain('failed rule');
  });

  it('may stay broken by the items of an atomic list that does not change', () => {
    const root: SchemaProps = {
      type: 'object',
      properties: {
        list: {
          type: 'array',
          items: { type: 'integer', 'x-kubernetes-validations': [{ rule: 'self > 5' }] },
        },
      },
    };
    const { check } = compileRules(root, 'schema');
    expect(check?.({ list: [1] }, { list: [1] })).toEqual([]);
    expect(check?.({ list: [1, 9] }, { list: [1] })).toHaveLength(1);
  });
});

describe('the evaluation budget', () => {
  const manyTexts = {
    texts: Array.from({ length: 5_000 }, (_, index) => `text${index}`),
    text: 'a'.repeat(100_000),
  };

  it.each([
    ['nested loops', 'self.texts.all(x, self.texts.all(y, x != y + "!"))'],
    ['loops that make lists', 'self.texts.map(x, self.texts + self.texts).size() > 0'],
    [
      'searches of long texts in a loop',
      'self.texts.all(x, self.text.matches("b") || !self.text.contains(x))',
    ],
    [
      'a loop whose error another operand makes up for',
      'self.texts.exists(x, self.texts.exists(y, x == y + "!")) || true',
    ],
  ])('ends %s', (_name, rule) => {
    expect(ruleOutcome(rule, manyTexts)).toBe(
      'spec: Invalid value: "object": validation failed due to running out of cost budget, no further validation rules will be run',
    );
  });

  it('is new for each object', () => {
    expect(ruleOutcome('self.texts.all(x, self.texts.all(y, x != y + "!"))', manyTexts)).not.toBe('passed');
    expect(ruleOutcome('self.texts.all(x, x != "")', manyTexts)).toBe('passed');
  });

  it('does not let a text grow beyond measure', () => {
    expect(ruleOutcome('self.text.replace("", self.text) != ""', manyTexts)).toContain(
      'text is longer than 4194304',
    );
  });

  it('is not needed for a pattern that makes backtracking engines hang', () => {
    expect(ruleOutcome('!self.text.matches("^(a+)+b$")', manyTexts)).toBe('passed');
  });
});

/** The errors of a rule on `x`, a list of objects with a name. */
function compileAndCheck(rule: ValidationRule, x: Record<string, unknown>): string {
  const root: SchemaProps = {
    type: 'object',
    properties: {
      x: {
        type: 'object',
        properties: { name: { type: 'string', nullable: true, 'x-kubernetes-validations': [rule] } },
      },
    },
  };
  return formatFieldErrors(compileRules(root, 'schema').check?.({ x }, undefined) ?? []);
}
