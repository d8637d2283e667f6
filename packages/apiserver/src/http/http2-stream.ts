import type { ServerHttp2Stream } from 'node:http2';
import type { WatchFrames } from '../registry/watch-frames.ts';
import type { ResponseStream } from './api-response.ts';

/** A body over HTTP/2 that goes on until one side ends it. */
export class Http2Stream implements ResponseStream {
  readonly #stream: ServerHttp2Stream;

  /** @param stream whose head has been sent */
  constructor(stream: ServerHttp2Stream) {
    this.#stream = stream;
  }

  write({ bytes }: WatchFrames): boolean {
    return this.#stream.write(bytes);
  }

  onDrain(listener: () => void): void {
    this.#stream.on('drain', listener);
  }

  onClose(listener: () => void): void {
    this.#stream.once('close', listener);
  }

  end(): void {
    this.#stream.end();
  }

  abort(): void {
    this.#stream.destroy();
  }
}
