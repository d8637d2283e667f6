import type { ServerResponse } from 'node:http';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { bearerToken, RecordingServer } from '../../test/recording-server.ts';
import type { CallReport } from './call-report.ts';
import { isKubernetesApiError, KubernetesApiError } from './kubernetes-api-error.ts';
import type { KubernetesClient } from './kubernetes-client.ts';
import { KubernetesUnreachableError } from './kubernetes-unreachable-error.ts';

const widgets = { group: 'example.com', version: 'v1', plural: 'widgets', namespaced: true };
const nodes = { group: '', version: 'v1', plural: 'nodes', namespaced: false };

let server: RecordingServer;

beforeEach(() => {
  server = new RecordingServer();
});

afterEach(() => server.stop());

describe('calls', () => {
  const object = {
    apiVersion: 'example.com/v1',
    kind: 'Widget',
    metadata: { namespace: 'ns', name: 'a' },
    spec: {},
  };
  const path = '/apis/example.com/v1/namespaces/ns/widgets';
  type Case = [string, (client: KubernetesClient) => Promise<unknown>, string, string | undefined, unknown];

  it.each<Case>([
    ['get', (client) => client.get(widgets, 'ns', 'a'), `GET ${path}/a`, undefined, undefined],
    [
      'get of the core group',
      (client) => client.get(nodes, undefined, 'n'),
      'GET /api/v1/nodes/n',
      undefined,
      undefined,
    ],
    [
      'list',
      (client) => client.list(widgets, { labelSelector: 'a=b,c', limit: 5, resourceVersion: '0' }),
      'GET /apis/example.com/v1/widgets?labelSelector=a%3Db%2Cc&limit=5&resourceVersion=0',
      undefined,
      undefined,
    ],
    ['create', (client) => client.create(widgets, object), `POST ${path}`, 'application/json', object],
    ['update', (client) => client.update(widgets, object), `PUT ${path}/a`, 'application/json', object],
    [
      'update of the status',
      (client) => client.update(widgets, object, { subresource: 'status' }),
      `PUT ${path}/a/status`,
      'application/json',
      object,
    ],
    [
      'merge patch',
      (client) =>
        client.patchMerge(widgets, 'ns', 'a', { a: null }, { subresource: 'status', fieldManager: 'm' }),
      `PATCH ${path}/a/status?fieldManager=m`,
      'application/merge-patch+json',
      { a: null },
    ],
    [
      'JSON patch',
      (client) => client.patchJson(widgets, 'ns', 'a', [{ op: 'remove', path: '/a' }], { dryRun: true }),
      `PATCH ${path}/a?dryRun=All`,
      'application/json-patch+json',
      [{ op: 'remove', path: '/a' }],
    ],
    [
      'server-side apply, not by force',
      (client) => client.apply(widgets, object, { fieldManager: 'm', fieldValidation: 'Strict' }),
      `PATCH ${path}/a?fieldManager=m&fieldValidation=Strict&force=false`,
      'application/apply-patch+yaml',
      object,
    ],
    [
      'server-side apply by force',
      (client) => client.apply(widgets, object, { fieldManager: 'm', force: true }),
      `PATCH ${path}/a?fieldManager=m&force=true`,
      'application/apply-patch+yaml',
      object,
    ],
    [
      'delete',
      (client) =>
        client.delete(widgets, 'ns', 'a', { preconditions: { uid: 'u' }, propagationPolicy: 'Background' }),
      `DELETE ${path}/a`,
      'application/json',
      {
        apiVersion: 'v1',
        kind: 'DeleteOptions',
        preconditions: { uid: 'u' },
        propagationPolicy: 'Background',
      },
    ],
    ['raw', (client) => client.raw('/readyz'), 'GET /readyz', undefined, undefined],
  ])('%s', async (_, call, line, contentType, body) => {
    await call(server.connect(await server.start()));
    const [request] = server.received;
    expect(`${request?.method} ${request?.url}`).toBe(line);
    expect(request?.headers['content-type']).toBe(contentType);
    expect(request?.headers['user-agent']).toBe('test/1');
    expect(request?.headers.authorization).toBe(`Bearer ${bearerToken}`);
    expect(request?.body === '' ? undefined : JSON.parse(request?.body ?? '')).toEqual(body);
  });

  it('go below the path of a server that has one', async () => {
    await server.connect(`${await server.start()}/k8s/clusters/c-1`).raw('/version');
    expect(server.received[0]?.url).toBe('/k8s/clusters/c-1/version');
  });

  it('need the namespace of what lives in one', async () => {
    await expect(async () =>
      server.connect('http://127.0.0.1:1').get(widgets, undefined, 'a'),
    ).rejects.toThrow(TypeError);
  });

  it('are reported with method, host and code', async () => {
    const url = await server.start();
    const reports: CallReport[] = [];
    const client = server.connect(url, {}, { onCall: (report) => reports.push(report) });
    await client.get(nodes, undefined, 'a');
    server.answer = (_, response) => response.writeHead(404).end();
    await expect(client.get(nodes, undefined, 'a')).rejects.toThrow();
    server.answer = (_, response) => response.destroy();
    await expect(client.get(nodes, undefined, 'a')).rejects.toThrow();
    const { host } = new URL(url);
    expect(reports.map(({ method, code }) => `${method} ${code}`)).toEqual([
      'GET 200',
      'GET 404',
      'GET <error>',
    ]);
    expect(new Set(reports.map((report) => report.host))).toEqual(new Set([host]));
  });
});

describe('lists', () => {
  it('give items of built-in kinds the kind that the list leaves out', async () => {
    server.answer = (_, response) =>
      response.end(
        JSON.stringify({
          apiVersion: 'v1',
          kind: 'SecretList',
          metadata: { resourceVersion: '1' },
          items: [{ metadata: { name: 'a' } }],
        }),
      );
    const { items } = await server.connect(await server.start()).list(nodes);
    expect(items).toEqual([{ apiVersion: 'v1', kind: 'Secret', metadata: { name: 'a' } }]);
  });

  it('come page by page, and only the first one names a version', async () => {
    server.answer = ({ url }, response) => {
      const next = new URL(url ?? '', 'http://x').searchParams.get('continue');
      const metadata =
        next === null ? { resourceVersion: '9', continue: 'more' } : { resourceVersion: '9', continue: '' };
      response.end(JSON.stringify({ kind: 'NodeList', metadata, items: [] }));
    };
    const pages: unknown[] = [];
    for await (const page of server
      .connect(await server.start())
      .listPages(nodes, { limit: 1, resourceVersion: '0' }))
      pages.push(page);
    expect(pages).toHaveLength(2);
    expect(server.received.map((request) => request.url)).toEqual([
      '/api/v1/nodes?limit=1&resourceVersion=0',
      '/api/v1/nodes?limit=1&continue=more',
    ]);
  });
});

describe('refusals', () => {
  it('carry the status, reason and details of the answer', async () => {
    const details = {
      name: 'a',
      causes: [{ reason: 'FieldValueInvalid', message: 'too big', field: 'spec.weight' }],
    };
    server.answer = (_, response) =>
      response
        .writeHead(422, { 'content-type': 'application/json' })
        .end(
          JSON.stringify({ kind: 'Status', code: 422, reason: 'Invalid', message: 'is invalid', details }),
        );
    const error = await server
      .connect(await server.start())
      .get(nodes, undefined, 'a')
      .catch((caught: unknown) => caught);
    expect(error).toBeInstanceOf(KubernetesApiError);
    expect(error).toMatchObject({ status: 422, reason: 'Invalid', message: 'is invalid', details });
    expect(isKubernetesApiError(error, 422, 'Invalid')).toBe(true);
    expect(isKubernetesApiError(error, 409)).toBe(false);
  });

  it('of a proxy, which are no Status, carry the reason of their code and the beginning of the answer', async () => {
    server.answer = (_, response) =>
      response.writeHead(503, { 'retry-after': '7' }).end(`<html>${'x'.repeat(5000)}`);
    const error = await server
      .connect(await server.start())
      .get(nodes, undefined, 'a')
      .catch((caught: unknown) => caught);
    expect(error).toMatchObject({ status: 503, reason: 'ServiceUnavailable', retryAfterMs: 7000 });
    expect((error as Error).message).toMatch(/^GET \/api\/v1\/nodes\/a answered 503: <html>/);
    expect((error as Error).message.length).toBeLessThan(300);
  });

  it('of an ingress without a backend do not say that there is no such object', async () => {
    server.answer = (_, response) => response.writeHead(404).end('default backend - 404');
    const error = await server
      .connect(await server.start())
      .get(nodes, undefined, 'a')
      .catch((caught: unknown) => caught);
    expect(isKubernetesApiError(error, 404)).toBe(true);
    expect(isKubernetesApiError(error, 404, 'NotFound')).toBe(false);
  });

  it('hold nothing of the credentials or of what was sent', async () => {
    server.answer = (_, response) => response.writeHead(403).end();
    const client = server.connect(await server.start());
    const secret = { metadata: { namespace: 'ns', name: 'a' }, data: { token: 'c2VjcmV0' } };
    const error = await client.create(widgets, secret).catch((caught: unknown) => caught);
    const text = `${error} ${(error as Error).stack} ${JSON.stringify(error)}`;
    expect(text).toContain('403');
    expect(text).not.toContain(bearerToken);
    expect(text).not.toContain('c2VjcmV0');
  });
});

describe('no answer', () => {
  it.each<[string, (response: ServerResponse) => void]>([
    ['a connection that breaks', (response) => void response.destroy()],
    [
      'an answer that breaks off',
      (response) => {
        response.writeHead(200, { 'content-length': 99 }).write('{"a"');
        setImmediate(() => response.destroy());
      },
    ],
    ['an answer that is no JSON', (response) => void response.end('<html>')],
  ])('because of %s is unreachable, with the cause', async (_, fail) => {
    server.answer = (_request, response) => fail(response);
    const error = await server
      .connect(await server.start())
      .get(nodes, undefined, 'a')
      .catch((caught: unknown) => caught);
    expect(error).toBeInstanceOf(KubernetesUnreachableError);
    expect((error as KubernetesUnreachableError).call).toBe('GET /api/v1/nodes/a');
    expect((error as Error).cause).toBeInstanceOf(Error);
  });

  it('because nobody listens is unreachable', async () => {
    const error = await server
      .connect('http://127.0.0.1:1')
      .raw('/')
      .catch((caught: unknown) => caught);
    expect(error).toBeInstanceOf(KubernetesUnreachableError);
    expect((error as Error).message).toContain('ECONNREFUSED');
  });

  it('because the token cannot be read is unreachable, and names its file', async () => {
    const client = server.connect(await server.start(), { credentials: { tokenFile: '/nowhere/token' } });
    const error = await client.raw('/').catch((caught: unknown) => caught);
    expect(error).toBeInstanceOf(KubernetesUnreachableError);
    expect((error as Error).message).toContain('/nowhere/token');
    expect(server.received).toEqual([]);
  });

  it('in time is unreachable', async () => {
    server.answer = () => undefined;
    const client = server.connect(await server.start(), {}, { timeoutMs: 50 });
    await expect(client.raw('/')).rejects.toThrow(KubernetesUnreachableError);
  });

  it('because the caller forbids writes throws what the caller said; reads go on', async () => {
    const lost = new Error('the lease is lost');
    const beforeWrite = () => {
      throw lost;
    };
    const client = server.connect(await server.start(), {}, { beforeWrite });
    const writes = [
      client.create(nodes, { apiVersion: 'v1', kind: 'Node', metadata: { name: 'a' } }),
      client.patchMerge(nodes, undefined, 'a', {}),
      client.delete(nodes, undefined, 'a'),
      client.raw('/api/v1/nodes/a', { method: 'PUT', body: '{}' }),
    ];
    expect(await Promise.allSettled(writes)).toEqual(Array(4).fill({ status: 'rejected', reason: lost }));
    await client.get(nodes, undefined, 'a');
    expect(server.received.map(({ method }) => method)).toEqual(['GET']);
  });

  it('because the caller gave up throws the caller’s reason', async () => {
    const giveUp = new AbortController();
    server.answer = () => giveUp.abort(new Error('the lease is lost'));
    const client = server.connect(await server.start());
    await expect(client.get(nodes, undefined, 'a', { signal: giveUp.signal })).rejects.toThrow(
      'the lease is lost',
    );
  });
});
