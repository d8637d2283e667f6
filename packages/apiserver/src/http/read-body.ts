import type { Readable } from 'node:stream';
import { bodyTooLarge, bodyTooSlow } from '../status/api-error.ts';

/** The longest body that is read; that of kube-apiserver. */
const MAX_BODY_BYTES = 3 * 1024 * 1024;

/** Who sends more slowly than that only wants to hold the server up. */
const BODY_TIMEOUT_SECONDS = 60;

/**
 * Reads a request's body to its end.
 *
 * @param contentLength what the client announced; a body that is announced as too long isn't read at all
 * @throws ApiError 408, 413
 */
export function readBody(stream: Readable, contentLength: string | undefined): Promise<Buffer> {
  const announcedBytes = Number(contentLength ?? 0);
  if (announcedBytes > MAX_BODY_BYTES) return Promise.reject(bodyTooLarge(MAX_BODY_BYTES));
  // Most bodies have come together with the head: then there is nothing to listen to, and no time to watch.
  if (announcedBytes > 0 && stream.readableLength === announcedBytes) return Promise.resolve(stream.read());
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let bytes = 0;
    const timeout = setTimeout(() => reject(bodyTooSlow(BODY_TIMEOUT_SECONDS)), BODY_TIMEOUT_SECONDS * 1000);
    stream.on('data', (chunk: Buffer) => {
      bytes += chunk.length;
      if (bytes <= MAX_BODY_BYTES) chunks.push(chunk);
      else reject(bodyTooLarge(MAX_BODY_BYTES));
    });
    stream.on('end', () => {
      clearTimeout(timeout);
      resolve(chunks.length === 1 && chunks[0] ? chunks[0] : Buffer.concat(chunks));
    });
    stream.on('error', reject);
    stream.on('close', () => {
      clearTimeout(timeout);
      // Every stream ends in this, and an error costs its stack: made for each request, a twentieth of all the work.
      if (stream.readableEnded) return;
      reject(new Error('The client closed the connection before its request was complete.'));
    });
  });
}
