import type { KubeObject } from '../kube-object.ts';
import type { StoredEntry } from '../storage/stored-entry.ts';
import type { ResourceDefinition } from './resource-definition.ts';
import type { ResourceVersion } from './resource-version.ts';

/*
 * Between the store, which holds JSON in one version, and the rest, which deals in objects of the version that a
 * client asked for.
 */

/** An entry as an object of a version. It belongs to the caller, who may change it. */
export function decodeEntry(
  entry: StoredEntry,
  resource: ResourceDefinition,
  version: ResourceVersion,
): KubeObject {
  const object: KubeObject = JSON.parse(entry.json);
  if (isAsStored(entry, resource, version)) return object;
  return withDefaults(convert(object, version), version);
}

/** An entry as JSON of a version: as it is in the store, unless it was stored in another or under an older schema. */
export function encodeEntry(
  entry: StoredEntry,
  resource: ResourceDefinition,
  version: ResourceVersion,
): string {
  if (isAsStored(entry, resource, version)) return entry.json;
  return JSON.stringify(decodeEntry(entry, resource, version));
}

/** An object in the version that is stored. It may be the same object. */
export function toStorageVersion(object: KubeObject, { storageVersion }: ResourceDefinition): KubeObject {
  return object.apiVersion === storageVersion.apiVersion
    ? object
    : withDefaults(convert(object, storageVersion), storageVersion);
}

function isAsStored(entry: StoredEntry, resource: ResourceDefinition, version: ResourceVersion): boolean {
  return version === resource.storageVersion && entry.schemaDigest === resource.schemaDigest;
}

/**
 * Conversion of strategy `None`: only `apiVersion` changes, and fields that the other version doesn't have are
 * lost (apiextensions.k8s.io/v1 CustomResourceConversion). Works in place on all but the outermost level.
 */
export function convert(object: KubeObject, version: ResourceVersion): KubeObject {
  const converted = { ...object, apiVersion: version.apiVersion };
  version.schema.prune(converted);
  return converted;
}

function withDefaults(object: KubeObject, version: ResourceVersion): KubeObject {
  version.schema.applyDefaults(object);
  return object;
}
