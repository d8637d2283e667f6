import { once } from 'node:events';
import { PassThrough } from 'node:stream';
import type { ChangeFeed } from './change-feed.ts';
import { changeEvent, endEvent, HEARTBEAT, readyEvent, type StreamEnd } from './event-text.ts';
import type { StreamReader } from './stream-reader.ts';

/** How a stream of events behaves over time. */
export interface EventStreamTiming {
  /** How often a comment is sent where nothing happens. Then the database is asked too, should a wake-up be lost. */
  heartbeatMs: number;
  /** How often it is asked whether the reader may still read, beside each time that people or tokens change here. */
  standingMs: number;
  /** How long a reader may leave a full buffer before it is dropped. */
  slowReaderMs: number;
}

/** Whose changes to send, after which revision, and to whom. */
export interface StreamStart {
  controlPlaneId: string;
  revision: number;
  reader: StreamReader;
}

/** What a reader may leave unread; the rest stays in the database until it is asked for. */
const BUFFER_BYTES = 64 * 1024;

/**
 * The changes of one control plane after a revision, as they happen, as the body of an answer. What the reader doesn't
 * take isn't read from the database, so a slow one costs a bounded buffer, and is dropped when it stands still. Before
 * anything is sent, whether the reader may still have it is looked up, and the stream ends where not.
 */
export class EventStream {
  /** The body. */
  readonly body = new PassThrough({ highWaterMark: BUFFER_BYTES });
  readonly #feed: Pick<ChangeFeed, 'after' | 'subscribe'>;
  readonly #controlPlaneId: string;
  readonly #reader: StreamReader;
  readonly #timing: EventStreamTiming;
  readonly #closed = new AbortController();
  #revision: number;
  #mayHaveMore = true;
  #mayHaveChanged = false;
  #wake: (() => void) | undefined;

  constructor(
    feed: Pick<ChangeFeed, 'after' | 'subscribe'>,
    { controlPlaneId, revision, reader }: StreamStart,
    timing: EventStreamTiming,
  ) {
    this.#feed = feed;
    this.#controlPlaneId = controlPlaneId;
    this.#revision = revision;
    this.#reader = reader;
    this.#timing = timing;
    this.body.on('close', () => this.#stop());
  }

  /** Sends until the reader goes away or the stream has to end; rejects when the database fails. */
  async run(): Promise<void> {
    const stopListening = [
      this.#feed.subscribe(this.#controlPlaneId, () => this.#look()),
      this.#reader.subscribe(() => this.#askAgain()),
    ];
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
      for (const stop of stopListening) {
        stop();
      }
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
    const { heartbeatMs } = this.#timing;
    let slow = !(await this.#send(readyEvent(this.#revision)));
    let heartbeatAtMs = performance.now() + heartbeatMs;
    while (!slow && !this.#closed.signal.aborted) {
      this.#mayHaveChanged = false;
      const standing = await this.#reader.standing();
      if (standing !== 'allowed') {
        return { reason: standing };
      }
      const untilHeartbeatMs = heartbeatAtMs - performance.now();
      if (!this.#mayHaveMore && untilHeartbeatMs > 0) {
        await this.#pause(untilHeartbeatMs);
        continue;
      }
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
        this.#mayHaveMore = true;
      } else if (untilHeartbeatMs <= 0) {
        slow = !(await this.#send(HEARTBEAT));
        heartbeatAtMs = performance.now() + heartbeatMs;
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

  /** Waits for a change of anything, or until it is time to look again anyway. */
  #pause(untilHeartbeatMs: number): Promise<void> {
    if (this.#mayHaveChanged || this.#closed.signal.aborted) {
      return Promise.resolve();
    }
    return new Promise((resolve) => {
      const timer = setTimeout(() => this.#wake?.(), Math.min(untilHeartbeatMs, this.#timing.standingMs));
      this.#wake = () => {
        clearTimeout(timer);
        this.#wake = undefined;
        resolve();
      };
    });
  }

  #look(): void {
    this.#mayHaveMore = true;
    this.#wake?.();
  }

  #askAgain(): void {
    this.#mayHaveChanged = true;
    this.#wake?.();
  }

  #stop(): void {
    this.#closed.abort();
    this.#look();
  }
}
