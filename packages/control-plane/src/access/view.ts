import type { ControlPlaneView } from '../control-planes/list-control-planes.ts';
import type { Identity } from '../identity/identity.ts';
import { visibleControlPlanes } from './role.ts';

/** The control planes that somebody may know of. */
export function viewOf({ organizationId, roles }: Identity): ControlPlaneView {
  return { organizationId, visible: visibleControlPlanes(roles) };
}
