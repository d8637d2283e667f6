import type { BackoffOptions } from '../backoff/exponential-backoff.ts';
import type { KubernetesClient } from '../client/kubernetes-client.ts';
import type { KubernetesObject } from '../client/kubernetes-object.ts';
import { type Resource, resourceName } from '../client/resource.ts';
import { type Clock, systemClock } from '../clock/clock.ts';
import type { Logger } from '../logging/logger.ts';
import { IndexedStore, type Indexer, type ObjectReader } from './indexed-store.ts';
import { keyOf } from './object-key.ts';
import { Reflector, type ReflectorSink } from './reflector.ts';
import { isNewerResourceVersion } from './resource-version.ts';
import { withoutManagedFields } from './without-managed-fields.ts';

/**
 * Called after the cache has changed: `old` is undefined for a new object, `current` for one that is gone. An
 * object that was deleted and made again under the same name is first gone, then new. Runs synchronously, so it
 * should do no more than put keys into a queue; what it throws is logged.
 */
export type ChangeHandler<T> = (old: Readonly<T> | undefined, current: Readonly<T> | undefined) => void;

export interface InformerOptions<T extends KubernetesObject> {
  readonly client: KubernetesClient;
  readonly resource: Resource;
  readonly logger: Logger;
  /** Only these namespaces, each with a list and a watch of its own; all of them unless given. */
  readonly namespaces?: readonly string[] | undefined;
  readonly labelSelector?: string | undefined;
  readonly fieldSelector?: string | undefined;
  /** Objects a page of a list; 500 unless given. */
  readonly pageSize?: number | undefined;
  /** Makes an object smaller before it is kept. Drops `managedFields` unless given. Must keep names and versions. */
  readonly transform?: ((object: T) => T) | undefined;
  /** Pauses between failures; 100 ms to 5 s unless given. */
  readonly backoff?: BackoffOptions | undefined;
  readonly clock?: Clock | undefined;
  readonly random?: (() => number) | undefined;
}

/**
 * A local copy of a collection that follows the server: a list, then a watch, for ever.
 *
 * Reading it costs no call. The copy lags behind the server by the way of an event; after a write of one's own,
 * `observe` closes that gap. All objects are shared between readers and must be treated as frozen.
 */
export class Informer<T extends KubernetesObject> implements ObjectReader<T> {
  readonly resource: Resource;
  readonly #options: InformerOptions<T>;
  readonly #store = new IndexedStore<T>();
  readonly #handlers = new Set<ChangeHandler<T>>();
  /** By namespace; a single one under the empty name where all namespaces are watched. */
  readonly #reflectors = new Map<string, Reflector<T>>();
  /** Keys observed while a list was under way, by namespace: the list may be older than they are. */
  readonly #observedWhileListing = new Map<string, Set<string>>();
  readonly #synced = Promise.withResolvers<void>();
  #hasSynced = false;

  constructor(options: InformerOptions<T>) {
    this.resource = options.resource;
    this.#options = options;
    const namespaces = options.namespaces ?? [''];
    for (const namespace of new Set(namespaces)) {
      this.#reflectors.set(namespace, this.#createReflector(namespace));
    }
  }

  /** The resource's name, for logs and health. */
  get name(): string {
    return resourceName(this.resource);
  }

  /** True as soon as everything that was there at the start is in the cache; never false again. */
  get hasSynced(): boolean {
    return this.#hasSynced;
  }

  get size(): number {
    return this.#store.size;
  }

  /** See `IndexedStore.addIndexer`. */
  addIndexer(name: string, keysOf: Indexer<T>): void {
    this.#store.addIndexer(name, keysOf);
  }

  /** Adds a handler, which is told of what is there already, too. The answer takes it away again. */
  onChange(handler: ChangeHandler<T>): () => void {
    this.#handlers.add(handler);
    for (const object of this.#store.list()) this.#tell(handler, undefined, object);
    return () => void this.#handlers.delete(handler);
  }

  get(namespace: string | undefined, name: string): Readonly<T> | undefined {
    return this.#store.get(namespace, name);
  }

  getByKey(key: string): Readonly<T> | undefined {
    return this.#store.getByKey(key);
  }

  list(): Readonly<T>[] {
    return this.#store.list();
  }

  byIndex(index: string, key: string): Readonly<T>[] {
    return this.#store.byIndex(index, key);
  }

  /** Follows the server until the signal is aborted; then resolves. To be called once. */
  async run(signal: AbortSignal): Promise<void> {
    await Promise.all(Array.from(this.#reflectors.values(), (reflector) => reflector.run(signal)));
  }

  /** Resolves when the first complete list is in; rejects with the signal's reason when that comes first. */
  async waitForSync(signal: AbortSignal): Promise<void> {
    if (this.#hasSynced) return;
    signal.throwIfAborted();
    const aborted = Promise.withResolvers<never>();
    const abort = () => aborted.reject(signal.reason);
    signal.addEventListener('abort', abort);
    try {
      await Promise.race([this.#synced.promise, aborted.promise]);
    } finally {
      signal.removeEventListener('abort', abort);
    }
  }

  /**
   * Feeds back what the server answered to a write of one's own, so that the next reader doesn't act on what was
   * there before it.
   *
   * Taken only if it is known to be newer than the cache and than the last event, so that an answer that comes
   * late brings nothing back; where versions can't be compared it is left to the watch. An object whose last
   * finalizer has just been dropped is gone. The watch's own event for the same version changes nothing more.
   */
  observe(object: T): void {
    const scope = this.#scopeOf(object);
    const reflector = this.#reflectors.get(scope);
    if (reflector === undefined) return;
    const { resourceVersion } = object.metadata;
    const key = keyOf(object);
    const known = this.#store.getByKey(key);
    if (known === undefined && this.#isSelective()) return;
    const seen = reflector.resourceVersion;
    if (seen !== undefined && !isNewerResourceVersion(resourceVersion, seen)) return;
    if (known !== undefined && !isNewerResourceVersion(resourceVersion, known.metadata.resourceVersion))
      return;
    this.#observedWhileListing.get(scope)?.add(key);
    if (isGone(object)) this.#remove(key);
    else this.#put(key, this.#transform(object));
  }

  #createReflector(scope: string): Reflector<T> {
    const { client, resource, labelSelector, fieldSelector, logger } = this.#options;
    return new Reflector<T>({
      client,
      resource,
      namespace: scope === '' ? undefined : scope,
      labelSelector,
      fieldSelector,
      pageSize: this.#options.pageSize ?? 500,
      sink: this.#createSink(scope),
      logger,
      clock: this.#options.clock ?? systemClock,
      backoff: this.#options.backoff ?? { baseMs: 100, maxMs: 5000 },
      random: this.#options.random ?? Math.random,
    });
  }

  #createSink(scope: string): ReflectorSink<T> {
    return {
      listing: () => this.#observedWhileListing.set(scope, new Set()),
      upsert: (object) => {
        const key = keyOf(object);
        if (!this.#isAheadOf(scope, key, object)) this.#put(key, this.#transform(object));
      },
      delete: (object) => {
        const key = keyOf(object);
        if (!this.#isAheadOf(scope, key, object)) this.#remove(key);
      },
      listed: (keys, resourceVersion) => {
        this.#removeAllBut(scope, keys, resourceVersion);
        this.#observedWhileListing.delete(scope);
        this.#checkSynced();
      },
    };
  }

  /**
   * Whether the cache holds an observed object that the server's report is older than. The watch hasn't come to
   * it yet, or the list began before it. In all other cases the report is right, also when its version is lower:
   * a cluster restored from a backup counts again from where it was.
   */
  #isAheadOf(scope: string, key: string, reported: T): boolean {
    const known = this.#store.getByKey(key)?.metadata.resourceVersion;
    if (!isNewerResourceVersion(known, reported.metadata.resourceVersion)) return false;
    const seen = this.#reflectors.get(scope)?.resourceVersion;
    if (seen !== undefined) return isNewerResourceVersion(known, seen);
    return this.#observedWhileListing.get(scope)?.has(key) ?? false;
  }

  /** Removes what a list didn't have, but for what was observed meanwhile and is newer than the list. */
  #removeAllBut(scope: string, keys: ReadonlySet<string>, resourceVersion: string): void {
    const observed = this.#observedWhileListing.get(scope);
    for (const object of this.#store.list()) {
      const key = keyOf(object);
      if (keys.has(key) || this.#scopeOf(object) !== scope) continue;
      const isNewer = isNewerResourceVersion(object.metadata.resourceVersion, resourceVersion);
      if (!(isNewer && observed?.has(key) === true)) this.#remove(key);
    }
  }

  #put(key: string, object: T): void {
    const old = this.#store.getByKey(key);
    if (old === undefined) {
      this.#store.set(object);
      this.#tellAll(undefined, object);
    } else if (old.metadata.uid !== object.metadata.uid) {
      this.#remove(key);
      this.#put(key, object);
    } else if (old.metadata.resourceVersion !== object.metadata.resourceVersion) {
      this.#store.set(object);
      this.#tellAll(old, object);
    }
  }

  #remove(key: string): void {
    const old = this.#store.getByKey(key);
    if (old === undefined) return;
    this.#store.delete(key);
    this.#tellAll(old, undefined);
  }

  #tellAll(old: T | undefined, current: T | undefined): void {
    for (const handler of this.#handlers) this.#tell(handler, old, current);
  }

  #tell(handler: ChangeHandler<T>, old: T | undefined, current: T | undefined): void {
    try {
      handler(old, current);
    } catch (error) {
      const key = keyOf(current ?? (old as T));
      const fields = { resource: this.name, key, err: error };
      this.#options.logger.error(fields, 'a handler of changes failed');
    }
  }

  #checkSynced(): void {
    if (this.#hasSynced) return;
    for (const reflector of this.#reflectors.values()) {
      if (reflector.resourceVersion === undefined) return;
    }
    this.#hasSynced = true;
    this.#synced.resolve();
  }

  #scopeOf(object: T): string {
    return this.#reflectors.has('') ? '' : (object.metadata.namespace ?? '');
  }

  /** A selector's watch tells of objects that stop to match, but never of one that hasn't matched. */
  #isSelective(): boolean {
    return this.#options.labelSelector !== undefined || this.#options.fieldSelector !== undefined;
  }

  #transform(object: T): T {
    const transform = this.#options.transform ?? withoutManagedFields;
    return transform(object);
  }
}

/** The server removes an object at once when it is being deleted and nobody's finalizer or grace period is left. */
function isGone({ metadata }: KubernetesObject): boolean {
  return (
    metadata.deletionTimestamp !== undefined &&
    (metadata.finalizers ?? []).length === 0 &&
    (metadata.deletionGracePeriodSeconds ?? 0) === 0
  );
}
