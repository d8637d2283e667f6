import { serverUser } from '../auth/user.ts';
import type { KubeObject } from '../kube-object.ts';
import { decodeEntry, prepareEntries, storedVersion } from '../registry/codec.ts';
import type { DeleteOptions } from '../registry/delete-options.ts';
import { keepOwnership } from '../registry/field-ownership.ts';
import { locate, type RegistryContext } from '../registry/registry-context.ts';
import type { ResourceDefinition } from '../registry/resource-definition.ts';
import { retryStale } from '../registry/retry-stale.ts';
import { storeUpdate } from '../registry/store-update.ts';
import type { Target } from '../registry/target.ts';
import type { WriteOptions } from '../registry/write-options.ts';
import type { StoredEntry } from '../storage/stored-entry.ts';

/** How the server writes on its own account. */
export const serverWrite: WriteOptions = {
  user: serverUser,
  authorize: () => undefined,
  dryRun: false,
  isInternal: true,
  fieldManager: 'kube-apiserver',
  force: false,
  fieldValidation: 'Ignore',
  warn: () => undefined,
};

/** How the server deletes on its own account: unconditionally, dependents in the background. */
export const serverDelete: DeleteOptions = {
  user: serverUser,
  warn: () => undefined,
  ignoresAnswer: true,
  dryRun: false,
  propagation: 'Background',
  uid: undefined,
  resourceVersion: undefined,
};

/** An object in its storage version, which the server itself always speaks. */
export function serverTarget(
  resource: ResourceDefinition,
  { namespace, name }: { namespace: string; name: string },
  subresource = '',
): Target {
  return { resource, version: resource.storageVersion, namespace, name, subresource };
}

/**
 * Changes an object in place, if it is still there and still the same one. Stores nothing when nothing changes.
 *
 * @param uid the object that is meant, in case another one has taken its name
 */
export async function changeObject(
  context: RegistryContext,
  target: Target,
  uid: string,
  change: (object: KubeObject) => void,
): Promise<void> {
  await retryStale(target, async () => {
    const { resource } = target;
    const { table, key } = locate(context, target);
    const entry: StoredEntry | undefined = table.head(key);
    if (entry === undefined || entry.uid !== uid) return;
    const version = storedVersion(entry, resource);
    const preparing = prepareEntries([entry], resource, version);
    if (preparing !== undefined) await preparing;
    const existing = decodeEntry(entry, resource, version);
    const object = structuredClone(existing);
    change(object);
    await storeUpdate(context, { ...target, version }, entry, existing, object, serverWrite, keepOwnership);
  });
}
