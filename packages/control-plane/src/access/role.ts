/** What somebody may do: an administrator everything, a viewer nothing but look, and not at secrets. */
export type Role = 'admin' | 'viewer';

/** A role in one control plane or, where `controlPlaneId` is null, in the organisation and all its control planes. */
export interface RoleGrant {
  controlPlaneId: string | null;
  role: Role;
}

/**
 * The role that somebody has in a control plane (its id in small letters) or, for null, in the organisation. The
 * greater one counts where several apply. Undefined: none at all.
 */
export function roleIn(grants: readonly RoleGrant[], controlPlaneId: string | null): Role | undefined {
  let role: Role | undefined;
  for (const grant of grants) {
    if (grant.controlPlaneId !== null && grant.controlPlaneId !== controlPlaneId) {
      continue;
    }
    if (grant.role === 'admin') {
      return 'admin';
    }
    role = grant.role;
  }
  return role;
}

/** Which of the organisation's control planes somebody may know of: `all`, or those with these ids. */
export function visibleControlPlanes(grants: readonly RoleGrant[]): 'all' | readonly string[] {
  const ids: string[] = [];
  for (const { controlPlaneId } of grants) {
    if (controlPlaneId === null) {
      return 'all';
    }
    ids.push(controlPlaneId);
  }
  return ids;
}
