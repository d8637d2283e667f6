import type { AdmissionPlan } from '../admission/admission-plan.ts';
import { update } from '../admission/describe-write.ts';
import type { KubeObject } from '../kube-object.ts';
import { jsonEqual } from '../schema/json-equal.ts';
import { invalid } from '../status/api-error.ts';
import type { StoredEntry } from '../storage/stored-entry.ts';
import { encodeEntry, isStoredAsNow, toVersion } from './codec.ts';
import { commitObject } from './commit-object.ts';
import type { TrackChange } from './field-ownership.ts';
import { finalizerWarnings } from './metadata/finalizer-warnings.ts';
import { validateMetadata, validateMetadataUpdate } from './metadata/validate-metadata.ts';
import type { RegistryContext } from './registry-context.ts';
import { subresourceOf } from './subresources.ts';
import type { Target } from './target.ts';
import { checkTypes, validateBody } from './validate-body.ts';
import type { WriteOptions, WriteResult } from './write-options.ts';

/** 422 for a PUT that doesn't say which state it replaces, of a kind that demands it. */
export function requireResourceVersion({ resource, name }: Target): Error {
  // Go's way to write the unsigned number 0; scripts look for it.
  const detail = 'Invalid value: 0x0: must be specified for an update';
  return invalid({ group: resource.group, kind: resource.kind }, name, [
    { type: 'FieldValueInvalid', field: 'metadata.resourceVersion', detail },
  ]);
}

/**
 * The last steps of every update, whatever it came from: keeps what the client may not change, checks the
 * result, and stores it if it differs from what is there.
 *
 * @param entry the head that the update was built on
 * @param existing the same as an object
 * @param incoming what is to be there, pruned and defaulted; it is changed
 * @param track writes down who owns the fields now
 */
export async function storeUpdate(
  context: RegistryContext,
  target: Target,
  entry: StoredEntry,
  existing: KubeObject,
  incoming: KubeObject,
  options: WriteOptions,
  track: TrackChange,
): Promise<WriteResult> {
  const { resource, version } = target;
  const { strategy } = resource;
  const settled = settle(incoming, existing, target);
  const plan = options.isInternal ? undefined : context.admission.plan(target, 'UPDATE');
  // Webhooks see who owns what, and what they change belongs to nobody, so that no applier fights with them.
  if (plan !== undefined) await track(settled, existing, target, options, context.now());
  const object = plan?.mutates ? await mutate(plan, settled, existing, target, options) : settled;
  const errors = [
    ...validateMetadata(object, strategy),
    ...validateMetadataUpdate(object, existing),
    ...validateBody(object, existing, target),
  ];
  if (errors.length > 0) throw invalid({ group: resource.group, kind: resource.kind }, target.name, errors);
  if (strategy.takesPlainFinalizers) {
    for (const warning of finalizerWarnings(object, existing)) options.warn(warning);
  }
  const { namespace, name } = target;
  strategy.checkAccess?.(object, existing, { user: options.user, namespace, name });
  const tracking = plan === undefined ? track(object, existing, target, options, context.now()) : undefined;
  if (tracking !== undefined) await tracking;
  if (plan !== undefined) await plan.validate(update(target, object, existing, options));

  const isGoing = isReleased(object, target);
  if (!isGoing && jsonEqual(object, existing) && !(await isOutdated(entry, object, target, options))) {
    return { json: encodeEntry(entry, resource, version), created: false };
  }
  const json = await commitObject(context, target, {
    type: isGoing ? 'DELETED' : 'MODIFIED',
    object,
    existing: entry,
    storeAs: options.isInternal ? version : undefined,
    dryRun: options.dryRun,
  });
  return { json, created: false };
}

/** What is to be there, with all that the request can't change put back, and prepared as its kind wants it. */
function settle(incoming: KubeObject, existing: KubeObject, target: Target): KubeObject {
  const { strategy } = target.resource;
  const subresource = subresourceOf(target);
  const object = subresource
    ? subresource.merge(existing, incoming)
    : withStatusOf(existing, incoming, target);
  keepServerMetadata(object, existing);
  checkTypes(object, target);
  strategy.prepareForUpdate?.(object, existing, target.subresource);
  const changesSpec = subresource === undefined || subresource.view !== undefined;
  if (strategy.tracksGeneration && changesSpec) countGeneration(object, existing, target);
  return object;
}

/** Lets webhooks change what is to be there. */
async function mutate(
  plan: AdmissionPlan,
  object: KubeObject,
  existing: KubeObject,
  target: Target,
  options: WriteOptions,
): Promise<KubeObject> {
  const mutated = await plan.mutate(update(target, object, existing, options));
  if (mutated === undefined || mutated === object) return object;
  const { managedFields } = object.metadata;
  return settle({ ...mutated, metadata: { ...mutated.metadata, managedFields } }, existing, target);
}

/**
 * Whether an object that doesn't change would be stored otherwise today: in another version, or with new defaults. Its
 * update is a write, then, and that is how objects are brought to a new storage version.
 */
async function isOutdated(
  entry: StoredEntry,
  object: KubeObject,
  { resource }: Target,
  { isInternal }: WriteOptions,
): Promise<boolean> {
  if (isInternal || isStoredAsNow(entry, resource)) return false;
  const stored = await toVersion(structuredClone(object), resource, resource.storageVersion);
  return !jsonEqual(stored, JSON.parse(entry.json));
}

/** Whether nothing holds back an object that is being deleted. */
export function isReleased(object: KubeObject, { resource }: Target): boolean {
  const { deletionTimestamp, finalizers = [] } = object.metadata;
  if (deletionTimestamp === undefined || finalizers.length > 0) return false;
  return !(resource.strategy.holdsDeletion?.(object) ?? false);
}

/** The main path of a kind with a status subresource leaves the status as it is. */
function withStatusOf(existing: KubeObject, incoming: KubeObject, { version }: Target): KubeObject {
  const status = existing['status'];
  if (!version.served.statusSubresource || incoming['status'] === status) return incoming;
  if (status !== undefined) return { ...incoming, status };
  const { status: _, ...rest } = incoming;
  return { ...rest, apiVersion: incoming.apiVersion, kind: incoming.kind, metadata: incoming.metadata };
}

function keepServerMetadata({ metadata }: KubeObject, { metadata: existing }: KubeObject): void {
  metadata.name = existing.name;
  if (existing.namespace !== undefined) metadata.namespace = existing.namespace;
  metadata.uid ??= existing.uid;
  metadata.resourceVersion = existing.resourceVersion;
  metadata.creationTimestamp = existing.creationTimestamp;
  metadata.generation = existing.generation;
  if (existing.deletionTimestamp === undefined) return;
  metadata.deletionTimestamp = existing.deletionTimestamp;
  metadata.deletionGracePeriodSeconds = existing.deletionGracePeriodSeconds;
}

/** Fields of every object that aren't what users ask for. */
const uncounted = new Set(['apiVersion', 'kind', 'metadata']);

/** Generation counts what users ask for: all but metadata, and status where that has a path of its own. */
function countGeneration(object: KubeObject, existing: KubeObject, { version }: Target): void {
  const { statusSubresource } = version.served;
  const differs = (field: string): boolean =>
    !uncounted.has(field) &&
    !(statusSubresource && field === 'status') &&
    !jsonEqual(object[field], existing[field]);
  if (!Object.keys(object).some(differs) && !Object.keys(existing).some(differs)) return;
  object.metadata.generation = (existing.metadata.generation ?? 0) + 1;
}
