import {
  isKubernetesApiError,
  type KubernetesClient,
  type KubernetesObject,
  mergePatchBetween,
  type Resource,
} from '@sluice/controller-runtime';

/** The manager that the operator's fields belong to in `metadata.managedFields`. */
const fieldManager = 'sluice-operator';

/** What became of a write: somebody else may have changed or removed the object meanwhile, which is expected. */
export type Written<O> =
  | { readonly kind: 'written'; readonly object: O }
  | { readonly kind: 'conflict' }
  | { readonly kind: 'gone' };

/** Is told of each write, so that the next pass doesn't read what was before, and its echo isn't taken for news. */
export interface WriteObserver {
  /** A write of the object is sent. */
  began(object: KubernetesObject): void;
  /** It has ended; `answer` is the object as the server has it now, where the server said so. */
  ended(object: KubernetesObject, answer: KubernetesObject | undefined): void;
}

/** Writes the parts of objects that are the operator's: finalizers and status. Each method costs one write. */
export class ObjectWriter {
  readonly #client: KubernetesClient;
  readonly #observer: WriteObserver;

  constructor(client: KubernetesClient, observer: WriteObserver) {
    this.#client = client;
    this.#observer = observer;
  }

  /** Replaces the finalizers, unless somebody has changed the object since: a merge patch replaces the whole list. */
  setFinalizers<O extends KubernetesObject>(
    resource: Resource,
    object: O,
    finalizers: readonly string[],
    signal: AbortSignal,
  ): Promise<Written<O>> {
    const { resourceVersion } = object.metadata;
    return this.#patch(resource, object, { metadata: { resourceVersion, finalizers } }, signal);
  }

  /** Sets annotations beside those that are there. */
  annotate<O extends KubernetesObject>(
    resource: Resource,
    object: O,
    annotations: Readonly<Record<string, string>>,
    signal: AbortSignal,
  ): Promise<Written<O>> {
    const { uid } = object.metadata;
    return this.#patch(resource, object, { metadata: { uid, annotations } }, signal);
  }

  /** Writes what differs between the object's status and `status`; nothing, and no call, where nothing does. */
  async setStatus<O extends KubernetesObject & { readonly status?: object | undefined }>(
    resource: Resource,
    object: O,
    status: object,
    signal: AbortSignal,
  ): Promise<Written<O>> {
    const patch = mergePatchBetween({ status: object.status }, { status });
    if (patch === undefined) return { kind: 'written', object };
    // The UID makes it a conflict where another object has the name by now, which would get this one's ids.
    const { uid } = object.metadata;
    return this.#patch(resource, object, { metadata: { uid }, ...patch }, signal, 'status');
  }

  async #patch<O extends KubernetesObject>(
    resource: Resource,
    object: O,
    patch: object,
    signal: AbortSignal,
    subresource?: string,
  ): Promise<Written<O>> {
    const { namespace, name } = object.metadata;
    let answer: O | undefined;
    this.#observer.began(object);
    try {
      answer = await this.#client.patchMerge<O>(resource, namespace, name, patch, {
        fieldManager,
        signal,
        subresource,
      });
      return { kind: 'written', object: answer };
    } catch (error) {
      if (isKubernetesApiError(error, 404, 'NotFound')) return { kind: 'gone' };
      if (isKubernetesApiError(error, 409)) return { kind: 'conflict' };
      throw error;
    } finally {
      this.#observer.ended(object, answer);
    }
  }
}
