import { describe, expect, it } from 'vitest';
import { type LabelSelector, selectsLabels } from './label-selector.ts';

describe('selectsLabels', () => {
  it.each<[LabelSelector, Record<string, string> | undefined, boolean]>([
    [{}, undefined, true],
    [{ matchLabels: { a: 'b' } }, { a: 'b', c: 'd' }, true],
    [{ matchLabels: { a: 'b' } }, { a: 'c' }, false],
    [{ matchLabels: { constructor: 'b' } }, {}, false],
    [{ matchExpressions: [{ key: 'a', operator: 'In', values: ['b', 'c'] }] }, { a: 'c' }, true],
    [{ matchExpressions: [{ key: 'a', operator: 'In', values: ['b'] }] }, {}, false],
    [{ matchExpressions: [{ key: 'a', operator: 'NotIn', values: ['b'] }] }, {}, true],
    [{ matchExpressions: [{ key: 'a', operator: 'NotIn', values: ['b'] }] }, { a: 'b' }, false],
    [{ matchExpressions: [{ key: 'a', operator: 'Exists' }] }, { a: '' }, true],
    [{ matchExpressions: [{ key: 'a', operator: 'Exists' }] }, {}, false],
    [{ matchExpressions: [{ key: 'a', operator: 'DoesNotExist' }] }, {}, true],
    [{ matchLabels: { a: 'b' }, matchExpressions: [{ key: 'c', operator: 'Exists' }] }, { a: 'b' }, false],
  ])('%j on %j is %s', (selector, labels, expected) => {
    expect(selectsLabels(selector, labels)).toBe(expected);
  });
});
