import type { KubernetesObject } from '../client/kubernetes-object.ts';

/**
 * The object without `metadata.managedFields`, which hardly any controller reads and which is often larger than
 * everything else in it.
 */
export function withoutManagedFields<T extends KubernetesObject>(object: T): T {
  if (object.metadata.managedFields === undefined) return object;
  const { managedFields: _, ...metadata } = object.metadata;
  return { ...object, metadata };
}
