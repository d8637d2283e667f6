import type {
  KubernetesClient,
  KubernetesList,
  KubernetesObject,
  ListOptions,
  Resource,
  WatchEvent,
  WatchOptions,
  WriteOptions,
} from '@sluice/controller-runtime';
import { type FakeCluster, type Manifest, refusal, type StoredObject } from './fake-cluster.ts';

/** Lets everything else that is ready to run go first, as a call over the network does. */
const turn = () => new Promise<void>((resolve) => setImmediate(resolve));

/** A client of a `FakeCluster`, for one process: `kill` ends all that it does, as the death of the process would. */
export class FakeKubernetesClient implements KubernetesClient {
  readonly server = 'https://cluster.test';
  /** Is called before each write takes effect; what it throws is the answer. */
  beforeWrite: (write: { plural: string; name: string; subresource: string | undefined }) => void = () =>
    undefined;
  /** Watches tell nothing before this resolves. */
  lag: Promise<void> = Promise.resolve();
  readonly #cluster: FakeCluster;
  /** The versions up to which watches have told everything, by plural. */
  readonly #watched = new Map<string, number>();
  #dead = false;

  constructor(cluster: FakeCluster) {
    this.#cluster = cluster;
  }

  /** Whether every watch has told all that there is to tell. */
  get isUpToDate(): boolean {
    return [...this.#watched].every(([plural, version]) => {
      return this.#cluster.changesAfter(version, plural).length === 0;
    });
  }

  kill(): void {
    this.#dead = true;
  }

  async get<T extends KubernetesObject>(
    resource: Resource,
    namespace: string | undefined,
    name: string,
  ): Promise<T> {
    await turn();
    const found = this.#cluster.find(resource.plural, name, namespace);
    if (!found) throw refusal(404, 'NotFound', `${name} not found`);
    return found as KubernetesObject as T;
  }

  async list<T extends KubernetesObject>(
    { plural }: Resource,
    { labelSelector }: ListOptions = {},
  ): Promise<KubernetesList<T>> {
    await turn();
    this.#assertAlive();
    const items = this.#cluster.listed(plural).filter((object) => matches(object, labelSelector));
    return {
      metadata: { resourceVersion: String(this.#cluster.version) },
      items: items as KubernetesObject[] as T[],
    };
  }

  async *listPages<T extends KubernetesObject>(
    resource: Resource,
    options?: ListOptions,
  ): AsyncGenerator<KubernetesList<T>, void, undefined> {
    yield await this.list<T>(resource, options);
  }

  async *watch<T extends KubernetesObject>(
    { plural }: Resource,
    { resourceVersion, labelSelector, signal }: WatchOptions,
  ): AsyncGenerator<WatchEvent<T>, void, undefined> {
    let version = Number(resourceVersion);
    this.#watched.set(plural, version);
    for (;;) {
      signal?.throwIfAborted();
      this.#assertAlive();
      for (const change of this.#cluster.changesAfter(version, plural)) {
        await this.lag;
        version = change.version;
        this.#watched.set(plural, version);
        // What stops to match the selector is gone for the watch.
        const type = matches(change.object, labelSelector) ? change.type : 'DELETED';
        yield { type, object: change.object as KubernetesObject as T };
      }
      if (this.#cluster.changesAfter(version, plural).length === 0) await this.#nextChange(signal);
    }
  }

  async create<T extends KubernetesObject>(_resource: Resource, object: T): Promise<T> {
    await turn();
    this.#assertAlive();
    return this.#cluster.create(object as KubernetesObject as Manifest) as KubernetesObject as T;
  }

  async patchMerge<T extends KubernetesObject>(
    resource: Resource,
    namespace: string | undefined,
    name: string,
    patch: object,
    { subresource, signal }: WriteOptions = {},
  ): Promise<T> {
    await turn();
    signal?.throwIfAborted();
    this.#assertAlive();
    this.beforeWrite({ plural: resource.plural, name, subresource });
    const answer = this.#cluster.patch(resource, namespace ?? '', name, patch, subresource);
    await turn();
    this.#assertAlive();
    return answer as KubernetesObject as T;
  }

  update = notNeeded;
  patchJson = notNeeded;
  apply = notNeeded;
  delete = notNeeded;
  raw = notNeeded;

  async close(): Promise<void> {
    this.kill();
  }

  #nextChange(signal: AbortSignal | undefined): Promise<void> {
    return new Promise((resolve) => {
      const end = () => {
        stopListening();
        signal?.removeEventListener('abort', end);
        setImmediate(resolve);
      };
      const stopListening = this.#cluster.onChange(end);
      signal?.addEventListener('abort', end);
    });
  }

  #assertAlive(): void {
    if (this.#dead) throw new Error('the process is dead');
  }
}

/** The operator lists, watches, patches and creates; whatever else it called would be news. */
async function notNeeded(): Promise<never> {
  throw new TypeError('the operator makes no such call');
}

function matches({ metadata }: StoredObject, selector: string | undefined): boolean {
  if (selector === undefined) return true;
  const [key = '', value] = selector.split('=');
  return metadata.labels?.[key] === value;
}
