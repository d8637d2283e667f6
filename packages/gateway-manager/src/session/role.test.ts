import { expect, it } from 'vitest';
import { roleIn } from './role.ts';

const everywhere = (role: 'admin' | 'viewer') => ({ controlPlaneId: null, role });
const inA = (role: 'admin' | 'viewer') => ({ controlPlaneId: 'a', role });

it.each([
  [[], 'a', undefined],
  [[everywhere('viewer')], 'a', 'viewer'],
  [[everywhere('viewer'), inA('admin')], 'a', 'admin'],
  [[inA('admin'), everywhere('viewer')], 'b', 'viewer'],
  [[inA('admin')], 'b', undefined],
  [[inA('admin')], null, undefined],
  [[everywhere('admin'), inA('viewer')], 'a', 'admin'],
])('the grants %j give in %s the role %s', (grants, controlPlaneId, role) => {
  expect(roleIn(grants, controlPlaneId)).toBe(role);
});
