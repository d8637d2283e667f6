import { expect, test } from 'vitest';
import { type AccessDecision, decideAccess } from './decide-access.ts';
import type { RoleGrant } from './role.ts';

const ADMIN: RoleGrant = { controlPlaneId: null, role: 'admin' };
const VIEWER: RoleGrant = { controlPlaneId: null, role: 'viewer' };
const ADMIN_OF_A: RoleGrant = { controlPlaneId: 'a', role: 'admin' };
const VIEWER_OF_A: RoleGrant = { controlPlaneId: 'a', role: 'viewer' };

/** The decisions to GET and POST in the control planes a and b, and in the organisation. */
type Decisions = Record<'a' | 'b' | 'organization', [read: AccessDecision, write: AccessDecision]>;

test.each<[string, RoleGrant[], Decisions]>([
  [
    'an administrator',
    [ADMIN],
    { a: ['allowed', 'allowed'], b: ['allowed', 'allowed'], organization: ['allowed', 'allowed'] },
  ],
  [
    'a viewer',
    [VIEWER],
    { a: ['allowed', 'forbidden'], b: ['allowed', 'forbidden'], organization: ['allowed', 'forbidden'] },
  ],
  [
    'an administrator of a',
    [ADMIN_OF_A],
    { a: ['allowed', 'allowed'], b: ['hidden', 'hidden'], organization: ['forbidden', 'forbidden'] },
  ],
  [
    'a viewer of a',
    [VIEWER_OF_A],
    { a: ['allowed', 'forbidden'], b: ['hidden', 'hidden'], organization: ['forbidden', 'forbidden'] },
  ],
  [
    'a viewer who administers a',
    [VIEWER, ADMIN_OF_A],
    { a: ['allowed', 'allowed'], b: ['allowed', 'forbidden'], organization: ['allowed', 'forbidden'] },
  ],
  [
    'an administrator who views a',
    [ADMIN, VIEWER_OF_A],
    { a: ['allowed', 'allowed'], b: ['allowed', 'allowed'], organization: ['allowed', 'allowed'] },
  ],
  [
    'somebody without a role',
    [],
    { a: ['hidden', 'hidden'], b: ['hidden', 'hidden'], organization: ['forbidden', 'forbidden'] },
  ],
])('%s', (_who, grants, decisions) => {
  for (const [place, expected] of Object.entries(decisions)) {
    const controlPlaneId = place === 'organization' ? null : place;
    const question = { controlPlaneId, organizationWide: controlPlaneId === null };
    const decided = ['GET', 'POST'].map((method) => decideAccess(grants, { ...question, method }));
    expect(decided, place).toEqual(expected);
  }
});

test('anybody with a token may read what is told according to roles', () => {
  const question = { method: 'GET', controlPlaneId: null, organizationWide: false };
  expect(decideAccess([], question)).toBe('allowed');
});
