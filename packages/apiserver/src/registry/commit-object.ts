import type { KubeObject } from '../kube-object.ts';
import { ApiError, unknownPath } from '../status/api-error.ts';
import type { ChangeType } from '../storage/change.ts';
import { type StoredEntry, toEntry } from '../storage/stored-entry.ts';
import { encodeEntry, toVersion } from './codec.ts';
import { checkNamespace } from './namespace-check.ts';
import { notSupported } from './not-supported.ts';
import { locate, type RegistryContext } from './registry-context.ts';
import type { ResourceVersion } from './resource-version.ts';
import type { Target } from './target.ts';

/** The largest object that is stored, as JSON; etcd's default limit on a request. */
const MAX_OBJECT_BYTES = 1.5 * 1024 * 1024;

/** A write as it is to be stored. */
export interface Commit {
  type: ChangeType;
  /** In the version of the target. */
  object: KubeObject;
  /** The head that the object was built on; undefined for a creation. */
  existing: StoredEntry | undefined;
  /** The version to store it in; the storage version where nothing is said. */
  storeAs?: ResourceVersion | undefined;
  /** Whether to go through everything but the write itself. */
  dryRun?: boolean | undefined;
}

/**
 * Writes a checked object and waits until it is durable and visible. All that can fail, conversions included, comes
 * before the write: one that is refused has not happened.
 *
 * @returns the object as JSON, in the version of the target
 * @throws StaleWriteError when the head is another one by now
 * @throws ApiError 413 when the object is too large, 500 when it can't be converted
 */
export async function commitObject(
  context: RegistryContext,
  target: Target,
  commit: Commit,
): Promise<string> {
  const { resource, version } = target;
  const { type, object, existing, storeAs = resource.storageVersion } = commit;
  const converting = toVersion(object, resource, storeAs);
  const stored = converting instanceof Promise ? await converting : converting;
  const needsAnswer = resource.conversion !== undefined && stored.apiVersion !== version.apiVersion;
  // What the client will read of it: a webhook may not bring back all that it was given.
  const answer = needsAnswer ? await toVersion(stored, resource, version) : undefined;
  if (type === 'ADDED') checkStillServed(context, target);
  if (commit.dryRun) {
    checkSize(JSON.stringify(stored));
    return JSON.stringify(answer ?? object);
  }
  const { table, key } = locate(context, target);
  const { entry, durable } = context.store.write({
    type,
    table,
    key,
    expected: existing,
    entry: (revision) => {
      const entry = toEntry(stored, revision, storeAs.schemaDigest, existing?.id);
      checkSize(entry.json);
      return entry;
    },
  });
  if (answer !== undefined) {
    answer.metadata.resourceVersion = String(entry.revision);
    resource.conversion?.entries.set(entry, version, JSON.stringify(answer));
  }
  await durable;
  return encodeEntry(entry, resource, version);
}

/**
 * While a webhook was asked, the namespace or the resource may have gone. Nothing is looked up twice for nothing: the
 * check costs two reads of a map.
 *
 * @throws ApiError 403, 404 or 405
 */
function checkStillServed(context: RegistryContext, target: Target): void {
  const { resource, version } = target;
  const now = context.catalog.get(resource.id);
  if (now === undefined) throw unknownPath();
  const served = now.versions.get(version.served.version)?.served;
  if (served !== undefined && !served.verbs.includes('create'))
    throw notSupported(resource, served, 'create');
  checkNamespace(context, target, target.name);
}

function checkSize(json: string): void {
  // A character is at most three bytes: most objects need no count.
  if (json.length * 3 > MAX_OBJECT_BYTES && Buffer.byteLength(json) > MAX_OBJECT_BYTES) {
    const message = `the object is larger than ${MAX_OBJECT_BYTES} bytes, the most that is stored`;
    throw new ApiError(413, 'RequestEntityTooLarge', message);
  }
}
