import type { EntityChange } from '@sluice/konnect-api';
import type { EntityObject } from '../entity/entity-object.ts';
import type { ShownEntity } from '../entity/shown-entity.ts';
import { factsOf } from '../identity/origin.ts';
import type { CoreEntityDescriptor, CoreEntityObject } from '../kinds/core-entity.ts';
import { judgeChange } from './judge-change.ts';
import { type OwnChangeSurroundings, takeOwnChange } from './own-changes.ts';
import { type RivalSurroundings, releaseBlocked } from './rivals.ts';

/** What judging a change needs to see of the cluster and may do to it. */
export interface ChangeSurroundings extends OwnChangeSurroundings, RivalSurroundings {
  readonly coreEntities: readonly CoreEntityDescriptor[];
  /** The objects of a kind whose status says that they made the entity of that id. */
  madeEntity(kind: string, id: string): readonly EntityObject[];
  /** The object of that kind and UID. */
  withUid(kind: string, uid: string): EntityObject | undefined;
}

/**
 * Takes one change that a control plane tells of. What is as its object wants it, such as every write of our own,
 * costs nothing. What isn't is queued, and its reconciler mends it; where we wrote the entity a moment ago, the change
 * may be older than that, and then the reconciler looks at the entity first. Can be repeated.
 */
export function takeChange(change: EntityChange, around: ChangeSurroundings): void {
  // An entity is called in a sentence as the API calls its type.
  const descriptor = around.coreEntities.find(({ noun }) => noun === change.type);
  if (!descriptor) {
    takeOwnChange(change, around);
    return;
  }
  const shown = (change.after ?? undefined) as ShownEntity | undefined;
  const blocked = around.registry
    .blockedIn(change.controlPlaneId)
    .filter(({ holderId }) => holderId === change.id);
  releaseBlocked(blocked, descriptor, () => shown, around);
  for (const object of objectsOf(descriptor, change, around)) {
    judgeChange(descriptor, object, shown, around);
  }
}

/** The objects that made an entity: by its id, or by its tags before a status has the id. */
function objectsOf(
  descriptor: CoreEntityDescriptor,
  change: EntityChange,
  around: ChangeSurroundings,
): readonly EntityObject[] {
  const { kind } = descriptor.kind;
  const makers = around.madeEntity(kind, change.id);
  if (makers.length > 0) return makers;
  const uid = uidIn(change);
  const maker = uid === undefined ? undefined : around.withUid(kind, uid);
  return maker && descriptor.location(maker as CoreEntityObject).id === undefined ? [maker] : [];
}

function uidIn({ before, after }: EntityChange): string | undefined {
  const { tags } = { ...before, ...after } as Partial<ShownEntity>;
  return factsOf(tags)['k8s-uid'];
}
