import type { KonnectClient } from '@sluice/konnect-api';
import { digest } from '../entity/digest.ts';
import type { EntityDescriptor } from '../entity/entity-descriptor.ts';
import type { EntityObject, NamespacedName } from '../entity/entity-object.ts';
import { attempt, type Session } from '../entity/session.ts';
import type { ShownEntity } from '../entity/shown-entity.ts';
import type { CoreEntityDescriptor, CoreEntityObject } from '../kinds/core-entity.ts';
import type { Attempt } from '../konnect/konnect-server.ts';
import { type ComparisonSurroundings, compare } from './comparison.ts';
import type { ControlPlaneRegistry } from './control-plane-registry.ts';
import { releaseBlocked } from './rivals.ts';

/** Entities a page: the most that the API gives. */
const pageSize = 1000;

/** What a scan needs to see of the cluster and may do to it. */
export interface ScanSurroundings extends ComparisonSurroundings {
  readonly registry: ControlPlaneRegistry;
  readonly coreEntities: readonly CoreEntityDescriptor[];
  /** Objects of a kind whose entities lie in the control plane, as their statuses say. */
  objectsIn(kind: string, controlPlaneId: string): readonly EntityObject[];
  lookup(kind: string, at: NamespacedName): EntityObject | undefined;
  now(): number;
}

/** A control plane that is to be looked at. */
export interface ScannedControlPlane {
  readonly id: string;
  readonly descriptor: EntityDescriptor;
  readonly object: EntityObject;
}

/** What a complete scan saw. */
export interface Seen {
  readonly controlPlane: ShownEntity;
  /** The entities of each collection, by their ids. */
  readonly collections: ReadonlyMap<CoreEntityDescriptor, ReadonlyMap<string, ShownEntity>>;
}

/**
 * Looks at a control plane and at each collection in it, and compares what is there with what the cluster's objects
 * want: a call per thousand entities, none per entity. What is as it should be is remembered as in step; what
 * differs or is missing is queued, and its reconciler mends it. Writes nothing itself.
 *
 * @returns what was seen; undefined where there is no such control plane, which is news and no failure. Or the failure
 * that ended the scan early. It can be repeated at any time.
 */
export async function scanControlPlane(
  controlPlane: ScannedControlPlane,
  session: Session,
  around: ScanSurroundings,
  signal: AbortSignal,
): Promise<Attempt<Seen | undefined>> {
  const startedAtMs = around.now();
  const shown = await attempt(session, (client) => client.getControlPlane(controlPlane.id, { signal }));
  if (!shown.ok) return unseen(controlPlane, session, shown, around);
  compare(controlPlane.descriptor, controlPlane.object, shown.value, around, startedAtMs);

  const collections = new Map<CoreEntityDescriptor, ReadonlyMap<string, ShownEntity>>();
  if (controlPlane.descriptor.membersOf?.(controlPlane.object)) {
    const members = await attempt(session, (client) => client.listGroupMembers(controlPlane.id, { signal }));
    if (!members.ok) return unseen(controlPlane, session, members, around);
    compareMembers(controlPlane, members.value, around, startedAtMs);
    around.registry.scanned(controlPlane.id);
    return { ok: true, value: { controlPlane: shown.value, collections } };
  }
  for (const descriptor of around.coreEntities) {
    const listed = await attempt(session, (client) =>
      listAll(client, descriptor.wholeCollection(controlPlane.id), signal),
    );
    if (!listed.ok) return unseen(controlPlane, session, listed, around);
    collections.set(descriptor, listed.value);
  }
  for (const [descriptor, entities] of collections) {
    for (const object of around.objectsIn(descriptor.kind.kind, controlPlane.id)) {
      const { id } = descriptor.location(object as CoreEntityObject);
      compare(descriptor, object, id === undefined ? undefined : entities.get(id), around, startedAtMs);
    }
    const blocked = around.registry.blockedIn(controlPlane.id);
    releaseBlocked(blocked, descriptor, (id) => entities.get(id), around);
  }
  around.registry.scanned(controlPlane.id);
  return { ok: true, value: { controlPlane: shown.value, collections } };
}

async function listAll(
  client: KonnectClient,
  collection: string,
  signal: AbortSignal,
): Promise<ReadonlyMap<string, ShownEntity>> {
  const entities = new Map<string, ShownEntity>();
  const pages = client.iterateEntities<ShownEntity>(collection, { size: pageSize }, { signal });
  for await (const entity of pages) entities.set(entity.id, entity);
  return entities;
}

/** A control plane that isn't there is news, and no failure; its reconciler makes it again, and the rest follows. */
function unseen(
  { id, object, descriptor }: ScannedControlPlane,
  session: Session,
  result: Attempt<unknown> & { readonly ok: false },
  around: ScanSurroundings,
): Attempt<undefined> {
  const { failure } = result;
  if (failure.kind === 'refused' && failure.error.kind === 'unauthorized') around.doubt(session.auth);
  if (failure.kind !== 'refused' || failure.error.kind !== 'not-found') return result;
  // Another organisation's token doesn't see it, but that doesn't say that it is gone.
  const isOurs = descriptor.location(object).organizationId === session.organizationId;
  if (isOurs) around.registry.gone(id);
  else around.registry.scanned(id);
  around.doubt(object);
  return { ok: true, value: undefined };
}

/** Remembers which members a group was seen to have; its reconciler sets others. */
function compareMembers(
  { object }: ScannedControlPlane,
  ids: readonly string[],
  around: ScanSurroundings,
  startedAtMs: number,
): void {
  const memory = around.memories.of(object.metadata.uid);
  if (memory.writtenAtMs !== undefined && memory.writtenAtMs >= startedAtMs) return;
  const members = digest(ids.toSorted());
  const wereSet = memory.members !== undefined && memory.members !== members;
  memory.members = members;
  if (!wereSet) return;
  if (!memory.drift) around.drift.found(object.kind);
  memory.drift ??= ['members'];
  around.doubt(object);
}
