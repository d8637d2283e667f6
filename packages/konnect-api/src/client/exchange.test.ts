import { once } from 'node:events';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Pool } from 'undici';
import { afterEach, expect, test } from 'vitest';
import { exchange } from './exchange.ts';

const LONG_MS = 30_000;

let server: Server;
let pool: Pool;

/** A server that answers so, and a pool with one connection to it. */
async function serve(listener: RequestListener): Promise<void> {
  server = createServer(listener).listen(0, '127.0.0.1');
  await once(server, 'listening');
  pool = new Pool(`http://127.0.0.1:${(server.address() as AddressInfo).port}`, { connections: 1 });
}

afterEach(async () => {
  await pool.destroy();
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

function get(path: string, timeoutMs = LONG_MS, signal?: AbortSignal) {
  return exchange(pool, { method: 'GET', path }, { timeoutMs, signal });
}

test('an answer in several pieces is read whole, also where a character lies in two of them', async () => {
  await serve((_request, response) => {
    const bytes = Buffer.from('grün');
    response.writeHead(202, { 'retry-after': '3' });
    response.write(bytes.subarray(0, 3));
    setImmediate(() => response.end(bytes.subarray(3)));
  });
  expect(await get('/')).toMatchObject({ status: 202, headers: { 'retry-after': '3' }, text: 'grün' });
});

test('an answer that only announces another one is passed over', async () => {
  await serve((_request, response) => {
    response.writeEarlyHints({ link: '</style.css>' });
    response.end('{}');
  });
  expect(await get('/')).toMatchObject({ status: 200, text: '{}' });
});

test('neither a call under way nor one that waits for a connection outlasts its time', async () => {
  await serve(() => undefined);
  const outcomes = await Promise.allSettled([get('/under-way', 50), get('/waiting', 50)]);
  const late = { status: 'rejected', reason: { message: 'no answer within 50 ms' } };
  expect(outcomes).toMatchObject([late, late]);
});

test('a signal ends a call under way and one that waits, with its reason, and leaves the others', async () => {
  const { promise: asked, resolve: ask } = Promise.withResolvers<void>();
  await serve((request, response) => {
    if (request.url === '/under-way') ask();
    else response.end(request.url);
  });
  const giveUp = new AbortController();
  const reason = new Error('given up');
  const outcomes = Promise.allSettled([
    get('/under-way', LONG_MS, giveUp.signal),
    get('/waiting', LONG_MS, giveUp.signal),
    get('/other'),
  ]);
  await asked;
  giveUp.abort(reason);
  expect(await outcomes).toMatchObject([
    { status: 'rejected', reason },
    { status: 'rejected', reason },
    { status: 'fulfilled', value: { text: '/other' } },
  ]);
});
