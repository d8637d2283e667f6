import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { promisify } from 'node:util';
import { createGzip, gzip } from 'node:zlib';
import type { ApiResponse, ResponseStream, StreamBody } from './api-response.ts';
import type { AnswerHeaders, Exchange } from './exchange.ts';

/** Answers below this length aren't worth compressing; kube-apiserver's own bound. */
const MIN_GZIP_BYTES = 128 * 1024;

/** How long a client may take nothing of a long answer: what it holds is a place among the requests under way. */
const MAX_STALL_MS = 60_000;

/** The fastest; the network in between is mostly the machine itself. */
const GZIP_LEVEL = 1;

const compress = promisify(gzip);

/** Sends an answer. Resolves when it has been handed over, or the stream has ended. */
export async function writeResponse(exchange: Exchange, answer: ApiResponse): Promise<void> {
  if (exchange.isOver) return;
  const headers: AnswerHeaders = {
    'content-type': answer.contentType,
    'cache-control': 'no-cache, private',
  };
  for (const name in answer.headers) headers[name.toLowerCase()] = answer.headers[name] ?? '';
  if (answer.warnings !== undefined && answer.warnings.length > 0) {
    headers['warning'] = answer.warnings.map(warning);
  }
  const { status, body } = answer;
  if (typeof body === 'function') return stream(exchange.stream(status, headers), body);
  if (typeof body === 'string' || Buffer.isBuffer(body)) return sendWhole(exchange, status, headers, body);
  return sendPieces(exchange, status, headers, body);
}

async function sendWhole(
  exchange: Exchange,
  status: number,
  headers: AnswerHeaders,
  body: string | Buffer,
): Promise<void> {
  // As bytes, also of a text: Node joins a text with the head, and a server with 100,000 objects holds 80 MiB more then.
  const bytes = typeof body === 'string' ? Buffer.from(body) : body;
  const isCompressed = bytes.length > MIN_GZIP_BYTES && acceptsGzip(exchange);
  if (isCompressed) headers['content-encoding'] = 'gzip';
  const sent = isCompressed ? await compress(bytes, { level: GZIP_LEVEL }) : bytes;
  if (exchange.isOver) return;
  if (status !== 304) headers['content-length'] = sent.length;
  exchange.send(status, headers, exchange.method === 'HEAD' ? undefined : sent);
}

/**
 * Sends pieces as fast as the client takes them, and cuts it off when for a minute it has taken none, or has left the
 * last of them. A single one is sent as a whole, with its length.
 */
async function sendPieces(
  exchange: Exchange,
  status: number,
  headers: AnswerHeaders,
  pieces: Iterable<string>,
): Promise<void> {
  const iterator = pieces[Symbol.iterator]();
  const first = iterator.next();
  const second = first.done ? first : iterator.next();
  if (second.done || exchange.method === 'HEAD') {
    return sendWhole(exchange, status, headers, first.value ?? '');
  }
  const stall = new AbortController();
  const timer = setTimeout(() => stall.abort(), MAX_STALL_MS);
  const all = Readable.from(
    (function* () {
      yield first.value;
      yield second.value;
      for (let next = iterator.next(); !next.done; next = iterator.next()) {
        timer.refresh();
        yield next.value;
      }
    })(),
    { highWaterMark: 1 },
  );
  const { signal } = stall;
  try {
    if (acceptsGzip(exchange)) {
      headers['content-encoding'] = 'gzip';
      await pipeline(all, createGzip({ level: GZIP_LEVEL }), exchange.open(status, headers), { signal });
    } else await pipeline(all, exchange.open(status, headers), { signal });
  } catch (error) {
    // A client that goes away in the middle of an answer is none of the server's faults.
    if (!signal.aborted && !isPrematureClose(error)) throw error;
  } finally {
    clearTimeout(timer);
  }
}

function isPrematureClose(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ERR_STREAM_PREMATURE_CLOSE';
}

function stream(target: ResponseStream, start: StreamBody): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  target.onClose(resolve);
  start(target);
  return promise;
}

function acceptsGzip({ headers }: Exchange): boolean {
  return /\bgzip\b(?!\s*;\s*q=0(?:\.0*)?\b)/.test(String(headers['accept-encoding'] ?? ''));
}

/** A `Warning` header value; 299 is "miscellaneous persistent warning" (RFC 7234). */
function warning(text: string): string {
  const printable = text.replace(/[^\x20-\x7e]/g, '?').replace(/[\\"]/g, '\\$&');
  return `299 - "${printable}"`;
}
