import { connect } from 'node:tls';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { KubeClient } from '../server/kube-client.ts';
import { startTestServer, type TestServer } from '../server/test-server.ts';

const CONFIG_MAPS = '/api/v1/namespaces/default/configmaps';
const YAML = { 'content-type': 'application/yaml' };
const JSON_TYPE = { 'content-type': 'application/json' };

let server: TestServer;
let client: KubeClient;
beforeAll(async () => {
  server = await startTestServer();
  client = server.client;
});
afterAll(() => server.close());

/** What a client sees on its connection for what it sends, to the end of it. */
function exchange(text: string): Promise<string> {
  const { hostname, port } = new URL(server.url);
  return new Promise((resolve, reject) => {
    const socket = connect({ host: hostname, port: Number(port), ca: server.authority.cert });
    let received = '';
    socket.on('data', (chunk) => {
      received += chunk;
    });
    socket.on('end', () => resolve(received));
    socket.on('error', reject);
    socket.write(text);
  });
}

const head = 'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: a\n';

describe('the server refuses', () => {
  it('a URL that is too long', async () => {
    const { status, failure } = await client.get(`${CONFIG_MAPS}?labelSelector=${'a'.repeat(40_000)}`);
    expect(status).toBe(414);
    expect(failure.message).toContain('longer than 32768 bytes');
  });

  it('headers that are too long', async () => {
    const answer = await exchange(`GET / HTTP/1.1\r\nHost: a\r\nX-Long: ${'a'.repeat(65_600)}\r\n\r\n`);
    expect(answer).toMatch(/^HTTP\/1\.1 431 /);
  });

  it('what is no HTTP', async () => {
    expect(await exchange('HELO there\r\n\r\n')).toMatch(/^HTTP\/1\.1 400 /);
  });

  it.each([
    [
      'a body of more than 3 MiB',
      ' '.repeat(3 * 1024 * 1024 + 1),
      JSON_TYPE,
      413,
      'Request entity too large',
    ],
    [
      'YAML of more than half a MiB',
      `${head}# ${'x'.repeat(600_000)}`,
      YAML,
      413,
      'Request entity too large',
    ],
    ['JSON that is nested without end', '{"a":'.repeat(100_000), JSON_TYPE, 400, 'nested more than 1000'],
    [
      'YAML that is nested without end',
      `${head}data: ${'['.repeat(100_000)}`,
      YAML,
      400,
      'nested more than 250',
    ],
    [
      'YAML that is nested by indentation',
      Array.from({ length: 1001 }, (_, depth) => `${' '.repeat(depth)}a:\n`).join(''),
      YAML,
      400,
      'nested more than 250 levels',
    ],
    [
      'YAML that is nested on one line',
      `${head}data: \n  ${'- '.repeat(100_000)}`,
      YAML,
      400,
      'nested more than',
    ],
    [
      'YAML with brackets behind a quotation mark in a word',
      `a"b: ${'['.repeat(100_000)}`,
      YAML,
      400,
      'nested more than',
    ],
    [
      'YAML whose aliases nest what they stand for',
      [
        'a0: &a0 x',
        ...Array.from(
          { length: 5 },
          (_, i) => `a${i + 1}: &a${i + 1} ${'['.repeat(240)}*a${i}${']'.repeat(240)}`,
        ),
      ].join('\n'),
      YAML,
      400,
      'nested more than 1000 levels',
    ],
    [
      'YAML whose aliases multiply',
      [
        'a: &a0 [x]',
        ...Array.from({ length: 9 }, (_, i) => `b${i}: &a${i + 1} [${`*a${i},`.repeat(9)}]`),
      ].join('\n'),
      YAML,
      400,
      'aliases make it too large',
    ],
    ['YAML whose alias leads into itself', `${head}data: &a\n  b: *a\n`, YAML, 400, 'an alias leads'],
  ])('%s', async (_what, body, headers, code, message) => {
    const { status, failure } = await client.send('POST', CONFIG_MAPS, body, headers);
    expect(status).toBe(code);
    expect(failure.message).toContain(message);
    expect((await client.get('/version')).status).toBe(200);
  });
});
