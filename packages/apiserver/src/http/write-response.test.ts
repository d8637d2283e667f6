import { Writable } from 'node:stream';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Exchange } from './exchange.ts';
import { writeResponse } from './write-response.ts';

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
});
afterEach(() => {
  vi.useRealTimers();
});

/** A client that takes what it is sent when it is told to. */
class SlowClient {
  readonly taken: string[] = [];
  readonly body: Writable;
  #take: (() => void) | undefined;

  constructor() {
    this.body = new Writable({
      highWaterMark: 1,
      write: (chunk: Buffer, _encoding, done) => {
        this.#take = () => {
          this.#take = undefined;
          this.taken.push(chunk.toString());
          done();
        };
      },
    });
  }

  async take(): Promise<void> {
    await vi.waitUntil(() => this.#take !== undefined);
    this.#take?.();
  }

  exchange(): Exchange {
    const { body } = this;
    return { method: 'GET', headers: {}, isOver: false, open: () => body } as Partial<Exchange> as Exchange;
  }
}

const answer = { status: 200, contentType: 'application/json', body: [...'abcdefgh'] };

describe('an answer in pieces', () => {
  it('waits for a client that is slow, however long it takes altogether', async () => {
    const client = new SlowClient();
    const sent = writeResponse(client.exchange(), answer);
    for (let piece = 0; piece < 8; piece += 1) {
      vi.advanceTimersByTime(15_000);
      await client.take();
    }
    await sent;
    expect(client.taken).toEqual([...'abcdefgh']);
    expect(vi.getTimerCount()).toBe(0);
  });

  it('cuts off a client that takes nothing for a minute', async () => {
    const client = new SlowClient();
    const sent = writeResponse(client.exchange(), answer);
    await client.take();
    vi.advanceTimersByTime(61_000);
    await sent;
    expect(client.body.destroyed).toBe(true);
    expect(client.taken).toEqual(['a']);
  });
});
