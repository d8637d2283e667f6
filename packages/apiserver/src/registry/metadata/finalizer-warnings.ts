import type { KubeObject } from '../../kube-object.ts';

/** Finalizers that Kubernetes itself knows, and that need no domain. */
const standardFinalizers = new Set(['orphan', 'foregroundDeletion', 'kubernetes']);

/** Whether a finalizer tells neither by a domain nor by being well known whose it is. */
export function isPlainFinalizer(finalizer: string): boolean {
  return !finalizer.includes('/') && !standardFinalizers.has(finalizer);
}

/**
 * What a client is told who gives a custom resource a finalizer without a domain, in the words of kube-apiserver.
 *
 * @param existing what the object replaces, whose finalizers are no news
 */
export function finalizerWarnings(object: KubeObject, existing: KubeObject | undefined): string[] {
  const { finalizers = [] } = object.metadata;
  if (finalizers.length === 0) return [];
  const known = new Set(existing?.metadata.finalizers);
  return finalizers
    .filter((finalizer) => !known.has(finalizer) && isPlainFinalizer(finalizer))
    .map(
      (finalizer) =>
        `metadata.finalizers: ${JSON.stringify(finalizer)}: prefer a domain-qualified finalizer name ` +
        'to avoid accidental conflicts with other finalizer writers',
    );
}
