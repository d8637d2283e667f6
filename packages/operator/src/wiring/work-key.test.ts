import { expect, it } from 'vitest';
import { parseWorkKey, workKey } from './work-key.ts';

it('a work key names the object that it was made of', () => {
  const at = { namespace: 'default', name: 'a.b-c' };
  expect(workKey('KongTarget', at)).toBe('KongTarget/default/a.b-c');
  expect(parseWorkKey(workKey('KongTarget', at))).toEqual({ kind: 'KongTarget', at });
});
