import { expect, it } from 'vitest';
import { queryString } from './query-string.ts';

it.each([
  ['nothing', {}, undefined],
  ['what has no value', { limit: undefined, continue: undefined }, undefined],
  ['numbers and booleans', { limit: 500, watch: true, force: false }, 'limit=500&watch=true&force=false'],
  [
    'what a query has a meaning for',
    { labelSelector: 'a=b,c in (d,ä)', x: '1+1&2' },
    'labelSelector=a%3Db%2Cc%20in%20(d%2C%C3%A4)&x=1%2B1%262',
  ],
  ['an empty value', { fieldSelector: '' }, 'fieldSelector='],
])('a query of %s', (_what, parameters, query) => {
  expect(queryString(parameters)).toBe(query);
  if (query === undefined) return;
  const read = Object.fromEntries(new URLSearchParams(query));
  expect(read).toEqual(
    Object.fromEntries(Object.entries(parameters).map(([name, value]) => [name, String(value)])),
  );
});
