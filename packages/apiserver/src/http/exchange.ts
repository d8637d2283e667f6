import type { IncomingHttpHeaders } from 'node:http';
import type { Readable, Writable } from 'node:stream';
import type { TLSSocket } from 'node:tls';
import type { ResponseStream } from './api-response.ts';

/** Headers of an answer, their names in lower case. */
export type AnswerHeaders = Record<string, string | number | string[]>;

/** A request and the place for its answer, whatever version of HTTP carries them. */
export interface Exchange {
  readonly method: string;
  /** Path and query, still encoded. */
  readonly url: string;
  /** Names are in lower case; `host` is there in HTTP/2, too. */
  readonly headers: IncomingHttpHeaders;
  /** Names and values in turn, for those that may be given several times. */
  readonly rawHeaders: readonly string[];
  readonly socket: TLSSocket;
  readonly body: Readable;
  /** The status that has been answered; 0 before. */
  readonly status: number;
  /** Whether it is too late for an answer: one has begun, or the client has gone. */
  readonly isOver: boolean;
  /** Adds a header to whatever will be the answer. */
  setHeader(name: string, value: string): void;
  /** Answers with a whole body, or with none at all. */
  send(status: number, headers: AnswerHeaders, body: Buffer | undefined): void;
  /** Begins an answer at once; its body is written to what is returned. */
  open(status: number, headers: AnswerHeaders): Writable;
  /** Begins an answer at once whose body goes on until one side ends it. */
  stream(status: number, headers: AnswerHeaders): ResponseStream;
  /** Cuts the client off in the middle of an answer. */
  abort(): void;
}
