import type { KubeObject } from '../kube-object.ts';
import { ApiError, modifiedMeanwhile } from '../status/api-error.ts';
import type { ChangeType } from '../storage/change.ts';
import { StaleWriteError, type Write, type WriteRequest } from '../storage/object-store.ts';
import { type StoredEntry, toEntry } from '../storage/stored-entry.ts';
import { encodeEntry, toStorageVersion } from './codec.ts';
import { locate, type RegistryContext, type Target } from './registry-context.ts';

/** The largest object that is stored, as JSON; etcd's default limit on a request. */
const MAX_OBJECT_BYTES = 1.5 * 1024 * 1024;

/**
 * Writes a checked object and waits until it is durable and visible.
 *
 * @param existing the head that the object was built on
 * @returns the object as JSON, in the version of the target
 * @throws ApiError 409 when the head is another one by now, 413 when the object is too large
 */
export async function commitObject(
  context: RegistryContext,
  target: Target,
  type: ChangeType,
  object: KubeObject,
  existing: StoredEntry | undefined,
): Promise<string> {
  const { resource, version } = target;
  const stored = toStorageVersion(object, resource);
  const { table, key } = locate(context, target);
  const write = takeWrite(context, target, {
    type,
    table,
    key,
    expected: existing,
    entry: (revision) => withinLimit(toEntry(stored, revision, resource.schemaDigest, existing?.id)),
  });
  await write.durable;
  return encodeEntry(write.entry, resource, version);
}

/** @throws ApiError 409 when somebody else has written meanwhile */
function takeWrite({ store }: RegistryContext, { resource, name }: Target, request: WriteRequest): Write {
  try {
    return store.write(request);
  } catch (error) {
    if (error instanceof StaleWriteError) throw modifiedMeanwhile(resource, name);
    throw error;
  }
}

function withinLimit(entry: StoredEntry): StoredEntry {
  // A character is at most three bytes: most objects need no count.
  if (entry.json.length * 3 > MAX_OBJECT_BYTES && Buffer.byteLength(entry.json) > MAX_OBJECT_BYTES) {
    const message = `the object is larger than ${MAX_OBJECT_BYTES} bytes, the most that is stored`;
    throw new ApiError(413, 'RequestEntityTooLarge', message);
  }
  return entry;
}
