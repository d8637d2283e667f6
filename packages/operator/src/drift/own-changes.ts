import type { EntityChange } from '@sluice/konnect-api';
import type { EntityObject } from '../entity/entity-object.ts';
import type { ShownEntity } from '../entity/shown-entity.ts';
import { controlPlane } from '../kinds/control-plane.ts';
import { type JudgingSurroundings, judgeChange } from './judge-change.ts';

/** What judging a change of a control plane itself needs to see of the cluster and may do to it. */
export interface OwnChangeSurroundings extends JudgingSurroundings {
  objectsIn(kind: string, controlPlaneId: string): readonly EntityObject[];
  /** Has the control plane looked at from now on, after a look that may have begun before. */
  lookAnew(controlPlaneId: string): void;
}

function takeFields({ controlPlaneId, after }: EntityChange, around: OwnChangeSurroundings): void {
  if (!after) return;
  for (const object of around.objectsIn(controlPlane.kind.kind, controlPlaneId)) {
    judgeChange(controlPlane, object, after as ShownEntity, around);
  }
}

/** Which members a group has now isn't told, so it is looked at: two calls, after a write of our own, too. */
function takeMembers({ controlPlaneId }: EntityChange, around: OwnChangeSurroundings): void {
  around.lookAnew(controlPlaneId);
}

/** What to do about the changes that a control plane tells of itself, by their types. */
const takers: ReadonlyMap<string, typeof takeFields> = new Map([
  ['control_plane', takeFields],
  ['group_memberships', takeMembers],
]);

/** Takes a change of a control plane's own fields or members; those of the entities in it are passed over. */
export function takeOwnChange(change: EntityChange, around: OwnChangeSurroundings): void {
  takers.get(change.type)?.(change, around);
}
