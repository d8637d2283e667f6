import { connect, type TLSSocket } from 'node:tls';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTestServer, type TestServer } from '../server/test-server.ts';

const CONFIG_MAPS = '/api/v1/namespaces/default/configmaps';
const WATCH = `${CONFIG_MAPS}?watch=true&fieldSelector=metadata.name%3Dwatched&timeoutSeconds=1`;
const LAST_CHUNK = '0\r\n\r\n';

let server: TestServer;
let tls: { ca: string; cert: string; key: string };
beforeAll(async () => {
  server = await startTestServer();
  tls = { ca: server.authority.cert, ...(await server.authority.issue('O=system:masters, CN=admin')) };
  // Two bytes a letter: lengths are of bytes, not of letters.
  await server.client.create(CONFIG_MAPS, {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name: 'watched' },
    data: { text: 'äöü'.repeat(20_000) },
  });
});
afterAll(() => server.close());

const request = (method: string, path: string, version = '1.1', more = ''): string =>
  `${method} ${path} HTTP/${version}\r\nHost: a\r\n${more}\r\n`;
const last = request('GET', '/version', '1.1', 'Connection: close\r\n');

function open(): TLSSocket {
  const { hostname, port } = new URL(server.url);
  return connect({ host: hostname, port: Number(port), ...tls });
}

/** All that comes on a connection, to its end. */
async function readAll(socket: TLSSocket): Promise<Buffer> {
  const pieces: Buffer[] = [];
  for await (const piece of socket) pieces.push(piece);
  return Buffer.concat(pieces);
}

interface Answer {
  head: string;
  body: string;
}

/** The answers on a connection, one after the other, with the chunked coding taken off (RFC 9112, section 7.1). */
function answersIn(bytes: Buffer): Answer[] {
  const answers: Answer[] = [];
  for (let at = 0; at < bytes.length; ) {
    const bodyAt = bytes.indexOf('\r\n\r\n', at) + 4;
    const head = bytes.toString('latin1', at, bodyAt);
    at = bodyAt;
    const length = /^content-length: (\d+)/im.exec(head)?.[1];
    if (length !== undefined) {
      at += Number(length);
      answers.push({ head, body: bytes.toString('utf8', bodyAt, at) });
      continue;
    }
    expect(head).toMatch(/^transfer-encoding: chunked/im);
    let body = '';
    for (let size = -1; size !== 0; ) {
      const lineEnd = bytes.indexOf('\r\n', at);
      size = Number.parseInt(bytes.toString('latin1', at, lineEnd), 16);
      const start = lineEnd + 2;
      body += bytes.toString('utf8', start, start + size);
      expect(bytes.toString('latin1', start + size, start + size + 2)).toBe('\r\n');
      at = start + size + 2;
    }
    answers.push({ head, body });
  }
  return answers;
}

const eventsIn = (body: string): string[] =>
  body
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => {
      const { type, object } = JSON.parse(line);
      return `${type} ${object.metadata.name} ${object.data.text.length}`;
    });

describe('over HTTP/1.1', () => {
  it('a connection carries other requests after a watch on it has ended', async () => {
    const socket = open();
    socket.write(request('GET', WATCH));
    const all = readAll(socket);
    const sendMoreAtEnd = (piece: Buffer): void => {
      if (!piece.toString('latin1').endsWith(LAST_CHUNK)) return;
      socket.off('data', sendMoreAtEnd);
      socket.write(request('GET', WATCH) + last);
    };
    socket.on('data', sendMoreAtEnd);
    const answers = answersIn(await all);
    expect(answers.map(({ head }) => head.split(' ')[1])).toEqual(['200', '200', '200']);
    for (const { body } of answers.slice(0, 2)) expect(eventsIn(body)).toEqual(['ADDED watched 60000']);
    expect(answers[2]?.body).toContain('gitVersion');
  });

  it('a watch between other requests that were sent at once answers in its turn', async () => {
    const socket = open();
    socket.write(request('GET', '/version') + request('GET', WATCH) + request('GET', WATCH) + last);
    const answers = answersIn(await readAll(socket));
    expect(answers.map(({ body }) => body.includes('gitVersion'))).toEqual([true, false, false, true]);
    for (const { body } of answers.slice(1, 3)) expect(eventsIn(body)).toEqual(['ADDED watched 60000']);
  });

  it('a client of HTTP/1.0 gets frames without chunks', async () => {
    const socket = open();
    socket.write(request('GET', WATCH, '1.0'));
    const text = (await readAll(socket)).toString();
    expect(text).not.toMatch(/^transfer-encoding/im);
    expect(eventsIn(text.slice(text.indexOf('\r\n\r\n') + 4))).toEqual(['ADDED watched 60000']);
  });

  it('the head of a watch is all that HEAD gets', async () => {
    const socket = open();
    socket.write(request('HEAD', WATCH) + last);
    const text = (await readAll(socket)).toString();
    expect(text).not.toContain('ADDED');
    expect(text).toContain('gitVersion');
  });
});
