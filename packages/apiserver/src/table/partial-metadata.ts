import type { KubeObject } from '../kube-object.ts';

/** An object of which only the metadata is told (meta/v1 PartialObjectMetadata). */
export function toPartialMetadata(object: KubeObject, metaVersion: string): KubeObject {
  return {
    kind: 'PartialObjectMetadata',
    apiVersion: `meta.k8s.io/${metaVersion}`,
    metadata: object.metadata,
  };
}
