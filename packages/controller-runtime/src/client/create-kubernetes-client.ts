import { type Clock, systemClock } from '../clock/clock.ts';
import type { CallReport } from './call-report.ts';
import type { ClusterConfig } from './cluster-config.ts';
import { type HttpCall, HttpConnection } from './http-connection.ts';
import type {
  ApplyOptions,
  CallOptions,
  DeleteOptions,
  JsonPatchOperation,
  KubernetesClient,
  ListOptions,
  RawOptions,
  WriteOptions,
} from './kubernetes-client.ts';
import type { KubernetesList, KubernetesObject } from './kubernetes-object.ts';
import { queryString } from './query-string.ts';
import { type Resource, resourcePath } from './resource.ts';
import type { WatchEvent, WatchOptions } from './watch.ts';
import { watchEvents } from './watch-events.ts';

export interface KubernetesClientOptions {
  /** `sluice-operator/1.2.3`; the server makes the default field manager of what stands before the slash. */
  readonly userAgent: string;
  /** Bounds connecting, waiting for an answer, and every silence in it; 30 s unless given. */
  readonly timeoutMs?: number | undefined;
  /** Told of every finished call; must not throw. */
  readonly onCall?: ((report: CallReport) => void) | undefined;
  /**
   * Called right before a connection takes up a call that isn't a GET, also where that had to wait for it. What it throws
   * ends the call, of which nothing was sent.
   */
  readonly beforeWrite?: (() => void) | undefined;
  readonly clock?: Clock | undefined;
  /** Where the proxy variables are read; the process's environment unless given. */
  readonly env?: NodeJS.ProcessEnv | undefined;
}

/** Makes a client. Nothing is sent before the first call. Throws a `TypeError` for a `server` that is no URL. */
export function createKubernetesClient(
  config: ClusterConfig,
  options: KubernetesClientOptions,
): KubernetesClient {
  return new HttpKubernetesClient(
    new HttpConnection(config, {
      userAgent: options.userAgent,
      timeoutMs: options.timeoutMs ?? 30_000,
      onCall: options.onCall ?? (() => undefined),
      beforeWrite: options.beforeWrite,
      clock: options.clock ?? systemClock,
      env: options.env ?? process.env,
    }),
  );
}

class HttpKubernetesClient implements KubernetesClient {
  readonly server: string;
  readonly #connection: HttpConnection;

  constructor(connection: HttpConnection) {
    this.server = connection.server;
    this.#connection = connection;
  }

  get<T extends KubernetesObject>(
    resource: Resource,
    namespace: string | undefined,
    name: string,
    options: CallOptions = {},
  ): Promise<T> {
    return this.#json({
      method: 'GET',
      path: resourcePath(resource, namespace, name),
      signal: options.signal,
    });
  }

  async list<T extends KubernetesObject>(
    resource: Resource,
    options: ListOptions = {},
  ): Promise<KubernetesList<T>> {
    const { labelSelector, fieldSelector, limit, continue: next, resourceVersion } = options;
    const list: KubernetesList<T> = await this.#json({
      method: 'GET',
      path: resourcePath(resource, options.namespace),
      query: queryString({ labelSelector, fieldSelector, limit, continue: next, resourceVersion }),
      signal: options.signal,
    });
    return withItemKinds(list);
  }

  async *listPages<T extends KubernetesObject>(resource: Resource, options: ListOptions = {}) {
    let next: string | undefined;
    do {
      const page: KubernetesList<T> = await this.list<T>(
        resource,
        // A continuation carries its version itself; the server refuses to be given both.
        next === undefined ? options : { ...options, resourceVersion: undefined, continue: next },
      );
      yield page;
      next = page.metadata.continue || undefined;
    } while (next !== undefined);
  }

  create<T extends KubernetesObject>(resource: Resource, object: T, options: WriteOptions = {}): Promise<T> {
    const path = resourcePath(resource, object.metadata.namespace);
    return this.#write('POST', path, 'application/json', object, options);
  }

  update<T extends KubernetesObject>(resource: Resource, object: T, options: WriteOptions = {}): Promise<T> {
    const { namespace, name } = object.metadata;
    const path = resourcePath(resource, namespace, name, options.subresource);
    return this.#write('PUT', path, 'application/json', object, options);
  }

  patchMerge<T extends KubernetesObject>(
    resource: Resource,
    namespace: string | undefined,
    name: string,
    patch: object,
    options: WriteOptions = {},
  ): Promise<T> {
    const path = resourcePath(resource, namespace, name, options.subresource);
    return this.#write('PATCH', path, 'application/merge-patch+json', patch, options);
  }

  patchJson<T extends KubernetesObject>(
    resource: Resource,
    namespace: string | undefined,
    name: string,
    patch: readonly JsonPatchOperation[],
    options: WriteOptions = {},
  ): Promise<T> {
    const path = resourcePath(resource, namespace, name, options.subresource);
    return this.#write('PATCH', path, 'application/json-patch+json', patch, options);
  }

  apply<T extends KubernetesObject>(
    resource: Resource,
    object: object & KubernetesObject,
    options: ApplyOptions,
  ): Promise<T> {
    const { namespace, name } = object.metadata;
    const path = resourcePath(resource, namespace, name, options.subresource);
    // JSON is YAML, which is what the server expects by that content type.
    return this.#write(
      'PATCH',
      path,
      'application/apply-patch+yaml',
      object,
      options,
      options.force ?? false,
    );
  }

  async delete(
    resource: Resource,
    namespace: string | undefined,
    name: string,
    options: DeleteOptions = {},
  ): Promise<void> {
    const { signal, preconditions, propagationPolicy, gracePeriodSeconds } = options;
    const body = {
      apiVersion: 'v1',
      kind: 'DeleteOptions',
      preconditions,
      propagationPolicy,
      gracePeriodSeconds,
    };
    await this.#connection.text({
      method: 'DELETE',
      path: resourcePath(resource, namespace, name),
      body: JSON.stringify(body),
      signal,
    });
  }

  watch<T extends KubernetesObject>(
    resource: Resource,
    options: WatchOptions,
  ): AsyncGenerator<WatchEvent<T>, void, undefined> {
    return watchEvents<T>(this.#connection, resource, options);
  }

  raw(path: string, options: RawOptions = {}): Promise<string> {
    const { method = 'GET', ...rest } = options;
    return this.#connection.text({ method, path, ...rest });
  }

  close(): Promise<void> {
    return this.#connection.close();
  }

  #write<T>(
    method: 'POST' | 'PUT' | 'PATCH',
    path: string,
    contentType: string,
    content: object,
    options: WriteOptions,
    force?: boolean,
  ): Promise<T> {
    const { fieldManager, fieldValidation, dryRun, signal } = options;
    const query = queryString({
      fieldManager,
      fieldValidation,
      force,
      dryRun: dryRun === true ? 'All' : undefined,
    });
    return this.#json({ method, path, query, body: JSON.stringify(content), contentType, signal });
  }

  async #json<T>(call: HttpCall): Promise<T> {
    const text = await this.#connection.text(call);
    try {
      return JSON.parse(text);
    } catch (error) {
      throw this.#connection.failure(call, error);
    }
  }
}

/** Lists of built-in kinds leave out what the list itself says: that a `SecretList` holds Secrets. */
function withItemKinds<T extends KubernetesObject>(list: KubernetesList<T>): KubernetesList<T> {
  const { apiVersion, kind } = list;
  if (apiVersion === undefined || !kind?.endsWith('List')) return list;
  if (list.items.every((item) => item.kind !== undefined)) return list;
  const itemKind = kind.slice(0, -'List'.length);
  return { ...list, items: list.items.map((item) => ({ apiVersion, kind: itemKind, ...item })) };
}
