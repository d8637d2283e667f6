import type { KubeObject } from '../kube-object.ts';
import type { SchemaProps } from '../schema/schema-props.ts';

/** Another version of a kind, seen from the version that a request speaks. */
interface VersionView {
  /** The schema of that version. */
  schema: SchemaProps;
  /** An object of the request's version in that one. Changes nothing. Parts of the object may be missing. */
  fromRequestVersion(object: KubeObject): KubeObject;
  /** The way back. */
  toRequestVersion(object: KubeObject): KubeObject;
}

/**
 * Finds another version by its `apiVersion`; entries of managers name fields in the version through which they
 * were written. Undefined for a version that isn't served any more: its entries mean nothing, and go.
 */
export type VersionLookup = (apiVersion: string) => VersionView | undefined;
