import type { ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { WatchFrames } from '../registry/watch-frames.ts';
import type { ResponseStream } from './api-response.ts';

/**
 * A body over HTTP/1.1 that goes on until one side ends it. Its chunks go to the connection as they are: Node's own
 * way there makes one of three pieces, for each chunk and for each client anew.
 */
export class Http1Stream implements ResponseStream {
  readonly #response: ServerResponse;
  /**
   * Takes chunks. Undefined for a client that knows no chunks (HTTP/1.0) or wants no body (HEAD), and where answers to
   * earlier requests are still to come on the connection: then Node sees to it all.
   */
  readonly #connection: Socket | undefined;

  /** @param response whose head has been sent */
  constructor(response: ServerResponse) {
    this.#response = response;
    this.#connection = response.chunkedEncoding ? (response.socket ?? undefined) : undefined;
  }

  write({ bytes, chunk }: WatchFrames): boolean {
    return this.#connection === undefined ? this.#response.write(bytes) : this.#connection.write(chunk);
  }

  onDrain(listener: () => void): void {
    const source = this.#connection ?? this.#response;
    source.on('drain', listener);
    // The connection outlives the answer, and carries others.
    this.onClose(() => source.off('drain', listener));
  }

  onClose(listener: () => void): void {
    this.#response.once('close', listener);
  }

  end(): void {
    this.#response.end();
  }

  abort(): void {
    this.#response.destroy();
  }
}
