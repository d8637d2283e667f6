import { describe, expect, it } from 'vitest';
import { escapeName } from './escape-name.ts';

describe('escapeName', () => {
  it.each([
    ['name', 'name'],
    ['_a1', '_a1'],
    ['namespace', '__namespace__'],
    ['in', '__in__'],
    ['a__b', 'a__underscores__b'],
    ['a.b', 'a__dot__b'],
    ['a-b', 'a__dash__b'],
    ['a/b', 'a__slash__b'],
    ['1a', undefined],
    ['a b', undefined],
    ['ä', undefined],
    ['', undefined],
  ])('of %j is %j', (name, escaped) => {
    expect(escapeName(name)).toBe(escaped);
  });
});
