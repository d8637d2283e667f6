import { expect, it } from 'vitest';
import { localPath } from './return-path.ts';

it.each([
  ['/audit', '/audit'],
  ['/control-planes/1?a=b#c', '/control-planes/1?a=b#c'],
  ['//example.com', '/control-planes'],
  ['/\\example.com', '/control-planes'],
  ['https://example.com', '/control-planes'],
  ['', '/control-planes'],
  [undefined, '/control-planes'],
  [['/audit', '/tokens'], '/control-planes'],
])('after %j somebody goes on at %s', (wanted, path) => {
  expect(localPath(wanted)).toBe(path);
});
