import { once } from 'node:events';
import { connect as connectTcp } from 'node:net';
import { connect } from 'node:tls';
import { expect, it, onTestFinished } from 'vitest';
import { Authority } from '../../test/server/certificates.ts';
import type { Exchange } from './exchange.ts';
import { readBody } from './read-body.ts';
import { TlsListener } from './tls-listener.ts';

/** Short where a test is about it, and else long enough for a busy machine. */
const PATIENCE = { handshakeMs: 30_000, headersMs: 500, requestMs: 1000, checkMs: 20 };
const SLOW_MS = 20;

const authority = await Authority.create();

/** A listener that answers each request with its body. */
async function listen(patience = PATIENCE): Promise<number> {
  const serving = await authority.issue('CN=127.0.0.1', ['127.0.0.1']);
  const echo = (exchange: Exchange) => {
    readBody(exchange.body, exchange.headers['content-length']).then(
      (body) => exchange.send(200, { 'content-length': body.length }, body),
      () => exchange.abort(),
    );
  };
  const listener = new TlsListener(serving, echo, patience);
  onTestFinished(() => listener.close());
  return listener.listen(0, '127.0.0.1', undefined);
}

/** Sends `text`, then one byte after the other, and gives what came back until the server ended the connection. */
async function sendSlowly(port: number, text: string): Promise<string> {
  const socket = connect({ port, host: '127.0.0.1', ca: authority.cert });
  let received = '';
  socket.on('data', (chunk) => {
    received += chunk;
  });
  await once(socket, 'secureConnect');
  socket.write(text);
  const drip = setInterval(() => socket.write('a'), SLOW_MS);
  await once(socket, 'end').finally(() => clearInterval(drip));
  socket.destroy();
  return received;
}

it.each([
  ['its headers', 'GET / HTTP/1.1\r\nHost: a\r\nX-Slow: '],
  ['its body', 'POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1000000\r\n\r\nhalf'],
])('a client that sends %s a byte at a time is cut off with 408', async (_what, begin) => {
  const port = await listen();
  expect(await sendSlowly(port, begin)).toMatch(/^HTTP\/1\.1 408 /);
});

it('clients that are slow hold up nobody', async () => {
  const port = await listen({ ...PATIENCE, headersMs: 3000, requestMs: 30_000 });
  const slow = Array.from({ length: 20 }, () => sendSlowly(port, 'GET / HTTP/1.1\r\nX-Slow: '));
  const socket = connect({ port, host: '127.0.0.1', ca: authority.cert });
  socket.write('POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nConnection: close\r\n\r\nhello');
  let answer = '';
  for await (const chunk of socket) answer += chunk;
  expect(answer).toMatch(/^HTTP\/1\.1 200 .*hello$/s);
  for (const received of await Promise.all(slow)) expect(received).toMatch(/^HTTP\/1\.1 408 /);
});

it('a client that never agrees on encryption is cut off', async () => {
  const socket = connectTcp({ port: await listen({ ...PATIENCE, handshakeMs: 100 }), host: '127.0.0.1' });
  await once(socket, 'close');
  expect(socket.bytesRead).toBe(0);
});
