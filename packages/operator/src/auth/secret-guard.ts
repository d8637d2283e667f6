import { isKubernetesApiError, type KubernetesClient, type Resource } from '@sluice/controller-runtime';
import type { ObjectWriter } from '../cluster/object-writer.ts';
import type { NamespacedName } from '../entity/entity-object.ts';
import { done, type ReconcileResult } from '../entity/reconcile-result.ts';
import { isCredential, type Secret } from './credentials.ts';
import { finalizersFor } from './in-use-finalizer.ts';

/** The collection of Secrets. */
export const secrets: Resource = { group: '', version: 'v1', plural: 'secrets', namespaced: true };

/** Keeps a Secret for as long as an auth configuration refers to it. */
export async function guardSecret(
  secret: Secret,
  isInUse: boolean,
  writer: ObjectWriter,
  signal: AbortSignal,
): Promise<ReconcileResult> {
  const finalizers = finalizersFor(secret, isInUse);
  if (!finalizers) return done;
  const written = await writer.setFinalizers(secrets, secret, finalizers, signal);
  return written.kind === 'conflict' ? { kind: 'backoff' } : done;
}

/**
 * Lets a Secret go that isn't seen any more. One that has lost the credential label is no longer followed, so nobody
 * would ever drop its finalizer; usually it is just gone.
 */
export async function releaseSecret(
  { namespace, name }: NamespacedName,
  cluster: Pick<KubernetesClient, 'get'>,
  writer: ObjectWriter,
  signal: AbortSignal,
): Promise<ReconcileResult> {
  let secret: Secret;
  try {
    secret = await cluster.get<Secret>(secrets, namespace, name, { signal });
  } catch (error) {
    // One that may not be read, in a namespace that isn't watched, has never got a finalizer from here.
    if (isKubernetesApiError(error, 404, 'NotFound') || isKubernetesApiError(error, 403)) return done;
    throw error;
  }
  return isCredential(secret) ? done : guardSecret(secret, false, writer, signal);
}
