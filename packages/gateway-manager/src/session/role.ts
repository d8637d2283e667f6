import type { RoleGrant } from './session-api.ts';

/**
 * The role that somebody has in a control plane or, for null, in the organisation; the greater one where several apply,
 * undefined for none. The control plane decides each request by the same rule; the page only hides what it would refuse.
 */
export function roleIn(
  grants: readonly RoleGrant[],
  controlPlaneId: string | null,
): RoleGrant['role'] | undefined {
  const roles = grants
    .filter((grant) => grant.controlPlaneId === null || grant.controlPlaneId === controlPlaneId)
    .map(({ role }) => role);
  return roles.includes('admin') ? 'admin' : roles[0];
}
