import type { Logger } from 'pino';
import { isEstablished } from '../registry/built-ins/crd-names.ts';
import { CRD_FINALIZER, CRD_RESOURCE_ID } from '../registry/built-ins/custom-resource-definition.ts';
import { type Crd, customResource } from '../registry/custom-resource.ts';
import { deleteCollection } from '../registry/delete-collection.ts';
import type { RegistryContext } from '../registry/registry-context.ts';
import type { Change } from '../storage/change.ts';
import { objectKey, type StoredEntry } from '../storage/stored-entry.ts';
import { KeyQueue } from './key-queue.ts';
import { changeObject, serverDelete, serverTarget } from './server-write.ts';

/**
 * Serves what the stored CRDs declare: those that are there at the start, and from then on each change, before it
 * is acknowledged, so that whoever has the answer to the creation of a CRD can create its objects.
 *
 * A CRD that is being deleted loses its objects first; those with finalizers hold it up. One whose names were
 * taken gets them when they become free.
 */
export class CrdController {
  readonly #context: RegistryContext;
  readonly #queue: KeyQueue;
  /** Which state of each CRD the catalog has. */
  readonly #served = new Map<string, string>();

  constructor(context: RegistryContext, logger: Logger | undefined) {
    this.#context = context;
    this.#queue = new KeyQueue('processing of a CRD', (name) => this.#process(name), logger);
    for (const entry of context.store.table(CRD_RESOURCE_ID).heads()) this.#serve(entry);
    context.store.onPublished((changes) => this.#observe(changes));
  }

  close(): void {
    this.#queue.close();
  }

  #observe(changes: readonly Change[]): void {
    for (const { resource, type, entry } of changes) {
      if (resource === CRD_RESOURCE_ID) {
        if (type === 'DELETED') this.#forget(entry);
        else this.#serve(entry);
      } else if (type === 'DELETED' && this.#crd(resource)?.deleting) this.#queue.add(resource);
    }
  }

  #serve(entry: StoredEntry): void {
    const crd: Crd = JSON.parse(entry.json);
    // Watches end when their resource is described anew: not for a mere status.
    const names = JSON.stringify(crd.status?.acceptedNames);
    const state = `${entry.uid} ${crd.metadata.generation} ${isEstablished(crd)} ${names}`;
    if (isEstablished(crd) && this.#served.get(entry.name) !== state) {
      this.#served.set(entry.name, state);
      this.#context.catalog.put(customResource(crd, this.#context.webhooks));
    }
    if (entry.deleting || !hasItsNames(crd)) this.#queue.add(entry.name);
  }

  #forget({ name }: StoredEntry): void {
    this.#served.delete(name);
    this.#context.catalog.remove(name);
    // Its names are free: others may have waited for them.
    for (const other of this.#context.store.table(CRD_RESOURCE_ID).heads()) {
      if (!hasItsNames(JSON.parse(other.json))) this.#queue.add(other.name);
    }
  }

  #crd(name: string): StoredEntry | undefined {
    return this.#context.store.table(CRD_RESOURCE_ID).head(objectKey('', name));
  }

  async #process(name: string): Promise<void> {
    const entry = this.#crd(name);
    const crds = this.#context.catalog.get(CRD_RESOURCE_ID);
    if (entry === undefined || crds === undefined) return;
    const target = serverTarget(crds, entry);
    if (!entry.deleting) {
      // Every update judges the names anew, and stores something only if the verdict has changed.
      await changeObject(this.#context, target, entry.uid, () => undefined);
      return;
    }
    const resource = this.#context.catalog.get(name);
    if (resource !== undefined) {
      const all = serverTarget(resource, { namespace: '', name: '' });
      await deleteCollection(this.#context, all, new URLSearchParams(), serverDelete);
      if (this.#context.store.table(name).size > 0) return;
    }
    await changeObject(this.#context, target, entry.uid, ({ metadata }) => {
      metadata.finalizers = metadata.finalizers?.filter((finalizer) => finalizer !== CRD_FINALIZER);
    });
  }
}

function hasItsNames({ status }: Crd): boolean {
  return (
    status?.conditions?.some(({ type, status: is }) => type === 'NamesAccepted' && is === 'True') ?? false
  );
}
