import { describe, expect, it } from 'vitest';
import { compareResourceVersions, isNewerResourceVersion } from './resource-version.ts';

describe('compareResourceVersions', () => {
  it.each([
    ['9', '10', -1],
    ['10', '9', 1],
    ['123456789012345678901', '123456789012345678902', -1],
    ['7', '7', 0],
    ['abc', 'abc', 0],
  ])('orders %s and %s', (a, b, order) => {
    expect(Math.sign(compareResourceVersions(a, b) ?? Number.NaN)).toBe(order);
  });

  it.each([
    ['abc', 'abd'],
    ['1', 'b'],
    ['007', '8'],
    [undefined, '1'],
    ['1', undefined],
  ])('cannot tell how %s and %s lie to each other', (a, b) => {
    expect(compareResourceVersions(a, b)).toBeUndefined();
    expect(isNewerResourceVersion(a, b)).toBe(false);
  });
});
