import type { Resource } from '@sluice/controller-runtime';
import type { ObjectWriter } from '../cluster/object-writer.ts';
import { done, type ReconcileResult } from '../entity/reconcile-result.ts';
import type { Secret } from './credentials.ts';
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
