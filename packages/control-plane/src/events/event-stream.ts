import { once } from 'node:events';
import { PassThrough } from 'node:stream';
import type { ChangeSource } from './change-source.ts';
import { endEvent, HEARTBEAT, type StreamEnd } from './event-text.ts';
import type { StreamReader } from './stream-reader.ts';

/** How a stream of events behaves over time. */
export interface EventStreamTiming {
  /** How often a comment is sent. Then the database is asked, too, should a wake-up have been lost. */
  heartbeatMs: number;
  /** How often it is asked whether the reader may still read, beside each time that people or tokens change here. */
  standingMs: number;
  /** How long a reader may leave a full buffer before it is dropped. */
  slowReaderMs: number;
}

/** What a reader may leave unread; the rest stays in the database until it is asked for. */
const BUFFER_BYTES = 64 * 1024;

/**
 * What a source tells, as it happens, as the body of an answer. What the reader doesn't take isn't read from the database,
 * so a slow one costs a bounded buffer, and is dropped when it stands still. Before anything is sent, who reads is looked
 * up anew, and the stream ends where that is nobody any more.
 */
export class EventStream {
  /** The body. */
  readonly body = new PassThrough({ highWaterMark: BUFFER_BYTES });
  readonly #source: ChangeSource;
  readonly #reader: StreamReader;
  readonly #timing: EventStreamTiming;
  readonly #closed = new AbortController();
  #isWoken = false;
  #wake: (() => void) | undefined;

  constructor(source: ChangeSource, reader: StreamReader, timing: EventStreamTiming) {
    this.#source = source;
    this.#reader = reader;
    this.#timing = timing;
    this.body.on('close', () => this.#stop());
  }

  /** Sends until the reader goes away or the stream has to end; rejects when the database fails. */
  async run(): Promise<void> {
    const stopListening = [
      this.#source.subscribe(() => this.#look()),
      this.#reader.subscribe(() => this.#look()),
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
    let slow = !(await this.#send(this.#source.opening));
    let heartbeatAtMs = performance.now() + heartbeatMs;
    while (!slow && !this.#closed.signal.aborted) {
      this.#isWoken = false;
      const identity = await this.#reader.identity();
      if (identity === undefined) {
        return { reason: 'signed-out' };
      }
      const untilHeartbeatMs = heartbeatAtMs - performance.now();
      if (untilHeartbeatMs <= 0) {
        heartbeatAtMs = performance.now() + heartbeatMs;
        this.#source.lookAgain();
        slow = !(await this.#send(HEARTBEAT));
        continue;
      }
      const told = await this.#source.next(identity);
      if (told === undefined) {
        await this.#pause(untilHeartbeatMs);
      } else if ('end' in told) {
        return told.end;
      } else {
        slow = !(await this.#send(told.text));
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
    if (this.#isWoken || this.#closed.signal.aborted) {
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
    this.#isWoken = true;
    this.#wake?.();
  }

  #stop(): void {
    this.#closed.abort();
    this.#look();
  }
}
