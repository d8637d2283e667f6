import type { EntityChange } from '@sluice/konnect-api';
import type { ShownEntity } from '../entity/entity-descriptor.ts';
import { type EntityObject, isDeleting, type NamespacedName } from '../entity/entity-object.ts';
import { syncMark, wantedDigest } from '../entity/sync-mark.ts';
import { factsOf } from '../identity/origin.ts';
import type { CoreEntityDescriptor } from '../kinds/core-entity.ts';
import { type ComparisonSurroundings, differencesIn, noteDrift } from './comparison.ts';
import { type RivalSurroundings, releaseBlocked } from './rivals.ts';

/**
 * How long after a write of our own a change that is told may be older than it: the time that a call may take, and then
 * some for the stream to be behind.
 */
const echoMs = 15_000;

/** What judging a change needs to see of the cluster and may do to it. */
export interface ChangeSurroundings extends ComparisonSurroundings, RivalSurroundings {
  readonly coreEntities: readonly CoreEntityDescriptor[];
  /** The objects of a kind whose status says that they made the entity of that id. */
  madeEntity(kind: string, id: string): readonly EntityObject[];
  /** The object of that kind and UID. */
  withUid(kind: string, uid: string): EntityObject | undefined;
  wake(kind: string, at: NamespacedName): void;
  now(): number;
}

/**
 * Takes one change that a control plane tells of. What is as its object wants it, such as every write of our own,
 * costs nothing. What isn't is queued, and its reconciler mends it; where we wrote the entity a moment ago, the change
 * may be older than that, and then the reconciler looks at the entity first. Can be repeated.
 */
export function takeChange(controlPlaneId: string, change: EntityChange, around: ChangeSurroundings): void {
  // An entity is called in a sentence as the API calls its type.
  const descriptor = around.coreEntities.find(({ noun }) => noun === change.type);
  if (!descriptor) return;
  const shown = (change.after ?? undefined) as ShownEntity | undefined;
  const blocked = around.registry.blockedIn(controlPlaneId).filter(({ holderId }) => holderId === change.id);
  releaseBlocked(blocked, descriptor, () => shown, around);
  for (const object of objectsOf(descriptor, change, around)) judge(descriptor, object, shown, around);
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
  return maker && descriptor.location(maker as never).id === undefined ? [maker] : [];
}

function uidIn({ before, after }: EntityChange): string | undefined {
  const { tags } = { ...before, ...after } as Partial<ShownEntity>;
  return factsOf(tags)['k8s-uid'];
}

function judge(
  descriptor: CoreEntityDescriptor,
  object: EntityObject,
  shown: ShownEntity | undefined,
  around: ChangeSurroundings,
): void {
  if (isDeleting(object)) return;
  const { kind, metadata } = object;
  const memory = around.memories.of(metadata.uid);
  const { body } = descriptor.wanted(object as never);
  const parents = around.parentsOf(object);
  const differences = shown && differencesIn(descriptor as never, object, parents, body, shown);
  if (shown) memory.kept = descriptor.unknownFields?.(shown);
  if (differences?.length === 0) return;
  if (memory.writtenAtMs !== undefined && around.now() - memory.writtenAtMs < echoMs) {
    memory.isUncertain = true;
    around.wake(kind, metadata);
    return;
  }
  // What goes because its parent is being deleted has been taken along, and nobody removed it.
  const isTakenAlong = !shown && Object.values(parents).some(isDeleting);
  const mark = syncMark(
    descriptor.location(object as never).id ?? '',
    wantedDigest(descriptor as never, parents, body),
  );
  if (!isTakenAlong) noteDrift(memory, object, mark, differences, around.drift);
  around.doubt(object);
}
