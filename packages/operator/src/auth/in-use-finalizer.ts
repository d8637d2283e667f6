/** Keeps an auth configuration, and its Secret, in the cluster while something refers to it. */
const inUseFinalizer = 'konnect.konghq.com/konnectapiauth-in-use';

/** The finalizers that an object should have, given whether it is in use; undefined when it has them already. */
export function finalizersFor(
  {
    metadata,
  }: { readonly metadata: { readonly finalizers?: readonly string[]; readonly deletionTimestamp?: string } },
  isInUse: boolean,
): readonly string[] | undefined {
  const finalizers = metadata.finalizers ?? [];
  const hasIt = finalizers.includes(inUseFinalizer);
  if (hasIt === isInUse) return undefined;
  if (!isInUse) return finalizers.filter((finalizer) => finalizer !== inUseFinalizer);
  // Nothing can be added to what is being deleted already (Kubernetes API conventions).
  return metadata.deletionTimestamp === undefined ? [...finalizers, inUseFinalizer] : undefined;
}
