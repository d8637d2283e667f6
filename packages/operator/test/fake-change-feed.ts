import {
  type ChangeStream,
  type EntityChange,
  KonnectApiError,
  KonnectUnreachableError,
  type ToldChange,
} from '@sluice/konnect-api';

/** A change, but for its revision. */
export type Recorded = Pick<EntityChange, 'operation' | 'type' | 'id' | 'before' | 'after'>;

interface Reader {
  /** Ends the stream with this. */
  end(error: unknown): void;
  /** There is something new. */
  wake(): void;
}

/** The change streams of a server, in memory. A test may break them, have them say nothing, and forget what was. */
export class FakeChangeFeed {
  /** Whether the server has change streams at all. */
  isOffered = false;
  /** The revisions after which streams were asked for, by control plane. */
  readonly opened: ReadonlyMap<string, number>[] = [];
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
    changes.push({ ...structuredClone(change), controlPlaneId: planeId, revision: changes.length + 1 });
    this.#changes.set(planeId, changes);
    this.wake();
  }

  /** Tells whoever follows to look: when `isHeldUp` is over, and when there are other control planes. */
  wake(): void {
    for (const reader of this.#readers) reader.wake();
  }

  /** Breaks all streams as a network does, or ends them with an error. */
  breakOff(error: unknown = new KonnectUnreachableError('the stream broke')): void {
    for (const reader of [...this.#readers]) reader.end(error);
  }

  /** Keeps none of the changes so far. */
  forget(planeId: string): void {
    this.#forgotten.set(planeId, this.#changes.get(planeId)?.length ?? 0);
  }

  /** A stream of the control planes that a token may read, which may be others later. */
  follow(
    planeIds: () => readonly string[],
    after: ReadonlyMap<string, number>,
    signal: AbortSignal | undefined,
  ): ChangeStream {
    this.opened.push(new Map(after));
    if (!this.isOffered) throw new KonnectApiError({ status: 404, kind: 'not-found', message: 'Not found' });
    return this.#read(planeIds, new Map(after), signal);
  }

  async *#read(
    planeIds: () => readonly string[],
    asked: Map<string, number>,
    signal: AbortSignal | undefined,
  ): ChangeStream {
    let next = Promise.withResolvers<void>();
    const reader: Reader = {
      end: (error) => next.reject(error),
      wake: () => next.resolve(),
    };
    const abort = () => reader.end(signal?.reason);
    signal?.addEventListener('abort', abort);
    this.#readers.add(reader);
    const told = new Map<string, number>();
    try {
      for (;;) {
        const tales = [...this.#tales(planeIds(), asked, told)];
        yield* tales;
        if (tales.length > 0) continue;
        await next.promise;
        next = Promise.withResolvers();
      }
    } finally {
      signal?.removeEventListener('abort', abort);
      this.#readers.delete(reader);
    }
  }

  /** What a reader who has been told so much is to be told next. */
  *#tales(
    planeIds: readonly string[],
    asked: Map<string, number>,
    told: Map<string, number>,
  ): Generator<ToldChange, void, undefined> {
    for (const controlPlaneId of [...told.keys(), ...asked.keys()]) {
      if (planeIds.includes(controlPlaneId)) continue;
      told.delete(controlPlaneId);
      asked.delete(controlPlaneId);
      yield { kind: 'gone', controlPlaneId };
    }
    for (const controlPlaneId of planeIds) {
      const changes = this.#changes.get(controlPlaneId) ?? [];
      let revision = told.get(controlPlaneId);
      if (revision === undefined) {
        revision = asked.get(controlPlaneId) ?? changes.length;
        yield { kind: 'begin', controlPlaneId, revision };
      }
      if (revision < (this.#forgotten.get(controlPlaneId) ?? 0)) {
        revision = changes.length;
        yield { kind: 'begin', controlPlaneId, revision };
      }
      told.set(controlPlaneId, this.isHeldUp ? revision : changes.length);
      asked.delete(controlPlaneId);
      if (this.isHeldUp) continue;
      for (const change of changes.slice(revision)) yield { kind: 'change', change };
    }
  }
}
