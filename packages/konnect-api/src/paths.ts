/** `GET` answers the organisation that the token belongs to. */
export const ORGANIZATION_PATH = '/v3/organizations/me';

/** `GET` answers the user that the token stands for. */
export const USER_PATH = '/v3/users/me';

/** The collection of control planes. */
export const CONTROL_PLANES_PATH = '/v2/control-planes';

/** One control plane. */
export function controlPlanePath(controlPlaneId: string): string {
  return `${CONTROL_PLANES_PATH}/${encodeURIComponent(controlPlaneId)}`;
}

/** The members of a control-plane group. */
export function groupMembershipsPath(groupId: string): string {
  return `${controlPlanePath(groupId)}/group-memberships`;
}

/** A collection of core entities that lies directly below a control plane, by its plural name. */
export function coreEntitiesPath(controlPlaneId: string, collection: string): string {
  return `${controlPlanePath(controlPlaneId)}/core-entities/${collection}`;
}

/** The upstreams of a control plane. */
export function upstreamsPath(controlPlaneId: string): string {
  return coreEntitiesPath(controlPlaneId, 'upstreams');
}

/** The targets of one upstream: where they are written. */
export function targetsPath(controlPlaneId: string, upstreamId: string): string {
  return `${upstreamsPath(controlPlaneId)}/${encodeURIComponent(upstreamId)}/targets`;
}

/** The targets of a whole control plane, whatever their upstream: they can only be listed here. */
export function allTargetsPath(controlPlaneId: string): string {
  return coreEntitiesPath(controlPlaneId, 'targets');
}

/** The changes of all control planes as they happen; Sluice's own control plane has them, Konnect hasn't. */
export const CHANGES_PATH = '/sluice/v1/events';
