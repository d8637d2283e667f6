import type { KubeObject } from '../kube-object.ts';
import type { StoredEntry } from '../storage/stored-entry.ts';
import type { ResourceDefinition } from './resource-definition.ts';
import type { ResourceVersion } from './resource-version.ts';

/*
 * Between the store, which holds JSON in one version, and the rest, which deals in objects of the version that a
 * client asked for. Reading is synchronous, so that nothing can come between the reading of an object and its
 * writing; what only a webhook can convert has to be prepared before.
 */

/**
 * Sees to it that entries can be read in a version. Only resources with a conversion webhook need it.
 *
 * @returns undefined when they can be read at once
 * @throws ApiError 500 (as a rejection) when the webhook fails
 */
export function prepareEntries(
  entries: readonly StoredEntry[],
  resource: ResourceDefinition,
  version: ResourceVersion,
): Promise<void> | undefined {
  const { conversion } = resource;
  if (conversion === undefined) return undefined;
  const foreign = entries.filter((entry) => storedApiVersion(entry, resource) !== version.apiVersion);
  return foreign.length === 0 ? undefined : conversion.entries.load(foreign, version);
}

/** An entry as an object of a version. It belongs to the caller, who may change it. */
export function decodeEntry(
  entry: StoredEntry,
  resource: ResourceDefinition,
  version: ResourceVersion,
): KubeObject {
  if (isAsStored(entry, resource, version)) return JSON.parse(entry.json);
  const prepared = resource.conversion?.entries.get(entry, version);
  if (prepared !== undefined) return JSON.parse(prepared);
  const object: KubeObject = JSON.parse(entry.json);
  if (resource.conversion !== undefined && object.apiVersion !== version.apiVersion) {
    throw new Error(`${resource.id} ${entry.name} is read in ${version.apiVersion} without being prepared`);
  }
  return withDefaults(convert(object, version), version);
}

/** An entry as JSON of a version: as it is in the store, unless it was stored in another or under an older schema. */
export function encodeEntry(
  entry: StoredEntry,
  resource: ResourceDefinition,
  version: ResourceVersion,
): string {
  if (isAsStored(entry, resource, version)) return entry.json;
  const prepared = resource.conversion?.entries.get(entry, version);
  return prepared ?? remembered(entry, version, () => JSON.stringify(decodeEntry(entry, resource, version)));
}

/** By version: what entries that are stored otherwise became in it. A state never changes, nor does a version. */
const encoded = new WeakMap<ResourceVersion, WeakMap<StoredEntry, string>>();

/** Lists of objects in another version, or under a new schema, are as fast as others from the second time on. */
function remembered(entry: StoredEntry, version: ResourceVersion, encode: () => string): string {
  let byEntry = encoded.get(version);
  if (byEntry === undefined) {
    byEntry = new WeakMap();
    encoded.set(version, byEntry);
  }
  let json = byEntry.get(entry);
  if (json === undefined) {
    json = encode();
    byEntry.set(entry, json);
  }
  return json;
}

/**
 * An object in another version. It may be the same object, and is the caller's no more.
 *
 * @returns a promise only when a webhook has to be asked
 */
export function toVersion(
  object: KubeObject,
  { conversion }: ResourceDefinition,
  version: ResourceVersion,
): KubeObject | Promise<KubeObject> {
  if (object.apiVersion === version.apiVersion) return object;
  if (conversion === undefined) return withDefaults(convert(object, version), version);
  return conversion.converter.convert([object], version).then(([converted = object]) => converted);
}

/** The version that an entry is stored in, for who wants it without conversion; the storage version if it is gone. */
export function storedVersion(entry: StoredEntry, resource: ResourceDefinition): ResourceVersion {
  const apiVersion = storedApiVersion(entry, resource);
  return resource.allVersions.find((version) => version.apiVersion === apiVersion) ?? resource.storageVersion;
}

/** Whether an entry is stored as it would be now: in the storage version, under its present schema. */
export function isStoredAsNow(entry: StoredEntry, resource: ResourceDefinition): boolean {
  return isAsStored(entry, resource, resource.storageVersion);
}

function isAsStored(
  { schemaDigest }: StoredEntry,
  { storageVersion }: ResourceDefinition,
  version: ResourceVersion,
): boolean {
  // Built-in kinds have no digests, and are only ever stored in one version.
  return schemaDigest === version.schemaDigest && (schemaDigest !== 0 || version === storageVersion);
}

function storedApiVersion(entry: StoredEntry, { allVersions, storageVersion }: ResourceDefinition): string {
  if (storageVersion.schemaDigest === 0) return storageVersion.apiVersion;
  const known = allVersions.find(({ schemaDigest }) => schemaDigest === entry.schemaDigest);
  if (known !== undefined) return known.apiVersion;
  const { apiVersion }: KubeObject = JSON.parse(entry.json);
  return apiVersion;
}

/**
 * Conversion without a webhook: what the other version has no place for is lost. Works in place on all but the
 * outermost level.
 */
export function convert(object: KubeObject, version: ResourceVersion): KubeObject {
  const converted = version.convertFrom(object);
  version.schema.prune(converted);
  return converted;
}

function withDefaults(object: KubeObject, version: ResourceVersion): KubeObject {
  version.schema.applyDefaults(object);
  return object;
}
