import type { Logger } from 'pino';
import type { KubeObject, OwnerReference } from '../kube-object.ts';
import { deleteObject } from '../registry/delete-object.ts';
import type { RegistryContext } from '../registry/registry-context.ts';
import type { Target } from '../registry/target.ts';
import { ApiError } from '../status/api-error.ts';
import type { Change } from '../storage/change.ts';
import { objectKey, type StoredEntry } from '../storage/stored-entry.ts';
import { DependencyGraph, type ObjectPlace } from './dependency-graph.ts';
import { judgeOwners, type OwnerState } from './judge-owners.ts';
import { KeyQueue } from './key-queue.ts';
import { changeObject, serverDelete, serverTarget } from './server-write.ts';

const FOREGROUND = 'foregroundDeletion';
const ORPHAN = 'orphan';

/**
 * How many objects are seen to at the same time. Writes that are under way together share one flush, so an owner's ten
 * thousand dependents cost a few hundred flushes, and other writers find their place in between.
 */
const OBJECTS_AT_ONCE = 64;

/**
 * Deletes objects whose owners are gone, and sees to the dependents of owners that ask for it before they go
 * (propagation `Foreground` and `Orphan`). It has no memory of its own: after a crash it looks at everything that
 * has an owner or asks for it, and goes on.
 */
export class GarbageCollector {
  readonly #context: RegistryContext;
  readonly #graph = new DependencyGraph();
  readonly #queue: KeyQueue;

  constructor(context: RegistryContext, logger: Logger | undefined) {
    this.#context = context;
    this.#queue = new KeyQueue('garbage collection', (place) => this.#process(place), logger, {
      maxAtOnce: OBJECTS_AT_ONCE,
    });
    for (const { id } of context.catalog.all()) {
      for (const entry of context.store.table(id).heads()) {
        const key = objectKey(entry.namespace, entry.name);
        this.#graph.restore(id, key, entry);
        if (entry.ownerUids !== undefined || entry.deleting) this.#enqueue({ resource: id, key });
      }
    }
    context.store.onPublished((changes) => this.#observe(changes));
  }

  close(): void {
    this.#queue.close();
  }

  #observe(changes: readonly Change[]): void {
    for (const change of changes) {
      const { resource, key, type, entry, previous } = change;
      this.#graph.observe(change);
      if (type === 'DELETED') {
        this.#enqueueDependents(entry.uid);
      } else if (entry.ownerUids !== undefined || entry.deleting) {
        this.#enqueue({ resource, key });
        if (entry.deleting) this.#enqueueDependents(entry.uid);
      }
      // Owners that wait may have waited for this one.
      if (previous?.ownerUids !== undefined) this.#enqueueOwners(previous);
    }
  }

  #enqueue({ resource, key }: ObjectPlace): void {
    this.#queue.add(`${resource} ${key}`);
  }

  #enqueueDependents(uid: string): void {
    for (const dependent of this.#graph.dependentsOf(uid)) this.#enqueue(dependent);
  }

  #enqueueOwners({ json, namespace }: StoredEntry): void {
    const { metadata }: KubeObject = JSON.parse(json);
    for (const owner of metadata.ownerReferences ?? []) {
      const target = this.#ownerTarget(owner, namespace);
      const entry = target && this.#head(target);
      if (target !== undefined && entry?.deleting) {
        this.#enqueue({ resource: target.resource.id, key: objectKey(target.namespace, target.name) });
      }
    }
  }

  async #process(place: string): Promise<void> {
    const [id = '', key = ''] = place.split(' ');
    const resource = this.#context.catalog.get(id);
    const entry = this.#context.store.table(id).head(key);
    if (resource === undefined || entry === undefined) return;
    const { metadata }: KubeObject = JSON.parse(entry.json);
    const target = serverTarget(resource, entry);
    if (entry.deleting) {
      if (metadata.finalizers?.includes(ORPHAN)) await this.#orphanDependents(target, entry);
      else if (metadata.finalizers?.includes(FOREGROUND)) await this.#awaitDependents(target, entry);
      return;
    }
    if (metadata.ownerReferences !== undefined) await this.#judge(target, entry, metadata.ownerReferences);
  }

  async #judge(target: Target, entry: StoredEntry, owners: OwnerReference[]): Promise<void> {
    const hasDependents = this.#graph.hasDependents(entry.uid);
    const verdict = judgeOwners(owners, (owner) => this.#stateOf(owner, entry.namespace), hasDependents);
    if (verdict.action === 'drop-references') {
      await this.#dropReferences(target, entry.uid, verdict.uids);
    } else if (verdict.action === 'delete') {
      const options = { ...serverDelete, propagation: verdict.propagation, uid: entry.uid };
      await unlessGone(deleteObject(this.#context, target, options));
    }
  }

  async #orphanDependents(target: Target, owner: StoredEntry): Promise<void> {
    const dependents = [...this.#graph.dependentsOf(owner.uid)];
    for (let from = 0; from < dependents.length; from += OBJECTS_AT_ONCE) {
      const group = dependents.slice(from, from + OBJECTS_AT_ONCE);
      await Promise.all(group.map((place) => this.#orphan(place, owner.uid)));
    }
    await this.#dropFinalizer(target, owner.uid, ORPHAN);
  }

  async #orphan({ resource: id, key }: ObjectPlace, ownerUid: string): Promise<void> {
    const resource = this.#context.catalog.get(id);
    const entry = this.#context.store.table(id).head(key);
    if (resource === undefined || entry === undefined) return;
    await this.#dropReferences(serverTarget(resource, entry), entry.uid, [ownerUid]);
  }

  /** The dependents know that their owner waits for them. It is asked again after each that goes. */
  async #awaitDependents(target: Target, owner: StoredEntry): Promise<void> {
    for (const place of this.#graph.dependentsOf(owner.uid)) {
      const entry = this.#context.store.table(place.resource).head(place.key);
      if (entry === undefined) continue;
      const { metadata }: KubeObject = JSON.parse(entry.json);
      const blocks = ({ uid, blockOwnerDeletion }: OwnerReference): boolean =>
        uid === owner.uid && blockOwnerDeletion === true;
      if (metadata.ownerReferences?.some(blocks)) return;
    }
    await this.#dropFinalizer(target, owner.uid, FOREGROUND);
  }

  #dropReferences(target: Target, uid: string, owners: readonly string[]): Promise<void> {
    return changeObject(this.#context, target, uid, ({ metadata }) => {
      const kept = metadata.ownerReferences?.filter((owner) => !owners.includes(owner.uid)) ?? [];
      if (kept.length > 0) metadata.ownerReferences = kept;
      else delete metadata.ownerReferences;
    });
  }

  #dropFinalizer(target: Target, uid: string, finalizer: string): Promise<void> {
    return changeObject(this.#context, target, uid, ({ metadata }) => {
      const kept = metadata.finalizers?.filter((one) => one !== finalizer) ?? [];
      if (kept.length > 0) metadata.finalizers = kept;
      else delete metadata.finalizers;
    });
  }

  #stateOf(owner: OwnerReference, namespace: string): OwnerState {
    if (this.#graph.isGone(owner.uid)) return 'absent';
    const target = this.#ownerTarget(owner, namespace);
    if (target === undefined) return 'unknown';
    const entry = this.#head(target);
    if (entry === undefined || entry.uid !== owner.uid) return 'absent';
    if (!entry.deleting) return 'solid';
    const { metadata }: KubeObject = JSON.parse(entry.json);
    return metadata.finalizers?.includes(FOREGROUND) ? 'waiting' : 'solid';
  }

  /** Where an owner has to be: in the namespace of what it owns, or in none. */
  #ownerTarget({ apiVersion, kind, name }: OwnerReference, namespace: string): Target | undefined {
    const group = apiVersion.includes('/') ? apiVersion.slice(0, apiVersion.indexOf('/')) : '';
    const resource = this.#context.catalog.findKind(group, kind);
    if (resource === undefined || (resource.namespaced && namespace === '')) return undefined;
    return serverTarget(resource, { namespace: resource.namespaced ? namespace : '', name });
  }

  #head({ resource, namespace, name }: Target): StoredEntry | undefined {
    return this.#context.store.table(resource.id).head(objectKey(namespace, name));
  }
}

/** Somebody else was faster, or another object has taken the name: both are fine. */
async function unlessGone(deletion: Promise<unknown>): Promise<void> {
  try {
    await deletion;
  } catch (error) {
    const reason = error instanceof ApiError ? error.status.reason : undefined;
    if (reason !== 'NotFound' && reason !== 'Conflict') throw error;
  }
}
