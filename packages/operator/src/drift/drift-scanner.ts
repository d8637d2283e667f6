import type { EntityDescriptor, ShownEntity } from '../entity/entity-descriptor.ts';
import { wantedDigest } from '../entity/entity-maker.ts';
import type { EntityMemories } from '../entity/entity-memory.ts';
import type { EntityObject, NamespacedName } from '../entity/entity-object.ts';
import { attempt, type Session } from '../entity/session.ts';
import type { CoreEntityDescriptor } from '../kinds/core-entity.ts';
import type { Attempt } from '../konnect/konnect-server.ts';
import type { Parents } from '../references/reference.ts';
import type { ControlPlaneRegistry } from './control-plane-registry.ts';

/** Entities a page: the most that the API gives. */
const pageSize = 1000;

/** What a scan needs to see of the cluster and may do to it. */
export interface ScanSurroundings {
  readonly memories: EntityMemories;
  readonly registry: ControlPlaneRegistry;
  readonly coreEntities: readonly CoreEntityDescriptor[];
  /** Objects of a kind whose entities lie in the control plane, as their statuses say. */
  objectsIn(kind: string, controlPlaneId: string): readonly EntityObject[];
  lookup(kind: string, at: NamespacedName): EntityObject | undefined;
  parentsOf(object: EntityObject): Parents;
  wake(kind: string, at: NamespacedName): void;
  now(): number;
}

/** A control plane that is to be looked at. */
export interface ScannedControlPlane {
  readonly id: string;
  readonly descriptor: EntityDescriptor;
  readonly object: EntityObject;
}

/**
 * Looks at a control plane and at each collection in it, and compares what is there with what the cluster's objects
 * want: a call per thousand entities, none per entity. What is as it should be is remembered as in step; what
 * differs or is missing is queued, and its reconciler mends it. Writes nothing itself.
 *
 * @returns the failure that ended the scan early, if one did. It can be repeated at any time.
 */
export async function scanControlPlane(
  controlPlane: ScannedControlPlane,
  session: Session,
  around: ScanSurroundings,
  signal: AbortSignal,
): Promise<Attempt<void>> {
  const startedAtMs = around.now();
  const shown = await attempt(session, (client) => client.getControlPlane(controlPlane.id, { signal }));
  if (!shown.ok) {
    if (shown.failure.kind === 'refused') doubt(controlPlane.object, around);
    return shown;
  }
  compare(controlPlane.descriptor, controlPlane.object, shown.value, around, startedAtMs);

  const entities = new Map<string, ShownEntity>();
  for (const descriptor of around.coreEntities) {
    const collection = descriptor.wholeCollection(controlPlane.id);
    const listed = await attempt(session, async (client) => {
      for await (const entity of client.iterateEntities<ShownEntity>(
        collection,
        { size: pageSize },
        { signal },
      )) {
        entities.set(entity.id, entity);
      }
    });
    if (!listed.ok) return listed;
  }
  for (const descriptor of around.coreEntities) {
    for (const object of around.objectsIn(descriptor.kind.kind, controlPlane.id)) {
      const { id } = descriptor.location(object as never, {});
      compare(descriptor, object, id === undefined ? undefined : entities.get(id), around, startedAtMs);
    }
  }
  releaseBlocked(controlPlane.id, entities, around);
  around.registry.scanned(controlPlane.id);
  return { ok: true, value: undefined };
}

/** Remembers whether an object's entity is as wanted; one that isn't is queued. */
function compare(
  descriptor: EntityDescriptor,
  object: EntityObject,
  shown: ShownEntity | undefined,
  around: ScanSurroundings,
  startedAtMs: number,
): void {
  const memory = around.memories.of(object.metadata.uid);
  // Written since the scan began: what it saw is older than what is known.
  if ((memory.writtenAtMs ?? 0) >= startedAtMs) return;
  const { body } = descriptor.wanted(object);
  const parents = around.parentsOf(object);
  if (shown && descriptor.isSame(body, shown)) {
    memory.inSync = wantedDigest(descriptor, parents, body);
    return;
  }
  doubt(object, around);
}

/** What was known of an entity isn't so: its reconciler looks, and mends. */
function doubt(object: EntityObject, around: ScanSurroundings): void {
  around.memories.of(object.metadata.uid).inSync = undefined;
  around.wake(object.kind, object.metadata);
}

/** Lets those try again whose rival is gone or no longer has the value that they want. */
function releaseBlocked(
  controlPlaneId: string,
  entities: ReadonlyMap<string, ShownEntity>,
  around: ScanSurroundings,
): void {
  for (const blocked of around.registry.blockedIn(controlPlaneId)) {
    const descriptor = around.coreEntities.find(({ kind }) => kind.kind === blocked.kind);
    const object = around.lookup(blocked.kind, blocked.at);
    const holder = entities.get(blocked.holderId);
    const isStillTaken =
      descriptor && object && holder && descriptor.isRival(descriptor.wanted(object as never).body, holder);
    if (!isStillTaken) around.registry.release(blocked);
  }
}
