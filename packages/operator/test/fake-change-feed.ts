import {
  type ChangeStream,
  type EntityChange,
  KonnectApiError,
  KonnectUnreachableError,
} from '@sluice/konnect-api';

/** A change, but for its revision. */
export type Recorded = Pick<EntityChange, 'operation' | 'type' | 'id' | 'before' | 'after'>;

interface Reader {
  readonly planeId: string;
  /** Ends the stream with this. */
  end(error: unknown): void;
  /** There is something new. */
  wake(): void;
}

/** The change streams of a server, in memory. A test may break them, have them say nothing, and forget what was. */
export class FakeChangeFeed {
  /** Whether the server has change streams at all. */
  isOffered = false;
  /** Revisions after which streams were asked for; undefined: from now on. */
  readonly opened: (number | undefined)[] = [];
  /** While true, what happens is kept back. */
  isHeldUp = false;
  readonly #changes = new Map<string, EntityChange[]>();
  readonly #forgotten = new Map<string, number>();
  readonly #readers = new Set<Reader>();

  /** How many streams are open. */
  get open(): number {
    return this.#readers.size;
  }

  record(planeId: string, change: Recorded): void {
    const changes = this.#changes.get(planeId) ?? [];
    changes.push({ ...structuredClone(change), revision: changes.length + 1 });
    this.#changes.set(planeId, changes);
    this.wake();
  }

  /** Tells whoever follows to look; to be called when `isHeldUp` is over. */
  wake(): void {
    for (const reader of this.#readers) reader.wake();
  }

  /** Breaks all streams as a network does, or ends them with an error. */
  breakOff(error: unknown = new KonnectUnreachableError('the stream broke'), planeId?: string): void {
    for (const reader of [...this.#readers]) {
      if (planeId === undefined || reader.planeId === planeId) reader.end(error);
    }
  }

  /** Keeps none of the changes so far. */
  forget(planeId: string): void {
    this.#forgotten.set(planeId, this.#changes.get(planeId)?.length ?? 0);
  }

  follow(planeId: string, after: number | undefined, signal: AbortSignal | undefined): ChangeStream {
    this.opened.push(after);
    if (!this.isOffered) throw new KonnectApiError({ status: 404, kind: 'not-found', message: 'Not found' });
    const revision = after ?? this.#changes.get(planeId)?.length ?? 0;
    return { revision, changes: this.#read(planeId, revision, signal) };
  }

  async *#read(
    planeId: string,
    after: number,
    signal: AbortSignal | undefined,
  ): AsyncGenerator<EntityChange, never, undefined> {
    let next = Promise.withResolvers<void>();
    const reader: Reader = {
      planeId,
      end: (error) => next.reject(error),
      wake: () => next.resolve(),
    };
    const abort = () => reader.end(signal?.reason);
    signal?.addEventListener('abort', abort);
    this.#readers.add(reader);
    try {
      for (let revision = after; ; ) {
        if (revision < (this.#forgotten.get(planeId) ?? 0))
          throw new KonnectApiError({ status: 410, kind: 'validation', message: 'not kept' });
        const change = this.isHeldUp ? undefined : this.#changes.get(planeId)?.[revision];
        if (change === undefined) {
          await next.promise;
          next = Promise.withResolvers();
        } else {
          revision = change.revision;
          yield change;
        }
      }
    } finally {
      signal?.removeEventListener('abort', abort);
      this.#readers.delete(reader);
    }
  }
}
