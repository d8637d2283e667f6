import { describe, expect, it } from 'vitest';
import { isNestedTooDeeply, MAX_NESTING } from './nesting.ts';

const nested = (depth: number) => Buffer.from('['.repeat(depth) + ']'.repeat(depth));

describe('nesting', () => {
  it.each([
    ['as deep as it may be', nested(MAX_NESTING), false],
    ['deeper', nested(MAX_NESTING + 1), true],
    ['never closed', Buffer.from('{"a":'.repeat(MAX_NESTING + 1)), true],
    ['wide', Buffer.from('[]'.repeat(2 * MAX_NESTING)), false],
    ['within a text', Buffer.from(`"${'['.repeat(2 * MAX_NESTING)}"`), false],
    ['behind a text that ends with a backslash', Buffer.from(`"\\\\"${'['.repeat(MAX_NESTING + 1)}`), true],
    ['within a text with quotes', Buffer.from(`"\\"${'['.repeat(MAX_NESTING + 1)}"`), false],
  ])('%s', (_what, json, isTooDeep) => {
    expect(isNestedTooDeeply(json)).toBe(isTooDeep);
  });
});
