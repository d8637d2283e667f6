import { once } from 'node:events';
import { connect, type TLSSocket } from 'node:tls';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { configMap } from '../conformance/widget.ts';
import { ADMIN_TOKEN, startTestServer, type TestServer } from '../server/test-server.ts';

const MAPS = '/api/v1/namespaces/default/configmaps';
/** More than the log keeps of earlier states, so that whoever has seen none of them is behind for good. */
const WRITES = 60;
const CHARS_PER_WRITE = 500_000;

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server.close());

/** A client that asks for a watch, reads the head of the answer, and then nothing any more. */
async function stalledWatch(revision: string): Promise<TLSSocket> {
  const { hostname: host, port } = new URL(server.url);
  const socket = connect({
    host,
    port: Number(port),
    ca: server.authority.cert,
    ALPNProtocols: ['http/1.1'],
  });
  await once(socket, 'secureConnect');
  const path = `${MAPS}?watch=true&resourceVersion=${revision}`;
  socket.write(`GET ${path} HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer ${ADMIN_TOKEN}\r\n\r\n`);
  const [head] = await once(socket, 'data');
  expect(String(head)).toMatch(/^HTTP\/1\.1 200 /);
  socket.pause();
  return socket;
}

it('a client that reads nothing holds up no writer and no other watcher, and is cut off', async () => {
  const { client } = server;
  const created = await client.create(MAPS, configMap('big'));
  const { resourceVersion = '' } = created.object.metadata;
  const stalled = await stalledWatch(resourceVersion);
  const reader = await client.watch(`${MAPS}?watch=true&resourceVersion=${resourceVersion}`);
  const reading = reader.take(WRITES);
  for (let count = 0; count < WRITES; count += 1) {
    const data = { count: String(count), filling: String(count % 10).repeat(CHARS_PER_WRITE) };
    const { status } = await client.update(`${MAPS}/big`, configMap('big', data));
    expect(status).toBe(200);
  }
  expect(await reading).toHaveLength(WRITES);
  reader.close();
  // What has been sent before lies in the buffers of the system; after it comes the end, and not all that there was.
  let chars = 0;
  stalled.on('data', (chunk: Buffer) => {
    chars += chunk.length;
  });
  stalled.on('error', () => undefined);
  stalled.resume();
  await once(stalled, 'close');
  expect(chars).toBeLessThan((WRITES * CHARS_PER_WRITE) / 2);
});
