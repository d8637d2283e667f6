import { once } from 'node:events';
import { createServer as createHttpServer } from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import { type AddressInfo, connect, type Server } from 'node:net';
import { afterEach, expect, test, vi } from 'vitest';
import { createTestCertificate } from '../../test/test-certificate.ts';
import { KonnectUnreachableError } from '../errors/konnect-unreachable-error.ts';
import { createKonnectClient } from './konnect-client.ts';

const closers: (() => unknown)[] = [];
afterEach(async () => {
  vi.unstubAllEnvs();
  for (const close of closers.splice(0).reverse()) {
    await close();
  }
});

async function listen(server: Server): Promise<number> {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  closers.push(() => server.close());
  return (server.address() as AddressInfo).port;
}

/** An API over TLS whose certificate nobody knows. */
async function startApi(): Promise<{ serverUrl: string; ca: string }> {
  const { cert, key } = await createTestCertificate();
  const server = createHttpsServer({ cert, key }, (_request, response) => {
    response.writeHead(200, { 'content-type': 'application/json' }).end('{"id":"acme","name":"ACME"}');
  });
  return { serverUrl: `https://127.0.0.1:${await listen(server)}`, ca: cert };
}

/** A proxy that makes tunnels and notes where to. */
async function startProxy(): Promise<{ url: string; tunnels: string[] }> {
  const tunnels: string[] = [];
  const server = createHttpServer();
  server.on('connect', (request, client) => {
    tunnels.push(request.url ?? '');
    const [host, port] = (request.url ?? '').split(':');
    const upstream = connect(Number(port), host, () => {
      client.write('HTTP/1.1 200 Connection established\r\n\r\n');
      upstream.pipe(client).pipe(upstream);
    });
    for (const socket of [client, upstream]) {
      socket.on('error', () => upstream.destroy());
    }
  });
  return { url: `http://127.0.0.1:${await listen(server)}`, tunnels };
}

function clientOf(options: { serverUrl: string; ca?: string; proxyUrl?: string | null }) {
  const client = createKonnectClient({ ...options, token: 'kpat_x' });
  closers.push(() => client.close());
  return client;
}

test('a server with a certificate of its own is trusted with its authority, and only then', async () => {
  const { serverUrl, ca } = await startApi();
  expect(await clientOf({ serverUrl, ca }).getOrganization()).toEqual({ id: 'acme', name: 'ACME' });
  const untrusting = clientOf({ serverUrl }).getOrganization();
  await expect(untrusting).rejects.toThrow(KonnectUnreachableError);
  await expect(untrusting).rejects.toThrow(/certificate/);
});

test('HTTPS_PROXY is gone through, and the server is still checked end to end', async () => {
  const { serverUrl, ca } = await startApi();
  const proxy = await startProxy();
  vi.stubEnv('HTTPS_PROXY', proxy.url);
  expect(await clientOf({ serverUrl, ca }).getOrganization()).toEqual({ id: 'acme', name: 'ACME' });
  expect(proxy.tunnels).toEqual([new URL(serverUrl).host]);
  await expect(clientOf({ serverUrl }).getOrganization()).rejects.toThrow(KonnectUnreachableError);
});

test('a host of NO_PROXY is reached directly', async () => {
  const { serverUrl, ca } = await startApi();
  const proxy = await startProxy();
  vi.stubEnv('HTTPS_PROXY', proxy.url);
  vi.stubEnv('NO_PROXY', '127.0.0.1,localhost');
  expect(await clientOf({ serverUrl, ca }).getOrganization()).toEqual({ id: 'acme', name: 'ACME' });
  expect(proxy.tunnels).toEqual([]);
});

test('what the caller has decided about a proxy counts for more than the environment', async () => {
  const { serverUrl, ca } = await startApi();
  const [ofEnvironment, given] = [await startProxy(), await startProxy()];
  vi.stubEnv('HTTPS_PROXY', ofEnvironment.url);
  await clientOf({ serverUrl, ca, proxyUrl: null }).getOrganization();
  expect(given.tunnels).toEqual([]);
  await clientOf({ serverUrl, ca, proxyUrl: given.url }).getOrganization();
  expect(given.tunnels).toEqual([new URL(serverUrl).host]);
  expect(ofEnvironment.tunnels).toEqual([]);
});

test('many calls at once share a bounded number of connections', async () => {
  const { cert, key } = await createTestCertificate();
  const server = createHttpsServer({ cert, key }, (_request, response) => {
    response.writeHead(200).end('{"id":"acme"}');
  });
  let connections = 0;
  server.on('secureConnection', () => {
    connections += 1;
  });
  const serverUrl = `https://127.0.0.1:${await listen(server)}`;
  const client = createKonnectClient({ serverUrl, ca: cert, token: 'kpat_x', maxConnections: 4 });
  closers.push(() => client.close());
  await Promise.all(Array.from({ length: 40 }, () => client.getOrganization()));
  expect(connections).toBeLessThanOrEqual(4);
});
