import { constants, type IncomingHttpHeaders, type ServerHttp2Stream } from 'node:http2';
import type { Readable, Writable } from 'node:stream';
import type { TLSSocket } from 'node:tls';
import type { ResponseStream } from './api-response.ts';
import type { AnswerHeaders, Exchange } from './exchange.ts';
import { Http2Stream } from './http2-stream.ts';

/** A request over HTTP/2: one stream of a connection that carries many. */
export class Http2Exchange implements Exchange {
  readonly method: string;
  readonly url: string;
  readonly headers: IncomingHttpHeaders;
  readonly rawHeaders: readonly string[];
  readonly socket: TLSSocket;
  readonly #stream: ServerHttp2Stream;
  readonly #added: AnswerHeaders = {};
  #status = 0;

  constructor(
    stream: ServerHttp2Stream,
    headers: IncomingHttpHeaders,
    rawHeaders: readonly string[],
    socket: TLSSocket,
  ) {
    this.method = headers[':method'] ?? 'GET';
    this.url = headers[':path'] ?? '/';
    headers.host ??= headers[':authority'];
    this.headers = headers;
    this.rawHeaders = rawHeaders;
    this.socket = socket;
    this.#stream = stream;
  }

  get body(): Readable {
    return this.#stream;
  }

  get status(): number {
    return this.#status;
  }

  get isOver(): boolean {
    return this.#stream.headersSent || this.#stream.destroyed || this.#stream.closed;
  }

  setHeader(name: string, value: string): void {
    this.#added[name.toLowerCase()] = value;
  }

  send(status: number, headers: AnswerHeaders, body: Buffer | undefined): void {
    const isEmpty = body === undefined || body.length === 0;
    this.#respond(status, headers, isEmpty);
    if (!isEmpty) this.#stream.end(body);
    // What is left of a body that wasn't read would fill the connection's window.
    if (!this.#stream.readableEnded)
      this.#stream.once('finish', () => this.#stream.close(constants.NGHTTP2_NO_ERROR));
  }

  open(status: number, headers: AnswerHeaders): Writable {
    this.#respond(status, headers, false);
    return this.#stream;
  }

  stream(status: number, headers: AnswerHeaders): ResponseStream {
    this.open(status, headers);
    return new Http2Stream(this.#stream);
  }

  abort(): void {
    this.#stream.close(constants.NGHTTP2_INTERNAL_ERROR);
  }

  #respond(status: number, headers: AnswerHeaders, endStream: boolean): void {
    this.#status = status;
    this.#stream.respond({ ':status': status, ...this.#added, ...headers }, { endStream });
  }
}
