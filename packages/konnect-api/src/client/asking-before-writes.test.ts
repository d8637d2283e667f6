import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, it, onTestFinished, vi } from 'vitest';
import { upstreamsPath } from '../paths.ts';
import { createKonnectClient } from './konnect-client.ts';

const lost = new Error('the lease is lost');
const patience = { timeout: 10_000 };
const path = upstreamsPath('5f1c9a52-0000-4000-8000-000000000001');

/** A server that answers when the test says so, and a client with one connection to it. */
async function world() {
  const asked: string[] = [];
  const open: ServerResponse[] = [];
  const server = createServer((request, response) => {
    asked.push(`${request.method} ${request.url?.split('/').at(-1)}`);
    open.push(response);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const leads = { now: true };
  const client = createKonnectClient({
    serverUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    token: 'kpat_x',
    maxConnections: 1,
    beforeWrite() {
      if (!leads.now) throw lost;
    },
  });
  onTestFinished(async () => {
    server.closeAllConnections();
    server.close();
    await client.close();
  });
  const answerNext = async () => {
    const response = await vi.waitUntil(() => open.shift(), patience);
    response.writeHead(200, { 'content-type': 'application/json' }).end('{"id":"x"}');
  };
  return { client, asked, leads, answerNext };
}

it('a write that waited for a connection is not sent where that is forbidden by then', async () => {
  const { client, asked, leads, answerNext } = await world();
  const first = client.putEntity(path, 'first', {});
  const others = Promise.allSettled([
    client.putEntity(path, 'second', {}),
    client.deleteEntity(path, 'third'),
    client.createControlPlane({ name: 'fourth' }),
  ]);
  await vi.waitUntil(() => asked.length === 1, patience);
  leads.now = false;
  await answerNext();
  await first;
  expect(await others).toEqual(Array(3).fill({ status: 'rejected', reason: lost }));
  expect(asked).toEqual(['PUT first']);
});

it('reads go on, over the same connection', async () => {
  const { client, asked, leads, answerNext } = await world();
  leads.now = false;
  await expect(client.putEntity(path, 'a', {})).rejects.toBe(lost);
  const read = client.getEntity(path, 'a');
  await answerNext();
  expect(await read).toEqual({ id: 'x' });
  expect(asked).toEqual(['GET a']);
});
