import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from 'node:http';
import type { Readable, Writable } from 'node:stream';
import type { TLSSocket } from 'node:tls';
import type { ResponseStream } from './api-response.ts';
import type { AnswerHeaders, Exchange } from './exchange.ts';
import { Http1Stream } from './http1-stream.ts';

/** A request over HTTP/1.1. */
export class Http1Exchange implements Exchange {
  readonly method: string;
  readonly url: string;
  readonly headers: IncomingHttpHeaders;
  readonly #incoming: IncomingMessage;
  readonly #response: ServerResponse;

  constructor(incoming: IncomingMessage, response: ServerResponse) {
    this.method = incoming.method ?? 'GET';
    this.url = incoming.url ?? '/';
    this.headers = incoming.headers;
    this.#incoming = incoming;
    this.#response = response;
  }

  get rawHeaders(): readonly string[] {
    return this.#incoming.rawHeaders;
  }

  get socket(): TLSSocket {
    return this.#incoming.socket as TLSSocket;
  }

  get body(): Readable {
    return this.#incoming;
  }

  get status(): number {
    return this.#response.headersSent ? this.#response.statusCode : 0;
  }

  get isOver(): boolean {
    return this.#response.headersSent || this.#response.destroyed;
  }

  setHeader(name: string, value: string): void {
    this.#response.setHeader(name, value);
  }

  send(status: number, headers: AnswerHeaders, body: Buffer | undefined): void {
    this.#writeHead(status, headers);
    this.#response.end(body);
  }

  open(status: number, headers: AnswerHeaders): Writable {
    this.#writeHead(status, headers);
    this.#response.flushHeaders();
    return this.#response;
  }

  stream(status: number, headers: AnswerHeaders): ResponseStream {
    this.open(status, headers);
    return new Http1Stream(this.#response);
  }

  abort(): void {
    this.#response.destroy();
  }

  #writeHead(status: number, headers: AnswerHeaders): void {
    // What is left of a body that wasn't read would be taken for the next request.
    if (!this.#incoming.complete && this.method !== 'GET') this.#response.setHeader('connection', 'close');
    this.#response.writeHead(status, headers);
  }
}
