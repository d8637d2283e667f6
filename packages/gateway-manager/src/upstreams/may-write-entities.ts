import { takesEntities } from '../api/control-planes.ts';
import { currentControlPlane } from '../control-planes/current-control-plane.ts';
import { mayWrite } from '../session/session.ts';

/** Whether this person may write entities of the control plane that is open: by role, and by its type. */
export function mayWriteEntities(): boolean {
  const { value: plane } = currentControlPlane;
  return plane !== undefined && mayWrite(plane.id) && takesEntities(plane);
}
