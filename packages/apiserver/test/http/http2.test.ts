import { type ClientHttp2Session, type ClientHttp2Stream, connect, constants } from 'node:http2';
import { createInterface } from 'node:readline';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTestServer, TEST_TOKEN, type TestServer } from '../server/test-server.ts';

const CONFIG_MAPS = '/api/v1/namespaces/default/configmaps';

let server: TestServer;
let session: ClientHttp2Session;
beforeAll(async () => {
  server = await startTestServer();
  session = connect(server.url, await adminTls(server));
});
afterAll(async () => {
  session.destroy();
  await server.close();
});

async function adminTls({ authority }: TestServer): Promise<{ ca: string; cert: string; key: string }> {
  return { ca: authority.cert, ...(await authority.issue('O=system:masters, CN=admin')) };
}

interface Answer {
  status: number;
  headers: Record<string, unknown>;
  body: string;
}

function open(method: string, path: string, headers: Record<string, string> = {}): ClientHttp2Stream {
  return session.request({ ':method': method, ':path': path, ...headers }, { endStream: method === 'GET' });
}

async function read(stream: ClientHttp2Stream): Promise<Answer> {
  const { promise, resolve, reject } = Promise.withResolvers<Record<string, unknown>>();
  stream.once('response', resolve);
  stream.once('error', reject);
  const headers = await promise;
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(chunk);
  return { status: Number(headers[':status']), headers, body: Buffer.concat(chunks).toString() };
}

function send(method: string, path: string, body?: object): Promise<Answer> {
  const stream = open(method, path, { 'content-type': 'application/json' });
  if (method !== 'GET') stream.end(body === undefined ? '' : JSON.stringify(body));
  return read(stream);
}

const configMap = (name: string, data = {}) => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name },
  data,
});

describe('over HTTP/2', () => {
  it('a client is known by its certificate or its token', async () => {
    expect((await send('GET', '/api/v1/namespaces')).status).toBe(200);
    expect(session.alpnProtocol).toBe('h2');
    const other = connect(server.url, { ca: server.authority.cert });
    const asked = (headers: object) => read(other.request({ ':path': '/api/v1/namespaces', ...headers }));
    expect((await asked({})).status).toBe(401);
    expect((await asked({ authorization: `Bearer ${TEST_TOKEN}` })).status).toBe(403);
    other.destroy();
  });

  it('objects are written and read', async () => {
    const created = await send('POST', CONFIG_MAPS, configMap('written', { a: '1' }));
    expect(created.status).toBe(201);
    const { body, headers } = await send('GET', `${CONFIG_MAPS}/written`);
    expect(JSON.parse(body)).toMatchObject({ data: { a: '1' } });
    expect(headers['content-type']).toBe('application/json');
    const head = await read(open('HEAD', `${CONFIG_MAPS}/written`).end());
    expect(head).toMatchObject({ status: 200, body: '' });
    expect((await send('DELETE', `${CONFIG_MAPS}/written`)).status).toBe(200);
  });

  it('many requests go on at once on one connection', async () => {
    const names = Array.from({ length: 600 }, (_, index) => `many-${index}`);
    const answers = await Promise.all(names.map((name) => send('GET', `${CONFIG_MAPS}/${name}`)));
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([404]));
  });

  it('a list that is longer than the windows arrives whole', async () => {
    for (let index = 0; index < 20; index += 1) {
      await send('POST', CONFIG_MAPS, configMap(`long-${index}`, { text: 'x'.repeat(200_000) }));
    }
    const { body } = await send('GET', CONFIG_MAPS);
    const listed: { metadata: { name: string } }[] = JSON.parse(body).items;
    expect(listed.filter(({ metadata }) => metadata.name.startsWith('long-'))).toHaveLength(20);
    const compressed = await read(open('GET', CONFIG_MAPS, { 'accept-encoding': 'gzip' }));
    expect(compressed.headers['content-encoding']).toBe('gzip');
    expect(compressed.body.length).toBeLessThan(body.length / 10);
  });

  it('a watch tells what happens, and ends when its stream is reset', async () => {
    const stream = open(
      'GET',
      `${CONFIG_MAPS}?watch=true&resourceVersion=0&fieldSelector=metadata.name=seen`,
    );
    const lines = createInterface({ input: stream })[Symbol.asyncIterator]();
    await send('POST', CONFIG_MAPS, configMap('seen'));
    const { value } = await lines.next();
    expect(JSON.parse(String(value))).toMatchObject({
      type: 'ADDED',
      object: { metadata: { name: 'seen' } },
    });
    stream.close(constants.NGHTTP2_CANCEL);
    expect((await send('GET', `${CONFIG_MAPS}/seen`)).status).toBe(200);
  });

  it('a body that is too long is refused, and the connection goes on', async () => {
    const stream = open('POST', CONFIG_MAPS, { 'content-type': 'application/json' });
    stream.on('error', () => stream.destroy());
    stream.end(Buffer.alloc(4 * 1024 * 1024, ' '));
    expect((await read(stream)).status).toBe(413);
    expect((await send('GET', '/version')).status).toBe(200);
  });

  it('the server stops although clients watch', async () => {
    const other = await startTestServer();
    const watching = connect(other.url, await adminTls(other));
    const stream = watching.request({ ':path': `${CONFIG_MAPS}?watch=true` });
    await new Promise((resolve) => stream.once('response', resolve));
    const ended = new Promise((resolve) => stream.resume().once('end', resolve));
    await other.close();
    await ended;
    watching.destroy();
  });
});

describe('a server with few places', () => {
  it('turns away the client that takes them all, and nobody else', async () => {
    const few = await startTestServer({ limits: { maxInFlight: 10, maxInFlightPerUser: 1 } });
    const busy = connect(few.url, await adminTls(few));
    const slow = busy.request({
      ':method': 'POST',
      ':path': CONFIG_MAPS,
      'content-type': 'application/json',
    });
    slow.write('{');
    await expect.poll(async () => (await few.client.get('/api/v1/namespaces')).status).toBe(429);
    const refused = await few.client.get('/api/v1/namespaces');
    expect(refused.headers['retry-after']).toBe('1');
    expect(refused.failure).toMatchObject({ reason: 'TooManyRequests' });
    const robot = await few.anonymous.get('/api/v1/namespaces', { authorization: `Bearer ${TEST_TOKEN}` });
    expect(robot.status).toBe(403);
    expect((await few.client.get('/readyz')).status).toBe(200);
    slow.destroy();
    await expect.poll(async () => (await few.client.get('/api/v1/namespaces')).status).toBe(200);
    busy.destroy();
    await few.close();
  });
});
