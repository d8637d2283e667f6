import { expect, it } from 'vitest';
import { labelErrors, labelValueErrors, qualifiedNameErrors, subdomainErrors } from './names.ts';

it.each([
  ['a', true],
  ['a-b.c-0', true],
  ['x'.repeat(253), true],
  ['x'.repeat(254), false],
  ['', false],
  ['A', false],
  ['a_b', false],
  ['-a', false],
  ['a.', false],
  ['a..b', false],
])('as a subdomain %j is fine: %j', (name, isFine) => {
  expect(subdomainErrors(name).length === 0).toBe(isFine);
});

it.each([
  ['a-0', true],
  ['a.b', false],
  ['x'.repeat(63), true],
  ['x'.repeat(64), false],
])('as a label %j is fine: %j', (name, isFine) => {
  expect(labelErrors(name).length === 0).toBe(isFine);
});

it.each([
  ['app', []],
  ['example.com/App_1.2', []],
  ['', ['name part must be non-empty', 'name part must consist of']],
  ['/a', ['prefix part must be non-empty']],
  ['Example.com/a', ['prefix part a lowercase RFC 1123 subdomain']],
  ['a/b/c', ['a qualified name must consist of']],
  [`a/${'x'.repeat(64)}`, ['name part must be no more than 63 characters']],
])('as a qualified name %j breaks %j', (name, errors) => {
  const found = qualifiedNameErrors(name);
  expect(found).toHaveLength(errors.length);
  for (const [index, start] of errors.entries()) expect(found[index]).toContain(start);
});

it.each([
  ['', true],
  ['a', true],
  ['a b', false],
  ['x'.repeat(64), false],
])('as the value of a label %j is fine: %j', (value, isFine) => {
  expect(labelValueErrors(value).length === 0).toBe(isFine);
});
