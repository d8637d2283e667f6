import { isDeepStrictEqual } from 'node:util';
import { type KongReferenceGrant, KonnectAPIAuthConfiguration } from '@sluice/kong-resources';
import { type Secret, secretOf } from '../auth/credentials.ts';
import type { OwnWrites } from '../cluster/own-writes.ts';
import type { EntityDescriptor } from '../entity/entity-descriptor.ts';
import { type EntityObject, isDeleting, type NamespacedName } from '../entity/entity-object.ts';
import type { KongCaches } from './kong-caches.ts';

/** Has an object looked at. */
export type Wake = (kind: string, at: NamespacedName) => void;

/** What to do when an object has left the cluster. */
export interface Departures {
  left(uid: string): void;
  /** It stands for an entity, which may still be there. */
  leftBehind(object: EntityObject): void;
}

/**
 * Connects the caches to the queue: whatever changes is looked at, and so is whatever depends on what changed of
 * it. Nothing polls, so a dependency that isn't here is a bug that shows as an object that waits for ever.
 */
export function connectWakeUps(
  caches: KongCaches,
  ownWrites: OwnWrites,
  wake: Wake,
  departures: Departures,
): void {
  for (const { descriptor, informer } of caches.entities()) {
    informer.onChange((old, current) => {
      const object = current ?? old;
      if (!object) return;
      if (!isEcho(ownWrites, old, current)) wake(object.kind, object.metadata);
      if (!current) {
        departures.left(object.metadata.uid);
        departures.leftBehind(object);
        for (const auth of caches.departingAuths(object)) wake(auth.kind, auth.metadata);
      }
      wakeParentThatIsHeld(descriptor, old, current, wake);
      if (!isDeepStrictEqual(factsForChildren(old), factsForChildren(current))) {
        wakeDescendants(caches, object, wake);
        for (const group of caches.groupsWith(object.kind, object.metadata)) wake(group.kind, group.metadata);
      }
    });
  }
  caches.onGrantChange((old, current) => {
    if (isDeepStrictEqual(old?.spec, current?.spec)) return;
    for (const grant of [old, current]) wakeReferrers(caches, grant, wake);
  });
  caches.auths.onChange((old, current) => {
    const auth = current ?? old;
    if (!auth) return;
    wake(KonnectAPIAuthConfiguration.kind, auth.metadata);
    if (!current) departures.left(auth.metadata.uid);
    for (const at of [old && secretOf(old), current && secretOf(current)]) if (at) wake('Secret', at);
    const [before, after] = [old, current].map((state) => [state?.spec, factsForChildren(state)]);
    if (!isDeepStrictEqual(before, after)) wakeDescendants(caches, auth, wake);
  });
  caches.secrets.onChange((old, current) => {
    const secret = current ?? old;
    if (!secret) return;
    const at = nameOf(secret);
    wake('Secret', at);
    if (!current) departures.left(secret.metadata.uid ?? '');
    for (const auth of caches.authsWithSecret(at)) {
      wake(auth.kind, auth.metadata);
      // Another token may be allowed what this one was refused.
      if (!isDeepStrictEqual(old?.data, current?.data)) wakeDescendants(caches, auth, wake);
    }
  });
}

/** Has everybody looked at whom a grant names: what they refer to may be permitted now, or no longer. */
function wakeReferrers(caches: KongCaches, grant: KongReferenceGrant | undefined, wake: Wake): void {
  for (const { kind, namespace } of grant?.spec?.from ?? []) {
    for (const object of caches.objectsOf(kind, namespace)) {
      wake(object.kind, object.metadata);
      wakeDescendants(caches, object, wake);
    }
  }
}

/** Whether a change is but a write of our own, which the pass that made it knows, or is left to that to judge. */
function isEcho(
  ownWrites: OwnWrites,
  old: EntityObject | undefined,
  current: EntityObject | undefined,
): boolean {
  if (!old || !current) return false;
  // What has other inputs is looked at in any case, and isn't to be judged again after a write.
  if (!isDeepStrictEqual(inputs(old), inputs(current))) return false;
  return ownWrites.mayHaveMade(current.metadata.uid, current.metadata.resourceVersion);
}

/** What a pass over an object reads of it, but for what the operator itself writes. */
function inputs({ metadata }: EntityObject): unknown[] {
  const { uid, generation, labels, annotations, deletionTimestamp } = metadata;
  return [uid, generation, labels, annotations, deletionTimestamp];
}

/** What the judgement of an object's children depends on: who it is, what it made, and the verdict on a token. */
function factsForChildren(object: EntityObject | undefined): unknown {
  if (!object) return undefined;
  const { conditions, ...made } = object.status ?? {};
  const verdict = conditions?.find(({ type }) => type === 'APIAuthValid');
  return [object.metadata.uid, isDeleting(object), made, verdict?.status, verdict?.message];
}

/** An auth configuration is held while something refers to it, so it is looked at when that comes or goes. */
function wakeParentThatIsHeld(
  { parent }: EntityDescriptor,
  old: EntityObject | undefined,
  current: EntityObject | undefined,
  wake: Wake,
): void {
  if (parent?.to.kind !== KonnectAPIAuthConfiguration.kind) return;
  const [before, after] = [old && parent.nameIn(old), current && parent.nameIn(current)];
  if (isDeepStrictEqual(before, after)) return;
  for (const at of [before, after]) if (at) wake(parent.to.kind, at);
}

function wakeDescendants(caches: KongCaches, { kind, metadata }: EntityObject, wake: Wake): void {
  for (const child of caches.childrenOf(kind, metadata)) {
    wake(child.kind, child.metadata);
    wakeDescendants(caches, child, wake);
  }
}

function nameOf(secret: Secret): NamespacedName {
  return { namespace: secret.metadata.namespace ?? '', name: secret.metadata.name };
}
