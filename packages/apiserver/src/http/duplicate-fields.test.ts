import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { duplicateFields } from './duplicate-fields.ts';

describe('duplicate fields', () => {
  it.each([
    ['{"a":1,"a":2}', ['a']],
    ['{"spec":{"weight":1,"other":2,"weight":3,"weight":4}}', ['spec.weight']],
    ['{"a":[{"b":1},{"b":1,"b":2}]}', ['a[1].b']],
    ['{"a":{"b":1},"c":{"b":1}}', []],
    ['{"a":"b","b":"a"}', []],
    ['{"a":"x\\",\\"a","b":1}', []],
    ['{"a\\"":1,"a\\"":2}', ['a"']],
    ['{"a":1,"\\u0061":2}', ['a']],
    ['["a","a"]', []],
    ['{"a":{"a":{"a":1}}}', []],
    ['"a"', []],
  ])('of %s are %j', (json, found) => {
    expect(duplicateFields(json)).toEqual(found);
  });

  it('are never found in what was written by a serialiser', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        expect(duplicateFields(JSON.stringify(value))).toEqual([]);
      }),
    );
  });
});
