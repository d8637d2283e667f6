import { describe, expect, it } from 'vitest';
import { ruleOutcome } from '../../../test/rule-outcome.ts';

describe('a literal in a rule', () => {
  it.each([
    ['duration("soon") < self.span', '1:10: invalid duration argument'],
    ['self.time < timestamp("2024-13-01T00:00:00Z")', '1:23: invalid timestamp argument'],
    ['self.text.matches("(")', '1:19: invalid matches argument'],
    ['matches(self.text, "a{1001}")', '1:20: invalid matches argument'],
    ['self.texts.all(text,\n text.matches("["))', '2:15: invalid matches argument'],
  ])('that is not what it is called is refused with the CRD: %s', (rule, place) => {
    const outcome = ruleOutcome(rule);
    expect(outcome).toContain('rejected');
    expect(outcome).toContain(place);
  });

  it.each([
    'duration("1h30m") == self.span',
    'timestamp("2024-05-06T07:08:09Z") == self.time',
    'self.text.matches("^h[a-z]+$")',
    // What is put together while the rule runs can only be seen then.
    'self.flag || self.text.matches("(" + self.text)',
  ])('that is one passes: %s', (rule) => {
    expect(ruleOutcome(rule)).toBe('passed');
  });
});
