import { describe, expect, it } from 'vitest';
import { differingFields } from './differing-fields.ts';

describe('two entities are the same', () => {
  it.each([
    ['when the fields are equal', { a: 1 }, { a: 1 }],
    ['when a field that is not compared differs', { a: 1, b: 2 }, { a: 1, b: 3 }],
    ['when a list is in another order', { a: ['x', 'y'] }, { a: ['y', 'x'] }],
    ['when a list repeats an item', { a: [1, 1, 2] }, { a: [2, 1] }],
    ['when an empty list is left out', { a: [] }, {}],
    ['when null stands for nothing', { a: null }, {}],
    ['when keys of objects are in another order', { a: { x: 1, y: [1] } }, { a: { y: [1], x: 1 } }],
    ['when an inner object holds nothing', { a: { x: 1, y: {} } }, { a: { x: 1 } }],
  ])('%s', (_case, wanted, shown) => {
    expect(differingFields(wanted, shown, ['a'])).toEqual([]);
  });
});

describe('two entities differ', () => {
  it.each([
    ['when a value differs', { a: 1 }, { a: 2 }],
    ['when a value is lacking', { a: 1 }, {}],
    ['when a value is there that nobody wants', {}, { a: 1 }],
    ['when false stands against nothing', { a: false }, {}],
    ['when a list has one item more', { a: ['x'] }, { a: ['x', 'y'] }],
    ['when an inner value differs', { a: { x: { y: 1 } } }, { a: { x: { y: 2 } } }],
    ['when a number stands against its text', { a: 1 }, { a: '1' }],
  ])('%s', (_case, wanted, shown) => {
    expect(differingFields(wanted, shown, ['a'])).not.toEqual([]);
  });
});

it('names the paths that differ, and nothing else', () => {
  const wanted = {
    weight: 1,
    tags: ['a'],
    healthchecks: { active: { timeout: 1, type: 'http' }, threshold: 0 },
  };
  const shown = { weight: 2, tags: ['a'], healthchecks: { active: { timeout: 2, type: 'http' } } };
  expect(differingFields(wanted, shown, ['weight', 'tags', 'healthchecks'])).toEqual([
    'weight',
    'healthchecks.active.timeout',
    'healthchecks.threshold',
  ]);
});
