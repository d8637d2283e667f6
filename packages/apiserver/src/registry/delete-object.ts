import { deletion } from '../admission/describe-write.ts';
import type { KubeObject } from '../kube-object.ts';
import { conflict, forbidden, notFound } from '../status/api-error.ts';
import type { Status } from '../status/status.ts';
import type { StoredEntry } from '../storage/stored-entry.ts';
import { decodeEntry, prepareEntries, storedVersion, toVersion } from './codec.ts';
import { type Commit, commitObject } from './commit-object.ts';
import type { DeleteOptions, Propagation } from './delete-options.ts';
import { locate, type RegistryContext, timestamp } from './registry-context.ts';
import { retryStale } from './retry-stale.ts';
import { isReleased } from './store-update.ts';
import type { Target } from './target.ts';

/** What came of a deletion: the object is gone, or it waits for its finalizers. */
export interface DeleteResult {
  gone: boolean;
  /** A `Status` when the object is gone, otherwise the object. */
  json: string;
}

/** Finalizers by which the garbage collector is asked to see to the dependents first. */
const propagationFinalizers: Record<Propagation, string | undefined> = {
  Background: undefined,
  Foreground: 'foregroundDeletion',
  Orphan: 'orphan',
};

/** Deletes an object, or marks it as being deleted while finalizers hold it. */
export function deleteObject(
  context: RegistryContext,
  target: Target,
  options: DeleteOptions,
): Promise<DeleteResult> {
  return retryStale(target, () => deleteOnce(context, target, options));
}

async function deleteOnce(
  context: RegistryContext,
  requested: Target,
  options: DeleteOptions,
): Promise<DeleteResult> {
  const { resource, name } = requested;
  const { table, key } = locate(context, requested);
  const entry = table.head(key);
  if (entry === undefined) throw notFound(resource, name);
  checkPreconditions(requested, entry, options);
  // Deletion changes nothing but metadata: it needs no conversion, and works without the webhook.
  const version = storedVersion(entry, resource);
  const target = { ...requested, version };
  const preparing = prepareEntries([entry], resource, version);
  if (preparing !== undefined) await preparing;
  const object = decodeEntry(entry, resource, version);
  const refusal = resource.strategy.refusesDeletion?.(object);
  if (refusal !== undefined) throw forbidden(resource, name, refusal);
  const plan = context.admission.plan(requested, 'DELETE');
  if (plan !== undefined) {
    const attributes = deletion(requested, object, options);
    await plan.mutate(attributes);
    await plan.validate(attributes);
  }

  const changed = markDeleted(object, target, options.propagation, timestamp(context.now()));
  if (isReleased(object, target)) {
    const commit: Commit = { type: 'DELETED', object, existing: entry, storeAs: version };
    if (!options.dryRun) await commitObject(context, target, commit);
    return { gone: true, json: JSON.stringify(deletedStatus(target, entry.uid)) };
  }
  // The answer alone is in the version that was asked for. If it can't be given, nothing is deleted.
  const shown = options.ignoresAnswer ? version : requested.version;
  const answer = shown === version ? object : await toVersion(structuredClone(object), resource, shown);
  if (changed && !options.dryRun) {
    await commitObject(context, target, { type: 'MODIFIED', object, existing: entry, storeAs: version });
    answer.metadata.resourceVersion = object.metadata.resourceVersion;
  }
  return { gone: false, json: JSON.stringify(answer) };
}

/** Sets the deletion time and the finalizer of the propagation policy; returns whether anything is new. */
function markDeleted(
  object: KubeObject,
  { resource }: Target,
  propagation: Propagation | undefined,
  time: string,
): boolean {
  const { metadata } = object;
  const wanted = propagation === undefined ? undefined : propagationFinalizers[propagation];
  const finalizers = metadata.finalizers ?? [];
  const others = Object.values(propagationFinalizers).filter((one) => one !== undefined && one !== wanted);
  const kept = propagation === undefined ? finalizers : finalizers.filter((one) => !others.includes(one));
  if (wanted !== undefined && !kept.includes(wanted)) kept.push(wanted);
  const changed = metadata.deletionTimestamp === undefined || kept.join() !== finalizers.join();
  if (kept.length > 0) metadata.finalizers = kept;
  else delete metadata.finalizers;
  if (metadata.deletionTimestamp !== undefined) return changed;
  metadata.deletionTimestamp = time;
  metadata.deletionGracePeriodSeconds = 0;
  if (metadata.generation !== undefined) metadata.generation += 1;
  resource.strategy.prepareForDelete?.(object);
  return true;
}

function checkPreconditions({ resource, name }: Target, entry: StoredEntry, options: DeleteOptions): void {
  if (options.uid !== undefined && options.uid !== entry.uid) {
    const why =
      `the UID in the precondition (${options.uid}) does not match the UID in record (${entry.uid}). ` +
      'The object might have been deleted and then recreated';
    throw conflict(resource, name, why);
  }
  const revision = String(entry.revision);
  if (options.resourceVersion !== undefined && options.resourceVersion !== revision) {
    const why =
      `the ResourceVersion in the precondition (${options.resourceVersion}) does not match ` +
      `the ResourceVersion in record (${revision}). The object might have been modified`;
    throw conflict(resource, name, why);
  }
}

function deletedStatus({ resource, name }: Target, uid: string): Omit<Status, 'code'> {
  return {
    kind: 'Status',
    apiVersion: 'v1',
    metadata: {},
    status: 'Success',
    details: {
      name,
      ...(resource.group === '' ? {} : { group: resource.group }),
      kind: resource.resource,
      uid,
    },
  };
}
