import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Pool } from 'undici';
import { afterEach, expect, it, vi } from 'vitest';
import { requestText } from './request-text.ts';

let server: Server;
let pool: Pool;
afterEach(async () => {
  await pool.destroy();
  server.closeAllConnections();
  server.close();
});

/** Serves on a free port, with one connection to it. */
async function serve(listener: RequestListener): Promise<void> {
  server = createServer(listener);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  pool = new Pool(`http://127.0.0.1:${(server.address() as AddressInfo).port}`, { connections: 1 });
}

it('puts a body of many chunks together, whatever they cut apart', async () => {
  await serve((_request, response) => {
    const bytes = Buffer.from('"größer"');
    response.writeHead(201, { 'x-kind': 'test' });
    for (const byte of bytes) response.write(Buffer.from([byte]));
    response.end();
  });
  const answer = await requestText(pool, { method: 'GET', path: '/' }, undefined);
  expect(answer).toMatchObject({ statusCode: 201, text: '"größer"', headers: { 'x-kind': 'test' } });
});

it('takes the last answer where others announce it', async () => {
  await serve((_request, response) => {
    response.writeEarlyHints({ link: '</style.css>; rel=preload' });
    response.end('done');
  });
  const answer = await requestText(pool, { method: 'GET', path: '/' }, undefined);
  expect(answer).toMatchObject({ statusCode: 200, text: 'done' });
});

it('rejects when the connection breaks in the middle of an answer', async () => {
  await serve((_request, response) => {
    response.writeHead(200, { 'content-length': 10 });
    response.write('half', () => response.destroy());
  });
  await expect(requestText(pool, { method: 'GET', path: '/' }, undefined)).rejects.toThrow(
    'other side closed',
  );
});

it('ends with the reason of a signal: before, while it waits for a connection, and while it waits for an answer', async () => {
  const arrived = Promise.withResolvers<void>();
  await serve(() => arrived.resolve());
  const stop = new AbortController();
  const reason = new Error('enough');
  const calls = ['/under-way', '/queued'].map((path) =>
    requestText(pool, { method: 'GET', path }, stop.signal),
  );
  const outcomes = Promise.allSettled(calls);
  await arrived.promise;
  stop.abort(reason);
  expect(await outcomes).toEqual([
    { status: 'rejected', reason },
    { status: 'rejected', reason },
  ]);
  await expect(requestText(pool, { method: 'GET', path: '/' }, stop.signal)).rejects.toBe(reason);
});

it('asks before a request is sent, also after it has waited for a connection', async () => {
  const paths: (string | undefined)[] = [];
  const answers: (() => void)[] = [];
  await serve((request, response) => {
    paths.push(request.url);
    answers.push(() => response.end('done'));
  });
  let forbidden: Error | undefined;
  const calls = ['/under-way', '/queued'].map((path) =>
    requestText(pool, { method: 'PUT', path }, undefined, () => {
      if (forbidden) throw forbidden;
    }),
  );
  const outcomes = Promise.allSettled(calls);
  await vi.waitUntil(() => answers.length === 1, { timeout: 10_000 });
  forbidden = new Error('the lease is lost');
  answers[0]?.();
  expect(await outcomes).toMatchObject([
    { status: 'fulfilled', value: { text: 'done' } },
    { status: 'rejected', reason: { name: 'SendForbiddenError', cause: forbidden } },
  ]);
  expect(paths).toEqual(['/under-way']);
});
