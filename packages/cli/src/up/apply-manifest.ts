import { KubernetesApiError, type KubernetesObject, type Resource } from '@sluice/controller-runtime';
import type { Manifest } from '../manifests/manifest.ts';
import type { Cluster } from './cluster.ts';
import { untilAvailable } from './until-available.ts';

/** What became of an object of the manifests. */
export type ApplyOutcome =
  | { readonly ok: true; readonly object: KubernetesObject }
  | { readonly ok: false; readonly reason: string; readonly message: string };

/** Who owns the fields that manifests set, so that a later start can change and remove them. */
const fieldManager = 'sluice-manifests';

/**
 * Applies an object server-side, never by force. A refusal is an outcome; a server that is out of reach is tried
 * again until the signal is aborted, whose reason is then thrown.
 */
export async function applyManifest(
  { client, signal }: Cluster,
  resource: Resource,
  object: Manifest,
): Promise<ApplyOutcome> {
  const options = { fieldManager, fieldValidation: 'Strict', signal } as const;
  try {
    const applied = await untilAvailable(signal, () =>
      client.apply<KubernetesObject>(resource, object, options),
    );
    return { ok: true, object: applied };
  } catch (error) {
    if (!(error instanceof KubernetesApiError)) throw error;
    return { ok: false, reason: error.reason, message: error.message };
  }
}
