import type { Condition, ObjectMeta } from '@sluice/kong-resources';

/** An object of any Kong kind that stands for an entity, as the state machine sees it. */
export interface EntityObject {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: ObjectMeta;
  readonly spec?: object | undefined;
  readonly status?: { readonly conditions?: readonly Condition[] } | undefined;
}

/** Namespace and name: how objects refer to each other. */
export interface NamespacedName {
  readonly namespace: string;
  readonly name: string;
}

/** `namespace/name`, as messages and indexes write it. */
export function namespacedName(at: NamespacedName): string {
  return `${at.namespace}/${at.name}`;
}

/** Whether somebody has asked for the object's deletion. */
export function isDeleting(object: EntityObject): boolean {
  return object.metadata.deletionTimestamp !== undefined;
}

/** Annotation that has the operator leave an object alone, its deletion too, with the value `true`. */
const pausedAnnotation = 'sluice/paused';

/** Whether somebody has asked for the object to be left alone. */
export function isPaused(object: EntityObject | undefined): boolean {
  return object?.metadata.annotations?.[pausedAnnotation] === 'true';
}

/** Annotation that ends a deletion at once and leaves the entity in Konnect, with the value `Orphan`. */
export const deletionPolicyAnnotation = 'sluice/deletion-policy';

/** Whether the object's deletion is to leave its entity where it is. */
export function isOrphaned({ metadata }: EntityObject): boolean {
  return metadata.annotations?.[deletionPolicyAnnotation] === 'Orphan';
}
