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

type Take = (controlPlaneId: string, change: EntityChange, around: OwnChangeSurroundings) => void;

/** What to do about the changes that a control plane tells of itself, by their types. */
const takers: Readonly<Record<string, Take>> = {
  control_plane(controlPlaneId, { after }, around) {
    if (!after) return;
    for (const object of around.objectsIn(controlPlane.kind.kind, controlPlaneId)) {
      judgeChange(controlPlane as never, object, after as ShownEntity, around);
    }
  },
  // Which members a group has now isn't told, so it is looked at: two calls, after a write of our own, too.
  group_memberships: (controlPlaneId, _change, around) => around.lookAnew(controlPlaneId),
};

/** Takes a change of a control plane's own fields or members; those of the entities in it are passed over. */
export const takeOwnChange: Take = (controlPlaneId, change, around) =>
  takers[change.type]?.(controlPlaneId, change, around);
