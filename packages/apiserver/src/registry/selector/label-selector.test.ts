import { expect, it } from 'vitest';
import { parseLabelSelector } from './label-selector.ts';

const labels = { app: 'web', tier: 'front', size: '5', empty: '', 'example.com/x': 'y' };

it.each([
  ['app', true],
  ['none', false],
  ['!none', true],
  ['! app', false],
  ['app=web', true],
  ['app==web', true],
  ['app = web', true],
  ['app=other', false],
  ['app!=other', true],
  ['none!=other', true],
  ['empty=', true],
  ['app in (web, db)', true],
  ['app in (db)', false],
  ['app notin (db)', true],
  ['none notin (db)', true],
  ['none in (db)', false],
  ['example.com/x=y', true],
  ['size>4', true],
  ['size<5', false],
  ['none>1', false],
  ['app=web,tier=front', true],
  ['app=web,tier in (front),!none', true],
  ['app=web,tier=back', false],
])('%s selects: %j', (text, selects) => {
  expect(parseLabelSelector(text)?.(labels)).toBe(selects);
});

it('selects nothing of what has no labels but by absence', () => {
  expect(parseLabelSelector('app')?.(undefined)).toBe(false);
  expect(parseLabelSelector('!app')?.(undefined)).toBe(true);
});

it.each([null, '', ' '])('%j selects everything', (text) => {
  expect(parseLabelSelector(text)).toBeUndefined();
});

it.each(['a b', 'a=b,', ',a', 'a in b', 'a=b c', 'a in (b', 'a>x', '=b', 'a b=c', 'a=_', '-a'])(
  '%j is refused',
  (text) => {
    expect(() => parseLabelSelector(text)).toThrow(/unable to parse requirement/);
  },
);
