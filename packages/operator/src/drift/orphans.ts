import type { NamespacedName } from '../entity/entity-object.ts';
import type { ShownEntity } from '../entity/shown-entity.ts';
import { describeEntity, factsOf, originIn } from '../identity/origin.ts';
import type { CoreEntityDescriptor } from '../kinds/core-entity.ts';
import { type AwaitingSurroundings, isAwaited } from '../restore/is-awaited.ts';

/** An entity that was made from an object which the cluster no longer has. */
export interface Orphan {
  readonly id: string;
  readonly entity: ShownEntity;
  readonly descriptor: CoreEntityDescriptor;
  /** The object that it was made from. */
  readonly origin: NamespacedName & { readonly uid: string };
  /** For people. */
  readonly description: string;
}

/** What has to be known of the cluster to tell an orphan. */
export interface OrphanSurroundings extends AwaitingSurroundings {
  /** Whether there is an object of that kind and UID. */
  hasObject(kind: string, uid: string): boolean;
  /** Whether the objects of a namespace are seen at all. */
  isWatched(namespace: string): boolean;
}

/** The entities of a collection that carry the marks of an object of the collection's kind that is gone. */
export function orphansIn(
  descriptor: CoreEntityDescriptor,
  entities: Iterable<ShownEntity>,
  around: OrphanSurroundings,
): Orphan[] {
  const { kind, noun } = descriptor;
  const orphans: Orphan[] = [];
  for (const entity of entities) {
    const facts = factsOf(entity.tags);
    const origin = originIn(facts);
    if (origin?.group !== kind.group || origin.kind !== kind.kind || !around.isWatched(origin.namespace))
      continue;
    if (around.hasObject(kind.kind, origin.uid)) continue;
    const { id } = entity;
    if (isAwaited(descriptor, id, origin, around)) continue;
    orphans.push({ id, entity, descriptor, origin, description: describeEntity(noun, id, facts) });
  }
  return orphans;
}

/** Remembers what scans took for orphans: what two running agree on is one, what was seen once may be a race. */
export class OrphanWatch {
  readonly #suspects = new Map<string, ReadonlySet<string>>();

  /** Notes what a complete scan of a control plane took for orphans, and tells what is new and what is confirmed. */
  note(controlPlaneId: string, orphans: readonly Orphan[]): { news: Orphan[]; confirmed: Orphan[] } {
    const known = this.#suspects.get(controlPlaneId);
    this.#suspects.delete(controlPlaneId);
    if (orphans.length > 0) this.#suspects.set(controlPlaneId, new Set(orphans.map(({ id }) => id)));
    const isKnown = ({ id }: Orphan) => known?.has(id) ?? false;
    return { news: orphans.filter((orphan) => !isKnown(orphan)), confirmed: orphans.filter(isKnown) };
  }

  /** A control plane is no longer scanned. */
  forget(controlPlaneId: string): void {
    this.#suspects.delete(controlPlaneId);
  }
}
