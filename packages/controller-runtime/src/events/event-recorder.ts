import { hostname } from 'node:os';
import { KubernetesApiError } from '../client/kubernetes-api-error.ts';
import type { KubernetesClient } from '../client/kubernetes-client.ts';
import type { KubernetesObject } from '../client/kubernetes-object.ts';
import { type Clock, systemClock } from '../clock/clock.ts';
import type { Logger } from '../logging/logger.ts';
import { WorkQueue } from '../queue/work-queue.ts';
import { EventWriter } from './event-writer.ts';
import { type ObjectEvent, type RecordedEvent, referenceTo } from './recorded-event.ts';

export interface EventRecorderOptions {
  readonly client: KubernetesClient;
  /** Who reports: `sluice-operator`. */
  readonly component: string;
  readonly logger: Logger;
  /** Different events that are remembered, so that repetitions count up; 1,000 unless given. */
  readonly capacity?: number | undefined;
  /** A repeated event is written at most this often; 10 s unless given. */
  readonly repeatIntervalMs?: number | undefined;
  readonly clock?: Clock | undefined;
  /** The time of day. */
  readonly now?: (() => Date) | undefined;
}

/** The longest message of an Event (`events.k8s.io/v1`). */
const maxMessageLength = 1024;
/** An event that can't be written after so many tries is let go. */
const maxTries = 5;
/** What the events that are left get at a stop. */
const flushMs = 1000;

/**
 * Writes core v1 Events about objects.
 *
 * `record` never waits and never fails: no reconcile may suffer for an event. Repetitions (same object, type,
 * reason and message) become one Event with a count. Memory is bounded: when too many different events wait to be
 * written, further ones are dropped. Whatever is lost leaves a line in the log.
 */
export class EventRecorder {
  readonly name = 'events';
  readonly #options: EventRecorderOptions;
  readonly #clock: Clock;
  readonly #writer: EventWriter;
  readonly #queue: WorkQueue<string>;
  /** By what makes an event the same; least recently recorded first. */
  readonly #recorded = new Map<string, RecordedEvent>();
  #dropped = 0;

  constructor(options: EventRecorderOptions) {
    this.#options = options;
    this.#clock = options.clock ?? systemClock;
    this.#writer = new EventWriter(options.client, options.component, hostname());
    this.#queue = new WorkQueue({ clock: this.#clock, backoff: { baseMs: 500, maxMs: 10_000 } });
  }

  /** Notes what happened to the object, which needs its `apiVersion` and `kind`. Never throws. */
  record(object: KubernetesObject, event: ObjectEvent): void {
    const reference = referenceTo(object);
    const message = event.message.slice(0, maxMessageLength);
    const { uid, namespace, name } = reference;
    const key = JSON.stringify([uid, namespace, name, event.type, event.reason, message]);
    const now = this.#options.now?.() ?? new Date();
    const known = this.#recorded.get(key);
    if (known !== undefined) {
      known.count++;
      known.lastAt = now;
      this.#recorded.delete(key);
      this.#recorded.set(key, known);
      this.#enqueue(key, known);
    } else if (this.#makeRoom()) {
      const fresh: RecordedEvent = {
        object: reference,
        event: { ...event, message },
        count: 1,
        writtenCount: 0,
        firstAt: now,
        lastAt: now,
        writtenAtMs: Number.NEGATIVE_INFINITY,
        stored: undefined,
      };
      this.#recorded.set(key, fresh);
      this.#enqueue(key, fresh);
    }
  }

  /** Writes what is recorded until the signal is aborted, and then what is left, for a second at most. */
  async run(signal: AbortSignal): Promise<void> {
    const shutDown = () => void this.#queue.shutDown();
    if (signal.aborted) shutDown();
    signal.addEventListener('abort', shutDown);
    for (let key = await this.#queue.take(); key !== undefined; key = await this.#queue.take()) {
      await this.#write(key, signal);
      this.#queue.done(key);
    }
    signal.removeEventListener('abort', shutDown);
    await this.#flush();
  }

  #enqueue(key: string, recorded: RecordedEvent): void {
    const nextAtMs = recorded.writtenAtMs + (this.#options.repeatIntervalMs ?? 10_000);
    this.#queue.addAfter(key, nextAtMs - this.#clock.now());
  }

  /** Forgets the event that was recorded longest ago of those that the server knows; is there none, drops the new one. */
  #makeRoom(): boolean {
    if (this.#recorded.size < (this.#options.capacity ?? 1000)) return true;
    for (const [key, { count, writtenCount }] of this.#recorded) {
      if (count !== writtenCount) continue;
      this.#recorded.delete(key);
      return true;
    }
    if (this.#dropped === 0) {
      const fields = { waiting: this.#recorded.size };
      this.#options.logger.warn(fields, 'too many events wait to be written; dropping new ones');
    }
    this.#dropped++;
    return false;
  }

  async #write(key: string, signal: AbortSignal): Promise<void> {
    const recorded = this.#recorded.get(key);
    if (recorded === undefined || recorded.count === recorded.writtenCount) return;
    // Before the write, so that what is recorded meanwhile waits for the interval, too.
    recorded.writtenAtMs = this.#clock.now();
    try {
      await this.#writer.write(recorded, signal);
      this.#queue.forget(key);
      this.#reportDropped();
    } catch (error) {
      // What a stop has interrupted is written by the flush.
      if (!signal.aborted) this.#failed(key, recorded, error);
    }
  }

  #failed(key: string, recorded: RecordedEvent, error: unknown): void {
    const isWorthTrying = this.#queue.failures(key) + 1 < maxTries && !isFinal(error);
    if (isWorthTrying) {
      this.#queue.addRateLimited(key);
      return;
    }
    this.#queue.forget(key);
    this.#lose(key, recorded, error);
  }

  #lose(key: string, { object, event }: RecordedEvent, error: unknown): void {
    this.#recorded.delete(key);
    const { kind, namespace, name } = object;
    const fields = { kind, namespace, name, reason: event.reason, err: error };
    this.#options.logger.warn(fields, 'an event could not be written and is lost');
  }

  #reportDropped(): void {
    if (this.#dropped === 0) return;
    this.#options.logger.warn({ dropped: this.#dropped }, 'events were dropped; there is room again');
    this.#dropped = 0;
  }

  async #flush(): Promise<void> {
    const signal = AbortSignal.timeout(flushMs);
    for (const [key, recorded] of this.#recorded) {
      if (recorded.count === recorded.writtenCount) continue;
      try {
        await this.#writer.write(recorded, signal);
      } catch (error) {
        this.#lose(key, recorded, error);
      }
    }
  }
}

/** A refusal that the next try would meet again: no right, no such namespace, one that is being deleted. */
function isFinal(error: unknown): boolean {
  return error instanceof KubernetesApiError && error.status < 500 && error.status !== 429;
}
