import type { Resource } from '@sluice/controller-runtime';
import { type Manifest, splitApiVersion } from '../manifests/manifest.ts';
import type { ResourceDiscovery } from './resource-discovery.ts';

/** An object with the place where the API server keeps it. */
export interface PlacedManifest {
  /** Different for each object of a batch: whichever version of its kind it is written in. */
  readonly key: string;
  /** As the user wrote it. */
  readonly written: Manifest;
  /** With its namespace, where its kind lives in one. */
  readonly object: Manifest;
  /** Absent when the server serves no such kind, which may change when a definition has been applied. */
  readonly resource: Resource | undefined;
}

/** Finds the place of an object. What names no namespace and may live in one goes to `default`. */
export async function placeManifest(object: Manifest, discovery: ResourceDiscovery): Promise<PlacedManifest> {
  const { apiVersion, kind, metadata } = object;
  const resource = await discovery.find(apiVersion, kind);
  const namespace = resource?.namespaced === false ? '' : (metadata.namespace ?? 'default');
  return {
    key: objectIdentity(apiVersion, kind, namespace, metadata.name),
    written: object,
    object: namespace === '' ? object : { ...object, metadata: { ...metadata, namespace } },
    resource,
  };
}

/** Places an object again that had no resource, under its old key. */
export async function placeAgain(
  { key, written }: PlacedManifest,
  discovery: ResourceDiscovery,
): Promise<PlacedManifest> {
  return { ...(await placeManifest(written, discovery)), key };
}

function objectIdentity(apiVersion: string, kind: string, namespace: string, name: string): string {
  return JSON.stringify([splitApiVersion(apiVersion).group, kind, namespace, name]);
}

/** Whether other objects may need this one before they can be applied at all. */
export function isFoundation({ apiVersion, kind }: Manifest): boolean {
  const { group } = splitApiVersion(apiVersion);
  return (
    (group === '' && kind === 'Namespace') ||
    (group === 'apiextensions.k8s.io' && kind === 'CustomResourceDefinition')
  );
}
