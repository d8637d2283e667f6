import type { KubeObject } from '../kube-object.ts';
import { writeScope } from '../patch/owned-part.ts';
import { type ApplyResult, applyConfiguration } from '../patch/server-side-apply.ts';
import { isObject } from '../schema/json-object.ts';
import { ApiError, badRequest, notFound } from '../status/api-error.ts';
import type { StoredEntry } from '../storage/stored-entry.ts';
import { decodeEntry, encodeEntry, prepareEntries } from './codec.ts';
import { createDecoded } from './create-object.ts';
import { checkKind, type ParsedBody } from './decode-object.ts';
import { keepOwnership, withOtherVersions } from './field-ownership.ts';
import { readMetadata } from './metadata/read-metadata.ts';
import { locate, type RegistryContext, timestamp } from './registry-context.ts';
import { storeUpdate } from './store-update.ts';
import type { Target } from './target.ts';
import { checkPlace } from './update-object.ts';
import type { WriteOptions, WriteResult } from './write-options.ts';

/** Makes an object as a manager declares it, and creates it where it is missing (server-side apply). */
export async function applyObject(
  context: RegistryContext,
  target: Target,
  body: ParsedBody,
  options: WriteOptions,
): Promise<WriteResult> {
  const { resource, version } = target;
  const { table, key } = locate(context, target);
  const entry = table.head(key);
  if (entry === undefined && target.subresource !== '') throw notFound(resource, target.name);
  const applied = readConfiguration(body, target);
  const preparing = entry && prepareEntries([entry], resource, version);
  if (preparing !== undefined) await preparing;
  const live = entry && decodeEntry(entry, resource, version);
  const applying = withOtherVersions(target, (otherVersions) =>
    applyConfiguration({
      live,
      applied,
      manager: options.fieldManager,
      force: options.force,
      apiVersion: version.apiVersion,
      subresource: target.subresource,
      scope: writeScope(version.served, target.subresource),
      now: timestamp(context.now()),
      schema: version.served.schema,
      otherVersions,
    }),
  );
  const object = objectOf(applying instanceof Promise ? await applying : applying);
  return entry === undefined || live === undefined
    ? createApplied(context, target, object, options)
    : updateApplied(context, target, { entry, live, object }, options);
}

function createApplied(
  context: RegistryContext,
  target: Target,
  object: KubeObject,
  options: WriteOptions,
): Promise<WriteResult> {
  return createDecoded(context, target, complete(object, target), options, keepOwnership);
}

async function updateApplied(
  context: RegistryContext,
  target: Target,
  { entry, live, object }: { entry: StoredEntry; live: KubeObject; object: KubeObject },
  options: WriteOptions,
): Promise<WriteResult> {
  const { resource, version } = target;
  checkPlace(target, object, entry);
  if (object === live) return { json: encodeEntry(entry, resource, version), created: false };
  return storeUpdate(context, target, entry, live, complete(object, target), options, keepOwnership);
}

/** Pruned and defaulted, with metadata of its own to be changed. */
function complete(object: KubeObject, { version }: Target): KubeObject {
  const completed = { ...object, metadata: { ...object.metadata } };
  version.schema.prune(completed);
  version.schema.applyDefaults(completed);
  return completed;
}

/** What the manager declares: all that it wants to own. */
function readConfiguration(
  { value, duplicates }: ParsedBody,
  { version, name, namespace }: Target,
): KubeObject {
  if (!isObject(value)) throw badRequest('the body of the request has to be one object');
  if (duplicates.length > 0) throw badRequest(`error decoding patch: ${duplicates.join(', ')}`);
  checkKind(value, version);
  const { metadata, unknownFields } = readMetadata(value['metadata']);
  if ((metadata.name ?? name) !== name) {
    throw badRequest(
      `the name of the object (${metadata.name}) does not match the name on the URL (${name})`,
    );
  }
  if ((metadata.namespace ?? namespace) !== namespace) {
    throw badRequest('the namespace of the provided object does not match the namespace sent on the request');
  }
  metadata.name = name;
  if (namespace !== '') metadata.namespace = namespace;
  // Nobody could own what the schema doesn't know: it stays in, to be refused with the rest.
  const unknown = Object.fromEntries(unknownFields.map((path) => [path.slice('metadata.'.length), null]));
  return {
    ...value,
    apiVersion: version.apiVersion,
    kind: version.served.kind,
    metadata: { ...metadata, ...unknown },
  };
}

/** @throws ApiError 409 with the fields and their managers, or what makes the configuration inapplicable */
function objectOf(result: ApplyResult): KubeObject {
  if (result.ok) return result.object;
  if ('conflict' in result) {
    throw new ApiError(409, 'Conflict', result.conflict.message, { causes: result.conflict.causes });
  }
  const { code, reason, message } = result.error;
  throw new ApiError(code, reason, message);
}
