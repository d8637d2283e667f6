import { randomInt, randomUUID } from 'node:crypto';
import type { AdmissionPlan } from '../admission/admission-plan.ts';
import { creation } from '../admission/describe-write.ts';
import type { KubeObject } from '../kube-object.ts';
import { alreadyExists, badRequest, invalid } from '../status/api-error.ts';
import { StaleWriteError } from '../storage/object-store.ts';
import { type Commit, commitObject } from './commit-object.ts';
import { decodeObject, type ParsedBody } from './decode-object.ts';
import { type TrackChange, trackChange } from './field-ownership.ts';
import { finalizerWarnings } from './metadata/finalizer-warnings.ts';
import { validateMetadata } from './metadata/validate-metadata.ts';
import { checkNamespace } from './namespace-check.ts';
import { notSupported } from './not-supported.ts';
import { asUndecodable } from './refuse-undecodable.ts';
import { locate, type RegistryContext, timestamp } from './registry-context.ts';
import type { Target } from './target.ts';
import { checkTypes, validateBody } from './validate-body.ts';
import type { WriteOptions, WriteResult } from './write-options.ts';

/** How often a generated name is drawn anew when it is taken. */
const MAX_NAME_DRAWS = 8;
/** Longest prefix of a generated name, so that five characters fit behind it. */
const MAX_PREFIX_LENGTH = 58;
/** Letters and digits that neither look alike nor make words. */
const SUFFIX_ALPHABET = 'bcdfghjklmnpqrstvwxz2456789';

/** Creates an object out of a request's body (POST, and PUT where a kind permits it). */
export async function createObject(
  context: RegistryContext,
  target: Target,
  body: ParsedBody,
  options: WriteOptions,
): Promise<WriteResult> {
  const object = decodeObject(body, target.version, options);
  try {
    return await createDecoded(context, target, object, options, trackChange);
  } catch (error) {
    throw asUndecodable(error, target);
  }
}

/** Creates an object that is pruned and defaulted already. `track` writes down who owns its fields. */
export async function createDecoded(
  context: RegistryContext,
  target: Target,
  decoded: KubeObject,
  options: WriteOptions,
  track: TrackChange,
): Promise<WriteResult> {
  const { resource, version } = target;
  const { metadata } = decoded;
  if (metadata.resourceVersion !== undefined && metadata.resourceVersion !== '0') {
    throw badRequest('resourceVersion should not be set on objects to be created');
  }
  if (!version.served.verbs.includes('create')) throw notSupported(resource, version.served, 'create');
  checkMayCreate(target, options);
  checkPlace(target, decoded);
  checkNamespace(context, target, metadata.name ?? metadata.generateName ?? '');
  prepareMetadata(context, target, decoded);
  prepareBody(decoded, target);
  const place = { ...target, name: metadata.name ?? '' };
  const plan = options.isInternal ? undefined : context.admission.plan(target, 'CREATE');
  // Webhooks see who owns what, and what they change belongs to nobody, so that no applier fights with them.
  if (plan !== undefined) await track(decoded, undefined, target, options, context.now());
  const object = plan?.mutates ? await mutate(plan, place, decoded, options) : decoded;
  const errors = [...validateMetadata(object, resource.strategy), ...validateBody(object, undefined, target)];
  if (errors.length > 0) throw invalid({ group: resource.group, kind: resource.kind }, place.name, errors);
  if (resource.strategy.takesPlainFinalizers) {
    for (const warning of finalizerWarnings(object, undefined)) options.warn(warning);
  }
  const { namespace, name } = target;
  resource.strategy.checkAccess?.(object, undefined, { user: options.user, namespace, name });
  const tracking = plan === undefined ? track(object, undefined, target, options, context.now()) : undefined;
  if (tracking !== undefined) await tracking;
  if (plan !== undefined) await plan.validate(creation(place, object, options));
  const { table, key } = locate(context, place);
  if (table.head(key) !== undefined) throw alreadyExists(resource, place.name);
  const commit: Commit = { type: 'ADDED', object, existing: undefined, dryRun: options.dryRun };
  try {
    return { json: await commitObject(context, place, commit), created: true };
  } catch (error) {
    // While a webhook was asked, somebody else took the name.
    if (error instanceof StaleWriteError) throw alreadyExists(resource, place.name);
    throw error;
  }
}

/**
 * A PUT or an apply to an object that isn't there creates it, which takes another permission than the one that the
 * request was let in for.
 *
 * @throws ApiError 403
 */
function checkMayCreate({ resource, namespace, name }: Target, { authorize }: WriteOptions): void {
  if (name === '') return;
  const { group, resource: plural } = resource;
  authorize({ verb: 'create', group, resource: plural, subresource: '', namespace, name });
}

/** What a kind makes of an object that is to be created, before it is checked. */
function prepareBody(object: KubeObject, target: Target): void {
  const { resource, version } = target;
  if (version.served.statusSubresource) {
    delete object['status'];
    version.schema.applyDefaults(object);
  }
  checkTypes(object, target);
  resource.strategy.prepareForCreate?.(object);
}

/** Lets webhooks change the object. What the server decides on stays as it is. */
async function mutate(
  plan: AdmissionPlan,
  place: Target,
  object: KubeObject,
  options: WriteOptions,
): Promise<KubeObject> {
  const mutated = await plan.mutate(creation(place, object, options));
  if (mutated === undefined || mutated === object) return object;
  const { name, namespace, uid, creationTimestamp, generation, managedFields } = object.metadata;
  const kept = { name, namespace, uid, creationTimestamp, generation, managedFields };
  const settled = { ...mutated, metadata: { ...mutated.metadata, ...kept } };
  prepareBody(settled, place);
  return settled;
}

/** The name and namespace in the path win, and the body may not contradict them. */
function checkPlace({ resource, namespace, name }: Target, { metadata }: KubeObject): void {
  if (name !== '') {
    if (metadata.name !== undefined && metadata.name !== name) {
      throw badRequest(
        `the name of the object (${metadata.name}) does not match the name on the URL (${name})`,
      );
    }
    metadata.name = name;
  }
  if (!resource.namespaced) {
    delete metadata.namespace;
    return;
  }
  if (namespace === '')
    throw badRequest('an object of this kind is created in a namespace: name it in the path');
  if (metadata.namespace !== undefined && metadata.namespace !== namespace) {
    throw badRequest('the namespace of the provided object does not match the namespace sent on the request');
  }
  metadata.namespace = namespace;
}

/** Sets what the server alone decides on. */
function prepareMetadata(context: RegistryContext, target: Target, { metadata }: KubeObject): void {
  delete metadata.resourceVersion;
  delete metadata.deletionTimestamp;
  delete metadata.deletionGracePeriodSeconds;
  metadata.uid = randomUUID();
  metadata.creationTimestamp = timestamp(context.now());
  if (target.resource.strategy.tracksGeneration) metadata.generation = 1;
  else delete metadata.generation;
  if (!metadata.name && metadata.generateName) {
    metadata.name = drawName(context, target, metadata.generateName);
  }
}

function drawName(context: RegistryContext, target: Target, prefix: string): string {
  let name = '';
  for (let draw = 0; draw < MAX_NAME_DRAWS; draw += 1) {
    name = prefix.slice(0, MAX_PREFIX_LENGTH);
    for (let index = 0; index < 5; index += 1) name += SUFFIX_ALPHABET[randomInt(SUFFIX_ALPHABET.length)];
    const { table, key } = locate(context, { ...target, name });
    if (table.head(key) === undefined) return name;
  }
  return name;
}
