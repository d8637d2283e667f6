import type { EntityDescriptor } from '../entity/entity-descriptor.ts';
import type { Drift } from '../entity/entity-events.ts';
import type { EntityMemories, EntityMemory } from '../entity/entity-memory.ts';
import type { EntityObject, NamespacedName } from '../entity/entity-object.ts';
import type { Location } from '../entity/location.ts';
import type { ShownEntity } from '../entity/shown-entity.ts';
import { syncMark, wantedDigest } from '../entity/sync-mark.ts';
import type { Parents } from '../references/reference.ts';
import type { DriftObserver } from './drift-observer.ts';

/** What comparing needs to see of the cluster and may do to it. */
export interface ComparisonSurroundings {
  readonly memories: EntityMemories;
  readonly drift: DriftObserver;
  parentsOf(object: EntityObject): Parents;
  /** What was known of an object's entity isn't so: its reconciler looks, and mends. */
  doubt(object: EntityObject): void;
  wake(kind: string, at: NamespacedName): void;
}

/** Remembers whether an object's entity is as wanted; one that isn't is queued. `shown` is what was seen of it. */
export function compare(
  descriptor: EntityDescriptor,
  object: EntityObject,
  shown: ShownEntity | undefined,
  around: ComparisonSurroundings,
  startedAtMs: number,
): void {
  const memory = around.memories.of(object.metadata.uid);
  // Written since the scan began: what it saw is older than what is known.
  if (memory.writtenAtMs !== undefined && memory.writtenAtMs >= startedAtMs) return;
  const { body } = descriptor.wanted(object);
  const parents = around.parentsOf(object);
  const mark = syncMark(descriptor.location(object).id ?? '', wantedDigest(descriptor, parents, body));
  const differences = shown && differencesIn(descriptor, object, parents, body, shown);
  if (shown) memory.kept = descriptor.unknownFields?.(shown);
  if (differences?.length === 0) {
    memory.inSync = mark;
    memory.drift = undefined;
    if (shown && descriptor.isStatusBehind?.(object, shown)) {
      memory.isUncertain = true;
      around.wake(object.kind, object.metadata);
    }
    return;
  }
  noteDrift(memory, object, mark, differences, around.drift);
  around.doubt(object);
}

/** The paths in which an entity isn't as its object wants it, the parent that it lies below included. */
export function differencesIn(
  descriptor: EntityDescriptor,
  object: EntityObject,
  parents: Parents,
  body: object,
  shown: ShownEntity,
): readonly string[] {
  const differences = descriptor.differences(body, shown);
  return isAtHome(descriptor.home(object, parents), shown) ? differences : [...differences, 'upstream.id'];
}

/**
 * Remembers, until it is mended, that an entity isn't as it was: in which fields, or (undefined) that it is missing.
 * `mark` is the sync mark of what is wanted now.
 */
export function noteDrift(
  memory: EntityMemory,
  object: EntityObject,
  mark: string,
  differences: readonly string[] | undefined,
  observer: DriftObserver,
): void {
  // What was never as it is wanted now has an edit to be made real, and nobody's change to be put back.
  const wasAsWanted = memory.inSync === undefined ? isProgrammed(object) : memory.inSync === mark;
  if (!wasAsWanted || memory.drift) return;
  memory.drift = driftIn(differences);
  if (memory.drift) observer.found(object.kind);
}

/** Marks that another version of the operator writes otherwise: that they differ is nobody's change. */
const ownMarks = new Set(['labels.k8s-version']);

/** What somebody changed; undefined where nobody did. */
function driftIn(differences: readonly string[] | undefined): Drift | undefined {
  if (differences === undefined) return 'missing';
  const changed = differences.filter((field) => !ownMarks.has(field));
  return changed.length === 0 ? undefined : changed;
}

/** Whether the object's entity was last known to be as its spec, as it is now, wants it. */
function isProgrammed({ metadata, status }: EntityObject): boolean {
  const programmed = status?.conditions?.find(({ type }) => type === 'Programmed');
  return programmed?.status === 'True' && programmed.observedGeneration === metadata.generation;
}

/** Whether an entity lies below the parent that it should; the control plane is the one that was looked at. */
export function isAtHome({ upstreamId }: Location, shown: ShownEntity): boolean {
  return shown.upstream === undefined || shown.upstream.id === upstreamId;
}
