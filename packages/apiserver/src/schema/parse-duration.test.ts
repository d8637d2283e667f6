import { describe, expect, it } from 'vitest';
import { parseDuration } from './parse-duration.ts';

describe('parseDuration', () => {
  it.each([
    ['0', 0n],
    ['1h30m', 5_400_000_000_000n],
    ['-1.5s', -1_500_000_000n],
    ['+.5ms', 500_000n],
    ['1.s', 1_000_000_000n],
    ['3us2ns', 3_002n],
    ['2 days 3 hours', 183_600_000_000_000n],
    ['1 minute', 60_000_000_000n],
    ['1 week', 604_800_000_000_000n],
    ['1', undefined],
    ['s', undefined],
    ['1 fortnight', undefined],
    ['1h-1m', undefined],
    ['', undefined],
  ])('of %j is %s', (text, nanos) => {
    expect(parseDuration(text)).toBe(nanos);
  });
});
