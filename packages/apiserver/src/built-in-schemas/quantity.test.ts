import { describe, expect, it } from 'vitest';
import { canonicalQuantity } from './quantity.ts';

describe('a quantity is written with the largest suffix and no fraction', () => {
  it.each([
    ['1', '1'],
    ['1000m', '1'],
    ['0.5', '500m'],
    ['.5', '500m'],
    ['1.5', '1500m'],
    ['100m', '100m'],
    ['1500', '1500'],
    ['1000', '1k'],
    ['1024Mi', '1Gi'],
    ['1.5Gi', '1536Mi'],
    ['1025Mi', '1025Mi'],
    ['512', '512'],
    ['0Gi', '0'],
    ['-1000m', '-1'],
    ['1e3', '1e3'],
    ['12e6', '12e6'],
    ['0.0000000001', '1n'],
    ['10Gi', '10Gi'],
    ['1E', '1E'],
  ])('%s is %s', (given, written) => {
    expect(canonicalQuantity(given)).toBe(written);
  });

  it.each(['', 'much', '1 Gi', '.', '1kk', '1e400'])('%j is left alone', (text) => {
    expect(canonicalQuantity(text)).toBe(text);
  });
});
