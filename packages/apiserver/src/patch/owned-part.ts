import { objectMeta } from '../built-in-schemas/object-meta.ts';
import type { KubeObject, ObjectMeta } from '../kube-object.ts';
import type { UnknownObject } from '../schema/json-object.ts';
import type { SchemaProps } from '../schema/schema-props.ts';
import type { FieldSet } from './field-set.ts';

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
    if (!isBare(metadata[name])) owned[name] = metadata[name];
  }
  return { metadata: owned, ...rest };
}

/**
 * Absent or empty: in metadata that is the same, and not stored. `null` isn't stored either; where it occurs, it
 * stands for what a step of an apply has emptied.
 */
function isBare(value: unknown): boolean {
  if (value === null) return false;
  if (typeof value !== 'object') return value === undefined || value === '';
  for (const _ in value) return false;
  return true;
}

/** Whether any of some fields is in the part of an object that a request can write. */
export function ownsWithin(fields: FieldSet, scope: WriteScope): boolean {
  if (scope === 'all') return true;
  if (scope === 'status-only') return Object.hasOwn(fields, 'f:status');
  return Object.keys(fields).some((element) => element !== 'f:status');
}

/** An object whose owned part is another: identity and what the request can't write stay. Changes neither. */
export function withOwnedPart(object: KubeObject, part: UnknownObject, scope: WriteScope): KubeObject {
  if (scope === 'status-only') {
    const { status: _, ...rest } = object;
    return { ...(rest as KubeObject), ...part };
  }
  const { apiVersion, kind, metadata, status } = object;
  const kept: UnknownObject = { ...metadata };
  for (const name of ownedMetadata) delete kept[name];
  const { metadata: owned, ...rest } = part;
  const statusKept = scope === 'all-but-status' && status !== undefined ? { status } : {};
  return { apiVersion, kind, metadata: { ...kept, ...(owned as ObjectMeta) }, ...rest, ...statusKept };
}

const ownedSchemas = new WeakMap<SchemaProps, SchemaProps>();

const text: SchemaProps = { type: 'string' };

/** A kind's schema with what CRDs may leave out because it is the same for all: `metadata` and the type. */
export function withObjectMeta(schema: SchemaProps): SchemaProps {
  let result = ownedSchemas.get(schema);
  if (result === undefined) {
    result = {
      ...schema,
      properties: { ...schema.properties, apiVersion: text, kind: text, metadata: objectMeta },
    };
    ownedSchemas.set(schema, result);
  }
  return result;
}
