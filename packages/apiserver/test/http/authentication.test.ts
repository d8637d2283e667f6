import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Authority } from '../server/certificates.ts';
import { KubeClient } from '../server/kube-client.ts';
import { startTestServer, TEST_TOKEN, type TestServer } from '../server/test-server.ts';

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server.close());

describe('authentication', () => {
  it.each(['/healthz', '/livez', '/readyz', '/version', '/version/'])(
    'is not needed for %s',
    async (path) => {
      expect((await server.anonymous.get(path)).status).toBe(200);
    },
  );

  it.each(['/api', '/apis', '/metrics', '/openapi/v3', '/api/v1/namespaces', '/nothing'])(
    'is needed for %s',
    async (path) => {
      const { status, failure } = await server.anonymous.get(path);
      expect(status).toBe(401);
      expect(failure).toMatchObject({ kind: 'Status', status: 'Failure', reason: 'Unauthorized', code: 401 });
    },
  );

  it('takes a client certificate of its own authority', async () => {
    expect((await server.client.get('/api')).status).toBe(200);
  });

  it('takes no client certificate of another authority, even one that bears the same name', async () => {
    const stranger = await (await Authority.create()).issue('O=system:masters, CN=admin');
    const client = new KubeClient(server.url, { ca: server.authority.cert, ...stranger });
    expect((await client.get('/api')).status).toBe(401);
    client.close();
  });

  it.each([
    ['the token', `Bearer ${TEST_TOKEN}`, 200],
    ['a longer token', `Bearer ${TEST_TOKEN}x`, 401],
    ['another scheme', `Basic ${TEST_TOKEN}`, 401],
    ['no token', 'Bearer ', 401],
  ])('by a header that holds %s (%s) answers %i', async (_what, authorization, status) => {
    expect((await server.anonymous.get('/api', { authorization })).status).toBe(status);
  });
});

describe('/readyz', () => {
  it('lists its checks when asked for more', async () => {
    const { text } = await server.anonymous.get('/readyz?verbose');
    expect(text).toContain('[+]storage ok');
    expect(text).toContain('readyz check passed');
  });
});

describe('/metrics', () => {
  it('counts requests by verb and resource, and tells the peak of memory', async () => {
    await server.client.get('/api/v1/namespaces/default');
    await server.client.get('/api/v1/namespaces');
    const { text } = await server.client.get('/metrics');
    const labels = (verb: string) =>
      `verb="${verb}",group="",version="v1",resource="namespaces",subresource="",code="200"`;
    expect(text).toContain(`apiserver_request_total{${labels('GET')}} 1`);
    expect(text).toContain(`apiserver_request_total{${labels('LIST')}} 1`);
    expect(text).toMatch(/^process_resident_memory_bytes \d+/m);
    expect(text).toMatch(/^process_peak_resident_memory_bytes \d+/m);
  });
});
