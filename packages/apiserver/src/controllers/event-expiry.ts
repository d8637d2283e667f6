import type { Logger } from 'pino';
import { event } from '../registry/built-ins/event.ts';
import { deleteObject } from '../registry/delete-object.ts';
import type { RegistryContext } from '../registry/registry-context.ts';
import { objectKey } from '../storage/stored-entry.ts';
import { KeyQueue } from './key-queue.ts';
import { serverDelete, serverTarget } from './server-write.ts';

/** How long an Event is kept after it was last written; kube-apiserver's default. */
const EVENT_LIFETIME_MS = 60 * 60_000;
const SWEEP_INTERVAL_MS = 60_000;

/**
 * Deletes Events that nobody has written to for an hour, so that they can't fill the memory. When each was written
 * is only remembered by the running server: a restart gives those that are there another hour.
 */
export class EventExpiry {
  readonly #context: RegistryContext;
  /** When each was last written, oldest first: a new write moves it to the end. */
  readonly #writtenMs = new Map<string, number>();
  readonly #queue: KeyQueue;
  readonly #timer: NodeJS.Timeout;

  constructor(context: RegistryContext, logger: Logger | undefined) {
    this.#context = context;
    this.#queue = new KeyQueue('removal of an expired Event', (key) => this.#remove(key), logger);
    for (const { namespace, name } of context.store.table(event.id).heads())
      this.#note(objectKey(namespace, name));
    context.store.onPublished((changes) => {
      for (const { resource, key, type } of changes) {
        if (resource !== event.id) continue;
        this.#writtenMs.delete(key);
        if (type !== 'DELETED') this.#note(key);
      }
    });
    this.#timer = setInterval(() => this.#sweep(), SWEEP_INTERVAL_MS);
    this.#timer.unref();
  }

  close(): void {
    clearInterval(this.#timer);
    this.#queue.close();
  }

  #note(key: string): void {
    this.#writtenMs.set(key, this.#context.now().getTime());
  }

  #sweep(): void {
    const before = this.#context.now().getTime() - EVENT_LIFETIME_MS;
    for (const [key, writtenMs] of this.#writtenMs) {
      if (writtenMs > before) return;
      this.#queue.add(key);
    }
  }

  async #remove(key: string): Promise<void> {
    const entry = this.#context.store.table(event.id).head(key);
    if (entry !== undefined) await deleteObject(this.#context, serverTarget(event, entry), serverDelete);
  }
}
