import type { Logger } from 'pino';
import type { KubeObject } from '../kube-object.ts';
import { finalizersOf, NAMESPACE_FINALIZER, namespace } from '../registry/built-ins/namespace.ts';
import { deleteCollection } from '../registry/delete-collection.ts';
import type { RegistryContext } from '../registry/registry-context.ts';
import { isObject } from '../schema/json-object.ts';
import type { Change } from '../storage/change.ts';
import { objectKey, type StoredEntry } from '../storage/stored-entry.ts';
import { KeyQueue } from './key-queue.ts';
import { namespaceConditions, type Remaining } from './namespace-conditions.ts';
import { changeObject, serverDelete, serverTarget } from './server-write.ts';

/**
 * Empties namespaces that are being deleted, and lets them go when nothing is left. What has finalizers holds its
 * namespace up; the removal of each such object brings the namespace back to this controller. After a crash it
 * begins anew with the namespaces that are still on their way out.
 */
export class NamespaceController {
  readonly #context: RegistryContext;
  readonly #queue: KeyQueue;

  constructor(context: RegistryContext, logger: Logger | undefined) {
    this.#context = context;
    this.#queue = new KeyQueue('deletion of a namespace', (name) => this.#empty(name), logger);
    for (const { deleting, name } of context.store.table(namespace.id).heads()) {
      if (deleting) this.#queue.add(name);
    }
    context.store.onPublished((changes) => this.#observe(changes));
  }

  close(): void {
    this.#queue.close();
  }

  #observe(changes: readonly Change[]): void {
    for (const { resource, type, entry } of changes) {
      if (resource === namespace.id && entry.deleting && type !== 'DELETED') this.#queue.add(entry.name);
      else if (type === 'DELETED' && this.#isTerminating(entry.namespace)) this.#queue.add(entry.namespace);
    }
  }

  #isTerminating(name: string): boolean {
    return (
      name !== '' && (this.#context.store.table(namespace.id).head(objectKey('', name))?.deleting ?? false)
    );
  }

  async #empty(name: string): Promise<void> {
    if (!this.#isTerminating(name)) return;
    const remaining = await this.#deleteContents(name);
    const entry = this.#context.store.table(namespace.id).head(objectKey('', name));
    if (entry === undefined) return;
    const target = serverTarget(namespace, entry, remaining.length === 0 ? 'finalize' : 'status');
    await changeObject(this.#context, target, entry.uid, (object) => {
      if (remaining.length === 0) release(object);
      else describe(object, remaining, this.#context.now());
    });
  }

  /** @returns the resources of which something is left, because finalizers hold it */
  async #deleteContents(name: string): Promise<Remaining[]> {
    const remaining: Remaining[] = [];
    for (const resource of this.#context.catalog.all()) {
      if (!resource.namespaced) continue;
      if (this.#contents(resource.id, name).length === 0) continue;
      const target = serverTarget(resource, { namespace: name, name: '' });
      await deleteCollection(this.#context, target, new URLSearchParams(), serverDelete);
      const left = this.#contents(resource.id, name);
      if (left.length > 0) remaining.push({ resource, entries: left });
    }
    return remaining;
  }

  #contents(resource: string, name: string): StoredEntry[] {
    const { store } = this.#context;
    return [...(store.table(resource).snapshot(store.revision, objectKey(name, '')) ?? [])];
  }
}

function release(object: KubeObject): void {
  const finalizers = finalizersOf(object).filter((finalizer) => finalizer !== NAMESPACE_FINALIZER);
  object['spec'] = finalizers.length > 0 ? { finalizers } : {};
}

function describe(object: KubeObject, remaining: readonly Remaining[], now: Date): void {
  const status = isObject(object['status']) ? object['status'] : {};
  object['status'] = { ...status, conditions: namespaceConditions(remaining, status['conditions'], now) };
}
