import type { IncomingMessage, ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { promisify } from 'node:util';
import { createGzip, gzip } from 'node:zlib';
import type { ApiResponse, ResponseStream, StreamBody } from './api-response.ts';

/** Answers below this length aren't worth compressing; kube-apiserver's own bound. */
const MIN_GZIP_BYTES = 128 * 1024;

/** The fastest; the network in between is mostly the machine itself. */
const GZIP_LEVEL = 1;

const compress = promisify(gzip);

/** Sends an answer over Node's HTTP. Resolves when it has been handed over, or the stream has ended. */
export async function writeResponse(
  request: IncomingMessage,
  response: ServerResponse,
  answer: ApiResponse,
): Promise<void> {
  if (response.destroyed) return;
  response.setHeader('Content-Type', answer.contentType);
  response.setHeader('Cache-Control', 'no-cache, private');
  for (const name in answer.headers) response.setHeader(name, answer.headers[name] ?? '');
  if (answer.warnings !== undefined && answer.warnings.length > 0) {
    response.setHeader('Warning', answer.warnings.map(warning));
  }
  // What is left of a body that wasn't read would be taken for the next request.
  if (!request.complete && request.method !== 'GET') response.setHeader('Connection', 'close');
  response.statusCode = answer.status;
  const { body } = answer;
  if (typeof body === 'function') return stream(response, body);
  if (typeof body === 'string' || Buffer.isBuffer(body)) return sendWhole(request, response, body);
  return sendPieces(request, response, body);
}

async function sendWhole(
  request: IncomingMessage,
  response: ServerResponse,
  body: string | Buffer,
): Promise<void> {
  const bytes = typeof body === 'string' ? Buffer.from(body) : body;
  const isCompressed = bytes.length > MIN_GZIP_BYTES && acceptsGzip(request);
  if (isCompressed) response.setHeader('Content-Encoding', 'gzip');
  const sent = isCompressed ? await compress(bytes, { level: GZIP_LEVEL }) : bytes;
  if (response.statusCode !== 304) response.setHeader('Content-Length', sent.length);
  response.end(request.method === 'HEAD' ? undefined : sent);
}

/** Sends pieces as fast as the client takes them. A single one is sent as a whole, with its length. */
async function sendPieces(
  request: IncomingMessage,
  response: ServerResponse,
  pieces: Iterable<string>,
): Promise<void> {
  const iterator = pieces[Symbol.iterator]();
  const first = iterator.next();
  const second = first.done ? first : iterator.next();
  if (second.done || request.method === 'HEAD') return sendWhole(request, response, first.value ?? '');
  const all = Readable.from(
    (function* () {
      yield first.value;
      yield second.value;
      for (let next = iterator.next(); !next.done; next = iterator.next()) yield next.value;
    })(),
    { highWaterMark: 1 },
  );
  try {
    if (acceptsGzip(request)) {
      response.setHeader('Content-Encoding', 'gzip');
      await pipeline(all, createGzip({ level: GZIP_LEVEL }), response);
    } else await pipeline(all, response);
  } catch (error) {
    // A client that goes away in the middle of an answer is none of the server's faults.
    if (!isPrematureClose(error)) throw error;
  }
}

function isPrematureClose(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ERR_STREAM_PREMATURE_CLOSE';
}

function stream(response: ServerResponse, start: StreamBody): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  response.on('close', resolve);
  // The head goes out at once: clients wait for it, however long the first event takes.
  response.flushHeaders();
  const target: ResponseStream = {
    write: (text) => response.write(text),
    onDrain: (listener) => response.on('drain', listener),
    onClose: (listener) => response.on('close', listener),
    end: () => response.end(),
  };
  start(target);
  return promise;
}

function acceptsGzip({ headers }: IncomingMessage): boolean {
  return /\bgzip\b(?!\s*;\s*q=0(?:\.0*)?\b)/.test(String(headers['accept-encoding'] ?? ''));
}

/** A `Warning` header value; 299 is "miscellaneous persistent warning" (RFC 7234). */
function warning(text: string): string {
  const printable = text.replace(/[^\x20-\x7e]/g, '?').replace(/[\\"]/g, '\\$&');
  return `299 - "${printable}"`;
}
