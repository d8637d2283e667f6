import type { EntityDescriptor } from '../entity/entity-descriptor.ts';
import { type EntityObject, isDeleting, type NamespacedName } from '../entity/entity-object.ts';

/** What has to be known of the cluster to tell whether an entity is awaited. */
export interface AwaitingSurroundings {
  /** Whether what objects of the same names had made is taken back. */
  readonly adoptByName: boolean;
  /** The objects of a kind whose entities' marks have that namespace and name, which may be cut. */
  markedAs(kind: string, at: NamespacedName): readonly EntityObject[];
}

/**
 * Whether an entity that carries the marks of an object which is gone isn't left behind for all that: an object of the
 * same name has taken it back since its marks were read, or has made nothing yet and is to take it back as soon as it
 * can, which may be after somebody ends its pause or mends a reference.
 */
export function isAwaited(
  descriptor: EntityDescriptor,
  id: string,
  at: NamespacedName,
  around: AwaitingSurroundings,
): boolean {
  return around
    .markedAs(descriptor.kind.kind, at)
    .some(
      (object) =>
        descriptor.location(object).id === id || (around.adoptByName && mayTakeBack(descriptor, object)),
    );
}

/** Whether an object may still take back what one of its name had made. */
export function mayTakeBack(descriptor: EntityDescriptor, object: EntityObject): boolean {
  return !isDeleting(object) && descriptor.location(object).id === undefined;
}
