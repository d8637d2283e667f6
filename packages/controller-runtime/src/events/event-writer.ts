import { randomBytes } from 'node:crypto';
import { isKubernetesApiError } from '../client/kubernetes-api-error.ts';
import type { KubernetesClient } from '../client/kubernetes-client.ts';
import type { KubernetesObject, ObjectMeta } from '../client/kubernetes-object.ts';
import type { Resource } from '../client/resource.ts';
import type { ObjectReference, RecordedEvent } from './recorded-event.ts';

/** The collection of core v1 Events, which `kubectl describe` shows. */
const events: Resource = { group: '', version: 'v1', plural: 'events', namespaced: true };

/** The fields of a core v1 Event that a controller writes. Times are RFC 3339. */
interface CoreEvent extends KubernetesObject {
  readonly involvedObject: ObjectReference;
  readonly type: string;
  readonly reason: string;
  readonly message: string;
  readonly count: number;
  readonly firstTimestamp: string;
  readonly lastTimestamp: string;
  readonly source: { readonly component: string };
  readonly reportingComponent: string;
  readonly reportingInstance: string;
}

/** Names are DNS subdomains of at most 253 characters; this leaves room for what makes them unique. */
const maxNamePrefix = 253 - 17;

/** Makes Events on the server, and counts up those that are there. */
export class EventWriter {
  readonly #client: KubernetesClient;
  readonly #component: string;
  readonly #instance: string;

  constructor(client: KubernetesClient, component: string, instance: string) {
    this.#client = client;
    this.#component = component;
    this.#instance = instance;
  }

  /**
   * Tells the server of all repetitions so far; throws what the client throws. An Event that the server has let
   * expire (after an hour, usually) is made again.
   */
  async write(recorded: RecordedEvent, signal: AbortSignal): Promise<void> {
    const { count } = recorded;
    if (recorded.stored !== undefined) {
      try {
        await this.#countUp(recorded, recorded.stored, signal);
        recorded.writtenCount = count;
        return;
      } catch (error) {
        if (!isKubernetesApiError(error, 404)) throw error;
      }
    }
    const { metadata } = await this.#client.create<CoreEvent>(events, this.#coreEvent(recorded), { signal });
    recorded.stored = { namespace: metadata.namespace ?? '', name: metadata.name };
    recorded.writtenCount = count;
  }

  async #countUp(
    { count, lastAt }: RecordedEvent,
    stored: { readonly namespace: string; readonly name: string },
    signal: AbortSignal,
  ): Promise<void> {
    const patch = { count, lastTimestamp: timestamp(lastAt) };
    await this.#client.patchMerge(events, stored.namespace, stored.name, patch, { signal });
  }

  #coreEvent({ object, event, count, firstAt, lastAt }: RecordedEvent): CoreEvent {
    return {
      apiVersion: 'v1',
      kind: 'Event',
      metadata: metadataOf(object),
      involvedObject: object,
      ...event,
      count,
      firstTimestamp: timestamp(firstAt),
      lastTimestamp: timestamp(lastAt),
      source: { component: this.#component },
      reportingComponent: this.#component,
      reportingInstance: this.#instance,
    };
  }
}

/**
 * In the namespace of the object, or in `default` where it lives in none: the API server takes no other. The name
 * begins with the object's.
 */
function metadataOf({ namespace, name }: ObjectReference): ObjectMeta {
  const prefix = name.slice(0, maxNamePrefix).replace(/[-.]+$/, '');
  return { namespace: namespace ?? 'default', name: `${prefix}.${randomBytes(8).toString('hex')}` };
}

function timestamp(time: Date): string {
  return `${time.toISOString().slice(0, 19)}Z`;
}
