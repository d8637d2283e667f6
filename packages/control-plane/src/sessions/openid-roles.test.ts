import { expect, test } from 'vitest';
import { type OpenIdRoleRule, rolesFromClaims } from './openid-roles.ts';

const RULES: OpenIdRoleRule[] = [
  { value: 'platform', role: 'admin' },
  { value: 'staff', role: 'viewer' },
];
const EVERYBODY: OpenIdRoleRule = { value: '*', role: 'viewer' };

test.each<[string, Record<string, unknown>, OpenIdRoleRule[], string | undefined]>([
  ['a list with the value', { groups: ['x', 'platform'] }, RULES, 'admin'],
  ['the value alone', { groups: 'staff' }, RULES, 'viewer'],
  ['values of several rules', { groups: ['staff', 'platform'] }, RULES, 'admin'],
  ['no value of a rule', { groups: ['x'] }, RULES, undefined],
  ['no such claim', {}, RULES, undefined],
  ['a part of the value', { groups: 'platform-guests' }, RULES, undefined],
  ['a claim of another kind', { groups: { platform: true } }, RULES, undefined],
  ['nothing, with a rule for everybody', {}, [...RULES, EVERYBODY], 'viewer'],
])('%s', (_what, claims, rules, role) => {
  const expected = role === undefined ? [] : [{ controlPlaneId: null, role }];
  expect(rolesFromClaims(claims, 'groups', rules)).toEqual(expected);
});
