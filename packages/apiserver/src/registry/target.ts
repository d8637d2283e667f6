import type { ServedVersion } from './resource-catalog.ts';

/** The objects that a request is about. */
export interface Target extends ServedVersion {
  /** Empty for cluster-scoped resources, and for requests across all namespaces. */
  namespace: string;
  /** Empty for requests about a collection. */
  name: string;
  /** Empty for the object itself. */
  subresource: string;
}
