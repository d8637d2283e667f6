import type { KubernetesList, KubernetesObject } from './kubernetes-object.ts';
import type { Resource } from './resource.ts';
import type { WatchEvent, WatchOptions } from './watch.ts';

/**
 * A client of one Kubernetes API server.
 *
 * Every method throws `KubernetesApiError` when the server refuses, `KubernetesUnreachableError` when no
 * complete answer came, and the signal's reason when the caller aborted. Types of answers are the caller's
 * word: the server has validated against its schemas, so nothing is validated again here.
 */
export interface KubernetesClient {
  /** The server that it talks to, without credentials; for logs. */
  readonly server: string;
  get<T extends KubernetesObject>(
    resource: Resource,
    namespace: string | undefined,
    name: string,
    options?: CallOptions,
  ): Promise<T>;
  /**
   * One page. Without `limit` everything is one page. Items get the `apiVersion` and `kind` that built-in kinds
   * leave out in lists.
   */
  list<T extends KubernetesObject>(resource: Resource, options?: ListOptions): Promise<KubernetesList<T>>;
  /**
   * Every page of a collection, one after the other. A continuation that the server has forgotten throws 410
   * `Expired`.
   */
  listPages<T extends KubernetesObject>(
    resource: Resource,
    options?: ListOptions,
  ): AsyncGenerator<KubernetesList<T>, void, undefined>;
  /** Creates in the namespace that the object's metadata names. */
  create<T extends KubernetesObject>(resource: Resource, object: T, options?: WriteOptions): Promise<T>;
  /** Replaces the object; with `metadata.resourceVersion` only if nobody has written it since (409 `Conflict`). */
  update<T extends KubernetesObject>(resource: Resource, object: T, options?: WriteOptions): Promise<T>;
  /** RFC 7396. With a `metadata.resourceVersion` in the patch: only if nobody has written the object since. */
  patchMerge<T extends KubernetesObject>(
    resource: Resource,
    namespace: string | undefined,
    name: string,
    patch: object,
    options?: WriteOptions,
  ): Promise<T>;
  /** RFC 6902. */
  patchJson<T extends KubernetesObject>(
    resource: Resource,
    namespace: string | undefined,
    name: string,
    patch: readonly JsonPatchOperation[],
    options?: WriteOptions,
  ): Promise<T>;
  /** Server-side apply. Takes fields from other owners only with `force`; otherwise that is 409 `Conflict`. */
  apply<T extends KubernetesObject>(
    resource: Resource,
    object: object & KubernetesObject,
    options: ApplyOptions,
  ): Promise<T>;
  /** Asks for the deletion. Done once the object is gone, which finalizers can delay: watch for it. */
  delete(
    resource: Resource,
    namespace: string | undefined,
    name: string,
    options?: DeleteOptions,
  ): Promise<void>;
  /**
   * Changes from `resourceVersion` on, in the server's order, until the server ends the watch (every five to
   * ten minutes it is asked to), the signal is aborted, or the caller leaves the loop. Throws like the other
   * methods; a version that the server has forgotten is 410 (`Expired` or `Gone`).
   */
  watch<T extends KubernetesObject>(
    resource: Resource,
    options: WatchOptions,
  ): AsyncGenerator<WatchEvent<T>, void, undefined>;
  /** Any path: discovery, `/readyz`, subresources of unusual shape. The answer's text. */
  raw(path: string, options?: RawOptions): Promise<string>;
  /** Breaks every connection. Calls under way and later ones fail as unreachable. */
  close(): Promise<void>;
}

export interface CallOptions {
  readonly signal?: AbortSignal | undefined;
}

export interface ListOptions extends CallOptions {
  /** Absent: over all namespaces. */
  readonly namespace?: string | undefined;
  readonly labelSelector?: string | undefined;
  readonly fieldSelector?: string | undefined;
  /** Objects a page. */
  readonly limit?: number | undefined;
  readonly continue?: string | undefined;
  /** `0` lets the server answer from its cache; absent asks for the newest state. */
  readonly resourceVersion?: string | undefined;
}

export interface WriteOptions extends CallOptions {
  /** `status`, for instance. */
  readonly subresource?: string | undefined;
  /** The owner of the written fields in `managedFields`; the server makes one of the user agent otherwise. */
  readonly fieldManager?: string | undefined;
  /** `Strict` has unknown and duplicate fields refused. */
  readonly fieldValidation?: 'Ignore' | 'Warn' | 'Strict' | undefined;
  /** The server goes through everything but storing. */
  readonly dryRun?: boolean | undefined;
}

export interface ApplyOptions extends WriteOptions {
  readonly fieldManager: string;
  /** False unless given. */
  readonly force?: boolean | undefined;
}

export interface DeleteOptions extends CallOptions {
  /** The deletion is refused with 409 `Conflict` when the object is another one by now. */
  readonly preconditions?: { readonly uid?: string; readonly resourceVersion?: string } | undefined;
  readonly propagationPolicy?: 'Background' | 'Foreground' | 'Orphan' | undefined;
  readonly gracePeriodSeconds?: number | undefined;
}

export interface RawOptions extends CallOptions {
  /** GET unless given. */
  readonly method?: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE' | undefined;
  readonly body?: string | undefined;
  readonly contentType?: string | undefined;
  readonly accept?: string | undefined;
}

/** One step of a JSON patch (RFC 6902). */
export type JsonPatchOperation =
  | { readonly op: 'add' | 'replace' | 'test'; readonly path: string; readonly value: unknown }
  | { readonly op: 'remove'; readonly path: string }
  | { readonly op: 'move' | 'copy'; readonly from: string; readonly path: string };
