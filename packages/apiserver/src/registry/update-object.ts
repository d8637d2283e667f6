import type { KubeObject } from '../kube-object.ts';
import { badRequest, conflict, modifiedMeanwhile, notFound } from '../status/api-error.ts';
import type { StoredEntry } from '../storage/stored-entry.ts';
import { decodeEntry, prepareEntries } from './codec.ts';
import { createObject } from './create-object.ts';
import { decodeObject, type ParsedBody } from './decode-object.ts';
import { trackChange } from './field-ownership.ts';
import { asUndecodable } from './refuse-undecodable.ts';
import { locate, type RegistryContext } from './registry-context.ts';
import { mayWait, retryStale } from './retry-stale.ts';
import { requireResourceVersion, storeUpdate } from './store-update.ts';
import type { Target } from './target.ts';
import type { WriteOptions, WriteResult } from './write-options.ts';

/** Replaces an object, or the part of it that a subresource is about (PUT). */
export function updateObject(
  context: RegistryContext,
  target: Target,
  body: ParsedBody,
  options: WriteOptions,
): Promise<WriteResult> {
  // Reading a body changes it: one that may be needed again is kept.
  const keepsBody = mayWait(context, target);
  return retryStale(target, () => {
    const own = keepsBody ? { ...body, value: structuredClone(body.value) } : body;
    return replaceObject(context, target, own, options);
  });
}

async function replaceObject(
  context: RegistryContext,
  target: Target,
  body: ParsedBody,
  options: WriteOptions,
): Promise<WriteResult> {
  const { resource, version, name } = target;
  const { table, key } = locate(context, target);
  const entry = table.head(key);
  if (entry === undefined) {
    if (resource.strategy.createsOnUpdate && target.subresource === '') {
      return createObject(context, target, body, options);
    }
    throw notFound(resource, name);
  }
  const incoming = decodeObject(body, version, options);
  checkIdentity(target, incoming, entry);
  if (incoming.metadata.resourceVersion === undefined && !resource.strategy.allowsUnconditionalUpdate) {
    throw requireResourceVersion(target);
  }
  const preparing = prepareEntries([entry], resource, version);
  if (preparing !== undefined) await preparing;
  const existing = decodeEntry(entry, resource, version);
  try {
    return await storeUpdate(context, target, entry, existing, incoming, options, trackChange);
  } catch (error) {
    throw asUndecodable(error, target);
  }
}

/**
 * A PUT says by its `uid` which object of the name it was made for, before anything else is looked at.
 *
 * @throws ApiError 409 when that is another one, and like `checkPlace`
 */
export function checkIdentity(target: Target, object: KubeObject, entry: StoredEntry): void {
  const { uid = entry.uid } = object.metadata;
  if (uid !== entry.uid) {
    const why = `Precondition failed: UID in precondition: ${uid}, UID in object meta: ${entry.uid}`;
    throw conflict(target.resource, target.name, why);
  }
  checkPlace(target, object, entry);
}

/**
 * An update is about the object that the path names, and says by `resourceVersion` which state of it it was made for. A
 * patch that would give it another `uid` is refused as one that changes what can't be changed, when it is stored.
 *
 * @throws ApiError 400 when it is about another object, 409 when the state is not the present one
 */
export function checkPlace(
  { resource, name, namespace }: Target,
  { metadata }: KubeObject,
  entry: StoredEntry,
): void {
  if ((metadata.name ?? name) !== name) {
    throw badRequest(
      `the name of the object (${metadata.name}) does not match the name on the URL (${name})`,
    );
  }
  if ((metadata.namespace ?? namespace) !== namespace) {
    throw badRequest('the namespace of the provided object does not match the namespace sent on the request');
  }
  if (metadata.resourceVersion !== undefined && metadata.resourceVersion !== String(entry.revision)) {
    throw modifiedMeanwhile(resource, name);
  }
}
