import type { Duplex } from 'node:stream';
import { STATUS_CODES } from './node-http.ts';

/** How long a client has to take the answer before it is cut off. */
const LINGER_MS = 1_000;

const statuses: Readonly<Record<string, number>> = {
  HPE_HEADER_OVERFLOW: 431,
  ERR_HTTP_REQUEST_TIMEOUT: 408,
};

/**
 * Answers what isn't a request that could be read, and closes the connection. What the client still sends is read and
 * thrown away: a connection that is closed before would take the answer with it.
 *
 * @param error why it could not be read, as Node tells it
 */
export function refuseConnection(error: Error, socket: Duplex): void {
  const code = 'code' in error ? String(error.code) : '';
  if (code === 'ECONNRESET' || !socket.writable) {
    socket.destroy();
    return;
  }
  const status = statuses[code] ?? 400;
  socket.end(`HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
  socket.resume();
  const timer = setTimeout(() => socket.destroy(), LINGER_MS);
  socket.once('close', () => clearTimeout(timer));
}
