import { describe, expect, it } from 'vitest';
import { ruleOutcome } from '../../../test/rule-outcome.ts';

describe('a macro with two variables', () => {
  it.each([
    'self.texts.all(i, text, i >= 0 && text.size() == 1)',
    'self.texts.exists(i, text, i == 1 && text == "b") && !self.texts.exists(i, text, i == 0 && text == "b")',
    'self.texts.existsOne(i, text, text == "b") && self.texts.exists_one(i, text, i == 0)',
    'self.set.all(i, item, self.set[i] == item)',
    'self.keyed.all(i, item, i + 1 == item.value)',
    'self.labels.all(key, value, key != value) && self.labels.exists(key, value, key == "team" && value == "a")',
    'self.texts.all(i, a, self.texts.all(j, b, i == j || a != b))',
    'self.texts.transformList(i, text, string(i) + text) == ["0a", "1b"]',
    'self.texts.transformList(i, text, i > 0, text + "!") == ["b!"]',
    'self.counts.transformList(key, count, key) == ["one"]',
    'self.counts.transformMap(key, count, count + 1) == {"one": 2}',
    'self.counts.transformMap(key, count, count > 1, count) == {}',
    'self.texts.transformMap(i, text, {text: i})[1]["b"] == 1',
    'self.texts.transformMapEntry(i, text, {text: i}) == {"a": 0, "b": 1}',
    'self.labels.transformMapEntry(key, value, key == "team", {value: key}) == {"a": "team"}',
  ])('knows that %s', (rule) => {
    expect(ruleOutcome(rule)).toBe('passed');
  });

  it.each([
    ['self.texts.all(i, i, true)', 'duplicate variable name: i'],
    ['self.texts.all(i, "x", true)', 'argument must be a simple name'],
    ['self.texts.all(i, text, text)', "expected type 'bool' but found 'string'"],
    ['self.whole.all(i, text, true)', 'cannot be range of a comprehension'],
    ['self.texts.transformMapEntry(i, text, text) == {}', "expected a map but found 'string'"],
    ['self.texts.transformList(i, text, i > text, text) == []', 'no such overload: int > string'],
  ])('is refused with the CRD: %s', (rule, reason) => {
    const outcome = ruleOutcome(rule);
    expect(outcome).toContain('rejected');
    expect(outcome).toContain(reason);
  });

  it('fails the rule when two turns make the same key', () => {
    expect(ruleOutcome('self.texts.transformMapEntry(i, text, {"same": i}).size() == 2')).toContain(
      "insert failed: key 'same' already exists",
    );
  });

  it('spends the budget as every loop does', () => {
    const numbers = { wholes: Array.from({ length: 2_000 }, (_, index) => index) };
    const rule = 'self.wholes.all(i, a, self.wholes.all(j, b, i == j || a != b))';
    expect(ruleOutcome(rule, numbers)).toContain('running out of cost budget');
  });
});
