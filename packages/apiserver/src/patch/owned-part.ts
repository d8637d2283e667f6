import { objectMeta } from '../built-in-schemas/object-meta.ts';
import type { KubeObject } from '../kube-object.ts';
import type { UnknownObject } from '../schema/json-object.ts';
import type { SchemaProps } from '../schema/schema-props.ts';

/** Which part of an object a request can write: a status subresource splits it in two. */
export type WriteScope = 'all' | 'all-but-status' | 'status-only';

/** The fields of metadata that have owners. The rest is identity, or set by the server. */
const ownedMetadata = ['annotations', 'finalizers', 'generateName', 'labels', 'ownerReferences'] as const;

/** The part that a request to a resource, or to a subresource of it (empty: none), can write. */
export function writeScope(resource: { statusSubresource: boolean }, subresource: string): WriteScope {
  if (subresource === 'status') return 'status-only';
  return resource.statusSubresource ? 'all-but-status' : 'all';
}

/**
 * The part of an object whose fields can be owned through a request: what it can write, without identity
 * (`apiVersion`, `kind`, name, uid…) and without what the server keeps. Shares everything with the object.
 */
export function ownedPart(object: KubeObject, scope: WriteScope): UnknownObject {
  if (scope === 'status-only') return object['status'] === undefined ? {} : { status: object['status'] };
  const { apiVersion: _apiVersion, kind: _kind, metadata, ...rest } = object;
  if (scope === 'all-but-status') delete rest['status'];
  const owned: UnknownObject = {};
  for (const name of ownedMetadata) {
    if (metadata[name] !== undefined && metadata[name] !== null) owned[name] = metadata[name];
  }
  return { metadata: owned, ...rest };
}

const ownedSchemas = new WeakMap<SchemaProps, SchemaProps>();

/** A kind's schema with that of `metadata`, which CRDs leave out because it is the same for all. */
export function withObjectMeta(schema: SchemaProps): SchemaProps {
  let result = ownedSchemas.get(schema);
  if (result === undefined) {
    result = { ...schema, properties: { ...schema.properties, metadata: objectMeta } };
    ownedSchemas.set(schema, result);
  }
  return result;
}
