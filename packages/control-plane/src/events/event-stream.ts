import { once } from 'node:events';
import { PassThrough } from 'node:stream';
import type { ChangeFeed } from './change-feed.ts';
import { changeEvent, endEvent, HEARTBEAT, readyEvent, type StreamEnd } from './event-text.ts';

/** How a stream of events behaves over time. */
export interface EventStreamTiming {
  /** How often a comment is sent where nothing happens. Then the database is asked too, should a wake-up be lost. */
  heartbeatMs: number;
  /** How long a reader may leave a full buffer before it is dropped. */
  slowReaderMs: number;
}

/** What a reader may leave unread; the rest stays in the database until it is asked for. */
const BUFFER_BYTES = 64 * 1024;

/**
 * The changes of one control plane after a revision, as they happen, as the body of an answer. What the reader doesn't
 * take isn't read from the database, so a slow one costs a bounded buffer, and is dropped when it stands still.
 */
export class EventStream {
  /** The body. */
  readonly body = new PassThrough({ highWaterMark: BUFFER_BYTES });
  readonly #feed: Pick<ChangeFeed, 'after' | 'subscribe'>;
  readonly #controlPlaneId: string;
  readonly #timing: EventStreamTiming;
  readonly #closed = new AbortController();
  #revision: number;
  #mayHaveMore = true;
  #wake: (() => void) | undefined;

  constructor(
    feed: Pick<ChangeFeed, 'after' | 'subscribe'>,
    controlPlaneId: string,
    revision: number,
    timing: EventStreamTiming,
  ) {
    this.#feed = feed;
    this.#controlPlaneId = controlPlaneId;
    this.#revision = revision;
    this.#timing = timing;
    this.body.on('close', () => this.#stop());
  }

  /** Sends until the reader goes away or the stream has to end; rejects when the database fails. */
  async run(): Promise<void> {
    const unsubscribe = this.#feed.subscribe(this.#controlPlaneId, () => this.#look());
    try {
      const end = await this.#follow();
      if (end !== undefined) {
        this.body.end(endEvent(end));
      }
    } catch (error) {
      if (!this.#closed.signal.aborted) {
        this.body.destroy();
        throw error;
      }
    } finally {
      unsubscribe();
    }
  }

  /** Ends the stream because the server stops. */
  shutDown(): void {
    if (!this.body.writableEnded) {
      this.body.end(endEvent({ reason: 'shutdown' }));
    }
    this.#stop();
  }

  async #follow(): Promise<StreamEnd | undefined> {
    let slow = !(await this.#send(readyEvent(this.#revision)));
    while (!slow && !this.#closed.signal.aborted) {
      this.#mayHaveMore = false;
      const page = await this.#feed.after(this.#controlPlaneId, this.#revision);
      if (page.kind === 'deleted') {
        return { reason: 'deleted' };
      }
      if (page.kind === 'out-of-reach') {
        return { reason: 'out-of-reach', revision: page.revision, oldest: page.oldest };
      }
      const last = page.changes.at(-1);
      if (last !== undefined) {
        slow = !(await this.#send(page.changes.map(changeEvent).join('')));
        this.#revision = last.revision;
      } else if (!(await this.#more())) {
        slow = !(await this.#send(HEARTBEAT));
      }
    }
    return this.#closed.signal.aborted ? undefined : { reason: 'slow-reader' };
  }

  /** Writes, and waits while the reader's buffer is full; false when it stands still for too long. */
  async #send(text: string): Promise<boolean> {
    if (this.#closed.signal.aborted || this.body.write(text)) {
      return true;
    }
    const signal = AbortSignal.any([this.#closed.signal, AbortSignal.timeout(this.#timing.slowReaderMs)]);
    try {
      await once(this.body, 'drain', { signal });
    } catch (error) {
      if (!signal.aborted) {
        throw error;
      }
      return this.#closed.signal.aborted;
    }
    return true;
  }

  /** Resolves true when there may be more to read, false when a heartbeat is due. */
  #more(): Promise<boolean> {
    if (this.#mayHaveMore || this.#closed.signal.aborted) {
      return Promise.resolve(true);
    }
    return new Promise((resolve) => {
      const timer = setTimeout(() => this.#wake?.(), this.#timing.heartbeatMs);
      this.#wake = () => {
        clearTimeout(timer);
        this.#wake = undefined;
        resolve(this.#mayHaveMore);
      };
    });
  }

  #look(): void {
    this.#mayHaveMore = true;
    this.#wake?.();
  }

  #stop(): void {
    this.#closed.abort();
    this.#look();
  }
}
