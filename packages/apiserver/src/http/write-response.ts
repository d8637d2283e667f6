import type { IncomingMessage, ServerResponse } from 'node:http';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import type { ApiResponse, ResponseStream, StreamBody } from './api-response.ts';

/** Answers below this length aren't worth compressing; kube-apiserver's own bound. */
const MIN_GZIP_BYTES = 128 * 1024;

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
  if (typeof answer.body === 'function') return stream(response, answer.body);
  const body = typeof answer.body === 'string' ? Buffer.from(answer.body) : answer.body;
  const isCompressed = body.length > MIN_GZIP_BYTES && acceptsGzip(request);
  if (isCompressed) response.setHeader('Content-Encoding', 'gzip');
  const sent = isCompressed ? await compress(body, { level: 1 }) : body;
  if (answer.status !== 304) response.setHeader('Content-Length', sent.length);
  response.end(request.method === 'HEAD' ? undefined : sent);
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
