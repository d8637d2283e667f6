import { setTimeout as delay } from 'node:timers/promises';
import {
  KubernetesApiError,
  type KubernetesObject,
  KubernetesUnreachableError,
  type Resource,
} from '@sluice/controller-runtime';
import type { Manifest } from '../manifests/manifest.ts';
import type { Cluster } from './cluster.ts';

/** What became of an object of the manifests. */
export type ApplyOutcome =
  | { readonly ok: true; readonly object: KubernetesObject }
  | { readonly ok: false; readonly reason: string; readonly message: string };

/** Who owns the fields that manifests set, so that a later start can change and remove them. */
const fieldManager = 'sluice-manifests';

/** Between two tries while the API server is being started again. */
const retryAfterMs = 250;

/**
 * Applies an object server-side, never by force. A refusal is an outcome; a server that is out of reach or in
 * trouble is tried again until the signal is aborted, whose reason is then thrown.
 */
export async function applyManifest(
  { client, signal }: Cluster,
  resource: Resource,
  object: Manifest,
): Promise<ApplyOutcome> {
  for (;;) {
    try {
      const applied = await client.apply<KubernetesObject>(resource, object, {
        fieldManager,
        fieldValidation: 'Strict',
        signal,
      });
      return { ok: true, object: applied };
    } catch (error) {
      if (error instanceof KubernetesApiError && error.status < 500 && error.status !== 429) {
        return { ok: false, reason: error.reason, message: error.message };
      }
      const passing = error instanceof KubernetesApiError || error instanceof KubernetesUnreachableError;
      if (!passing) throw error;
    }
    await delay(retryAfterMs, undefined, { signal });
  }
}
