import type { EntityObject, NamespacedName } from '../entity/entity-object.ts';
import type { ShownEntity } from '../entity/shown-entity.ts';
import type { CoreEntityDescriptor, CoreEntityObject } from '../kinds/core-entity.ts';
import type { BlockedObject } from './blocked-objects.ts';
import type { ControlPlaneRegistry } from './control-plane-registry.ts';

/** What letting blocked objects go needs of the operator. */
export interface RivalSurroundings {
  readonly registry: Pick<ControlPlaneRegistry, 'blockedIn' | 'release'>;
  lookup(kind: string, at: NamespacedName): EntityObject | undefined;
}

/**
 * Lets those of the blocked try again whose rival, as `holder` shows it now, is gone or has another value. Whoever is to
 * take an entity over tries again each time: only a look at it tells whether it may.
 */
export function releaseBlocked(
  all: readonly BlockedObject[],
  descriptor: CoreEntityDescriptor,
  holder: (id: string) => ShownEntity | undefined,
  { registry, lookup }: RivalSurroundings,
): void {
  for (const blocked of all) {
    if (blocked.kind !== descriptor.kind.kind) continue;
    const object = lookup(blocked.kind, blocked.at);
    const other = holder(blocked.holderId);
    const isStillTaken =
      object &&
      other &&
      descriptor.adoption?.(object as CoreEntityObject)?.id !== blocked.holderId &&
      descriptor.isRival(descriptor.wanted(object as CoreEntityObject).body, other);
    if (!isStillTaken) registry.release(blocked);
  }
}
