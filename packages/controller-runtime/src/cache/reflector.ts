import { type BackoffOptions, backoffMs } from '../backoff/exponential-backoff.ts';
import { isKubernetesApiError, KubernetesApiError } from '../client/kubernetes-api-error.ts';
import type { KubernetesClient } from '../client/kubernetes-client.ts';
import type { KubernetesObject } from '../client/kubernetes-object.ts';
import { KubernetesUnreachableError } from '../client/kubernetes-unreachable-error.ts';
import { type Resource, resourceName } from '../client/resource.ts';
import type { WatchEvent } from '../client/watch.ts';
import type { Clock } from '../clock/clock.ts';
import { sleep } from '../clock/sleep.ts';
import type { Logger } from '../logging/logger.ts';
import { keyOf } from './object-key.ts';
import { isNewerResourceVersion } from './resource-version.ts';

/** Where a reflector puts what it sees. */
export interface ReflectorSink<T extends KubernetesObject> {
  /** A list of the newest state begins: what was known before is confirmed by it, replaced or removed. */
  listing(): void;
  /** The object is there, like this. */
  upsert(object: T): void;
  /** The object is gone; this is its last state. */
  delete(object: T): void;
  /**
   * A complete list of the state at `resourceVersion` has been handed over by `upsert`, these are its keys: whatever
   * else there was at that version is gone.
   */
  listed(keys: ReadonlySet<string>, resourceVersion: string): void;
}

export interface ReflectorOptions<T extends KubernetesObject> {
  readonly client: KubernetesClient;
  readonly resource: Resource;
  readonly namespace: string | undefined;
  readonly labelSelector: string | undefined;
  readonly fieldSelector: string | undefined;
  readonly pageSize: number;
  readonly sink: ReflectorSink<T>;
  readonly logger: Logger;
  readonly clock: Clock;
  readonly backoff: BackoffOptions;
  readonly random: () => number;
}

/** While a resource isn't served yet (its CRD is on its way), it is asked for again at this pace. */
const missingResourceBackoff: BackoffOptions = { baseMs: 50, maxMs: 2000 };
/** A server that ends watches as soon as they begin must not be asked in a tight loop. */
const shortWatchMs = 1000;

/**
 * Mirrors one collection into a sink: a list, then a watch from its version on, for ever.
 *
 * A watch that ends or breaks is resumed after the last version seen, so nothing is missed and nothing is listed
 * again. Only when the server has forgotten that version (410), or is behind it, does a new list take over, whose
 * differences the sink works out. Failures are retried with back-off until the signal is aborted.
 *
 * A server that was restored from a backup counts again from where it was then. Asked to watch from a version that it
 * hasn't come to, Kubernetes' server says nothing, and goes on to say nothing of all that happens up to it. It can't be
 * restored without breaking the watch, so after a break it is asked first how far it is.
 */
export class Reflector<T extends KubernetesObject> {
  readonly #options: ReflectorOptions<T>;
  #resourceVersion: string | undefined;
  #failures = 0;
  #missingLogged = false;
  /** Whether the server may have been restored since it was last heard of. */
  #mayBeBehind = false;

  constructor(options: ReflectorOptions<T>) {
    this.#options = options;
  }

  /** The version up to which the sink has seen everything; undefined before the first complete list. */
  get resourceVersion(): string | undefined {
    return this.#resourceVersion;
  }

  /** Resolves when the signal is aborted; never rejects. */
  async run(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      try {
        if (this.#mayBeBehind) await this.#lookWhetherBehind(signal);
        if (this.#resourceVersion === undefined) await this.#list(signal);
        else await this.#watch(this.#resourceVersion, signal);
      } catch (error) {
        if (!signal.aborted) await this.#recover(error, signal);
      }
    }
  }

  async #list(signal: AbortSignal): Promise<void> {
    const { client, resource, namespace, labelSelector, fieldSelector, pageSize, sink } = this.#options;
    const seen = new Set<string>();
    let resourceVersion = '';
    sink.listing();
    const pages = client.listPages<T>(resource, {
      namespace,
      labelSelector,
      fieldSelector,
      limit: pageSize,
      signal,
    });
    for await (const page of pages) {
      // Every page belongs to the snapshot that the first one names.
      if (resourceVersion === '') resourceVersion = page.metadata.resourceVersion;
      for (const object of page.items) {
        seen.add(keyOf(object));
        sink.upsert(object);
      }
    }
    this.#resourceVersion = resourceVersion;
    this.#missingLogged = false;
    sink.listed(seen, resourceVersion);
  }

  /** One object at most is asked for: what counts is the version of the list, which is the newest that there is. */
  async #lookWhetherBehind(signal: AbortSignal): Promise<void> {
    const { client, resource, namespace, logger } = this.#options;
    const { metadata } = await client.list<T>(resource, { namespace, limit: 1, signal });
    this.#mayBeBehind = false;
    if (!isNewerResourceVersion(this.#resourceVersion, metadata.resourceVersion)) return;
    const context = { resource: resourceName(resource), namespace };
    logger.warn(context, 'the server is behind what was seen of it, as after a restore; listing again');
    this.#resourceVersion = undefined;
  }

  async #watch(resourceVersion: string, signal: AbortSignal): Promise<void> {
    const { client, resource, namespace, labelSelector, fieldSelector, clock } = this.#options;
    const startedAtMs = clock.now();
    let events = 0;
    const watch = client.watch<T>(resource, {
      namespace,
      resourceVersion,
      labelSelector,
      fieldSelector,
      signal,
    });
    try {
      for await (const event of watch) {
        this.#apply(event);
        events++;
        this.#failures = 0;
      }
    } finally {
      // It worked for a while, however it ended.
      if (clock.now() - startedAtMs >= shortWatchMs) this.#failures = 0;
    }
    const wasShort = events === 0 && clock.now() - startedAtMs < shortWatchMs;
    if (wasShort && !signal.aborted) await this.#pause(this.#options.backoff, signal);
  }

  #apply(event: WatchEvent<T>): void {
    const { sink } = this.#options;
    if (event.type === 'DELETED') sink.delete(event.object);
    else if (event.type !== 'BOOKMARK') sink.upsert(event.object);
    this.#resourceVersion = event.object.metadata.resourceVersion ?? this.#resourceVersion;
  }

  async #recover(error: unknown, signal: AbortSignal): Promise<void> {
    const { logger, resource, namespace, backoff } = this.#options;
    const context = { resource: resourceName(resource), namespace };
    if (isKubernetesApiError(error, 410)) {
      logger.info(context, 'the server has forgotten where the watch was; listing again');
      this.#resourceVersion = undefined;
      // The first list follows at once; a server that forgets again and again must not be asked in a tight loop.
      if (this.#failures > 0) await this.#pause(backoff, signal);
      else this.#failures++;
      return;
    }
    if (isKubernetesApiError(error, 404)) {
      if (!this.#missingLogged)
        logger.info(context, 'the server does not serve this resource yet; waiting for it');
      this.#missingLogged = true;
      this.#resourceVersion = undefined;
      await this.#pause(missingResourceBackoff, signal);
      return;
    }
    this.#mayBeBehind = this.#resourceVersion !== undefined;
    await this.#pause(backoff, signal, (delayMs) =>
      logger.warn({ ...context, retryInMs: delayMs, ...told(error) }, 'list or watch failed; trying again'),
    );
  }

  async #pause(
    backoff: BackoffOptions,
    signal: AbortSignal,
    before?: (delayMs: number) => void,
  ): Promise<void> {
    this.#failures++;
    const delayMs = backoffMs(backoff, this.#failures, this.#options.random);
    before?.(delayMs);
    await sleep(this.#options.clock, delayMs, signal);
  }
}

/** A server's own words or its absence are told in a sentence; only what nobody expected comes with its stack. */
function told(error: unknown): { reason: string } | { err: unknown } {
  const isExpected = error instanceof KubernetesApiError || error instanceof KubernetesUnreachableError;
  return isExpected ? { reason: error.message } : { err: error };
}
