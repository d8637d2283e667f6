import {
  createServer,
  type IncomingMessage,
  type RequestListener,
  type Server,
  type ServerResponse,
} from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import { connect } from 'node:net';
import type { Duplex } from 'node:stream';
import type { TLSSocket } from 'node:tls';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { makeCertificates } from '../../test/certificates.ts';
import type { CallReport } from './call-report.ts';
import type { ClusterConfig } from './cluster-config.ts';
import { createKubernetesClient, type KubernetesClientOptions } from './create-kubernetes-client.ts';
import { isKubernetesApiError, KubernetesApiError } from './kubernetes-api-error.ts';
import type { KubernetesClient } from './kubernetes-client.ts';
import { KubernetesUnreachableError } from './kubernetes-unreachable-error.ts';

interface Received {
  readonly method: string | undefined;
  readonly url: string | undefined;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}

const widgets = { group: 'example.com', version: 'v1', plural: 'widgets', namespaced: true };
const nodes = { group: '', version: 'v1', plural: 'nodes', namespaced: false };
const token = 'very-secret-token';

let received: Received[];
let answer: (request: Received, response: ServerResponse) => void;
let closing: (() => Promise<unknown>)[];
let reports: CallReport[];

beforeEach(() => {
  received = [];
  reports = [];
  closing = [];
  answer = (_, response) => response.end('{"metadata":{"name":"a"}}');
});

afterEach(async () => {
  for (const close of closing.toReversed()) await close();
});

const listener: RequestListener = (request, response) => {
  const chunks: Buffer[] = [];
  request.on('data', (chunk: Buffer) => chunks.push(chunk));
  request.on('end', () => {
    const { method, url, headers } = request;
    const next = { method, url, headers, body: Buffer.concat(chunks).toString() };
    received.push(next);
    answer(next, response);
  });
};

async function listen(server: Server): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  closing.push(() => {
    server.closeAllConnections();
    return new Promise((resolve) => server.close(resolve));
  });
  const address = server.address();
  if (address === null || typeof address === 'string') throw new TypeError('no port');
  return address.port;
}

async function serve(): Promise<string> {
  return `http://127.0.0.1:${await listen(createServer(listener))}`;
}

function clientOf(
  server: string,
  config: Partial<ClusterConfig> = {},
  options: Partial<KubernetesClientOptions> = {},
): KubernetesClient {
  const client = createKubernetesClient(
    { server, namespace: 'default', source: 'test', credentials: { token }, ...config },
    { userAgent: 'test/1', env: {}, onCall: (report) => reports.push(report), ...options },
  );
  closing.push(() => client.close());
  return client;
}

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
    await call(clientOf(await serve()));
    const [request] = received;
    expect(`${request?.method} ${request?.url}`).toBe(line);
    expect(request?.headers['content-type']).toBe(contentType);
    expect(request?.headers['user-agent']).toBe('test/1');
    expect(request?.headers.authorization).toBe(`Bearer ${token}`);
    expect(request?.body === '' ? undefined : JSON.parse(request?.body ?? '')).toEqual(body);
  });

  it('go below the path of a server that has one', async () => {
    await clientOf(`${await serve()}/k8s/clusters/c-1`).raw('/version');
    expect(received[0]?.url).toBe('/k8s/clusters/c-1/version');
  });

  it('need the namespace of what lives in one', async () => {
    await expect(async () => clientOf('http://127.0.0.1:1').get(widgets, undefined, 'a')).rejects.toThrow(
      TypeError,
    );
  });

  it('are reported with method, host and code', async () => {
    const url = await serve();
    const client = clientOf(url);
    await client.get(nodes, undefined, 'a');
    answer = (_, response) => response.writeHead(404).end();
    await expect(client.get(nodes, undefined, 'a')).rejects.toThrow();
    answer = (_, response) => response.destroy();
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
    answer = (_, response) =>
      response.end(
        JSON.stringify({
          apiVersion: 'v1',
          kind: 'SecretList',
          metadata: { resourceVersion: '1' },
          items: [{ metadata: { name: 'a' } }],
        }),
      );
    const { items } = await clientOf(await serve()).list(nodes);
    expect(items).toEqual([{ apiVersion: 'v1', kind: 'Secret', metadata: { name: 'a' } }]);
  });

  it('come page by page, and only the first one names a version', async () => {
    answer = ({ url }, response) => {
      const next = new URL(url ?? '', 'http://x').searchParams.get('continue');
      const metadata =
        next === null ? { resourceVersion: '9', continue: 'more' } : { resourceVersion: '9', continue: '' };
      response.end(JSON.stringify({ kind: 'NodeList', metadata, items: [] }));
    };
    const pages: unknown[] = [];
    for await (const page of clientOf(await serve()).listPages(nodes, { limit: 1, resourceVersion: '0' }))
      pages.push(page);
    expect(pages).toHaveLength(2);
    expect(received.map((request) => request.url)).toEqual([
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
    answer = (_, response) =>
      response
        .writeHead(422, { 'content-type': 'application/json' })
        .end(
          JSON.stringify({ kind: 'Status', code: 422, reason: 'Invalid', message: 'is invalid', details }),
        );
    const error = await clientOf(await serve())
      .get(nodes, undefined, 'a')
      .catch((caught: unknown) => caught);
    expect(error).toBeInstanceOf(KubernetesApiError);
    expect(error).toMatchObject({ status: 422, reason: 'Invalid', message: 'is invalid', details });
    expect(isKubernetesApiError(error, 422, 'Invalid')).toBe(true);
    expect(isKubernetesApiError(error, 409)).toBe(false);
  });

  it('of a proxy, which are no Status, carry the reason of their code and the beginning of the answer', async () => {
    answer = (_, response) =>
      response.writeHead(503, { 'retry-after': '7' }).end(`<html>${'x'.repeat(5000)}`);
    const error = await clientOf(await serve())
      .get(nodes, undefined, 'a')
      .catch((caught: unknown) => caught);
    expect(error).toMatchObject({ status: 503, reason: 'ServiceUnavailable', retryAfterMs: 7000 });
    expect((error as Error).message).toMatch(/^GET \/api\/v1\/nodes\/a answered 503: <html>/);
    expect((error as Error).message.length).toBeLessThan(300);
  });

  it('hold nothing of the credentials or of what was sent', async () => {
    answer = (_, response) => response.writeHead(403).end();
    const client = clientOf(await serve());
    const secret = { metadata: { namespace: 'ns', name: 'a' }, data: { token: 'c2VjcmV0' } };
    const error = await client.create(widgets, secret).catch((caught: unknown) => caught);
    const text = `${error} ${(error as Error).stack} ${JSON.stringify(error)}`;
    expect(text).toContain('403');
    expect(text).not.toContain(token);
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
    answer = (_request, response) => fail(response);
    const error = await clientOf(await serve())
      .get(nodes, undefined, 'a')
      .catch((caught: unknown) => caught);
    expect(error).toBeInstanceOf(KubernetesUnreachableError);
    expect((error as KubernetesUnreachableError).call).toBe('GET /api/v1/nodes/a');
    expect((error as Error).cause).toBeInstanceOf(Error);
  });

  it('because nobody listens is unreachable', async () => {
    const error = await clientOf('http://127.0.0.1:1')
      .raw('/')
      .catch((caught: unknown) => caught);
    expect(error).toBeInstanceOf(KubernetesUnreachableError);
    expect((error as Error).message).toContain('ECONNREFUSED');
  });

  it('because the token cannot be read is unreachable, and names its file', async () => {
    const client = clientOf(await serve(), { credentials: { tokenFile: '/nowhere/token' } });
    const error = await client.raw('/').catch((caught: unknown) => caught);
    expect(error).toBeInstanceOf(KubernetesUnreachableError);
    expect((error as Error).message).toContain('/nowhere/token');
    expect(received).toEqual([]);
  });

  it('in time is unreachable', async () => {
    answer = () => undefined;
    const client = clientOf(await serve(), {}, { timeoutMs: 50 });
    await expect(client.raw('/')).rejects.toThrow(KubernetesUnreachableError);
  });

  it('because the caller gave up throws the caller’s reason', async () => {
    const giveUp = new AbortController();
    answer = () => giveUp.abort(new Error('the lease is lost'));
    const client = clientOf(await serve());
    await expect(client.get(nodes, undefined, 'a', { signal: giveUp.signal })).rejects.toThrow(
      'the lease is lost',
    );
  });
});

describe('watches', () => {
  it('yield events as they come, and end when the server ends', async () => {
    answer = (_, response) => {
      response.write(
        '{"type":"ADDED","object":{"metadata":{"name":"a","resourceVersion":"1"}}}\n{"type":"BOOK',
      );
      setImmediate(() => response.end('MARK","object":{"metadata":{"resourceVersion":"2"}}}\n'));
    };
    const types: string[] = [];
    const client = clientOf(await serve());
    for await (const event of client.watch(widgets, { namespace: 'ns', resourceVersion: '0' }))
      types.push(event.type);
    expect(types).toEqual(['ADDED', 'BOOKMARK']);
    const query = new URL(received[0]?.url ?? '', 'http://x').searchParams;
    expect(query.get('watch')).toBe('true');
    expect(query.get('allowWatchBookmarks')).toBe('true');
    expect(Number(query.get('timeoutSeconds'))).toBeGreaterThanOrEqual(300);
  });

  it('throw the refusal that comes inside the stream', async () => {
    answer = (_, response) =>
      response.end('{"type":"ERROR","object":{"kind":"Status","code":410,"reason":"Expired"}}\n');
    const watch = clientOf(await serve()).watch(widgets, {});
    await expect(watch.next()).rejects.toMatchObject({ status: 410, reason: 'Expired' });
  });

  it('throw the refusal that comes instead of a stream', async () => {
    answer = (_, response) => response.writeHead(403).end();
    await expect(
      clientOf(await serve())
        .watch(widgets, {})
        .next(),
    ).rejects.toMatchObject({ status: 403 });
  });

  it('throw the caller’s reason when aborted', async () => {
    const abort = new AbortController();
    answer = (_, response) =>
      response.write('{"type":"BOOKMARK","object":{"metadata":{"resourceVersion":"2"}}}\n');
    const watch = clientOf(await serve()).watch(widgets, { signal: abort.signal });
    await watch.next();
    abort.abort(new Error('stopped'));
    await expect(watch.next()).rejects.toThrow('stopped');
  });

  it('close their connection when the caller leaves the loop', async () => {
    const closed = Promise.withResolvers<void>();
    answer = (_, response) => {
      response.on('close', closed.resolve);
      response.write('{"type":"BOOKMARK","object":{"metadata":{"resourceVersion":"2"}}}\n');
    };
    for await (const _ of clientOf(await serve()).watch(widgets, {})) break;
    await closed.promise;
  });

  it('do not keep calls waiting, however many there are', async () => {
    answer = ({ url }, response) => {
      if (url?.includes('watch=true') === true) response.write('\n');
      else response.end('{}');
    };
    const client = clientOf(await serve());
    const abort = new AbortController();
    const watches = Array.from({ length: 100 }, () => client.watch(widgets, { signal: abort.signal }).next());
    await client.raw('/');
    abort.abort(new Error('enough'));
    const ended = await Promise.allSettled(watches);
    expect(ended.every(({ status }) => status === 'rejected')).toBe(true);
  });
});

describe('connections', () => {
  it('trust the authority and show the client certificate that they are given', async () => {
    const { ca, server, client: credentials } = await makeCertificates(['api.internal']);
    let subject: string | undefined;
    const tls = createTlsServer(
      { ...server, ca, requestCert: true, rejectUnauthorized: false },
      (request, response) => {
        subject = (request.socket as TLSSocket).getPeerCertificate().subject?.CN as string | undefined;
        listener(request, response);
      },
    );
    const url = `https://127.0.0.1:${await listen(tls)}`;
    await clientOf(url, { ca, credentials }).raw('/');
    expect(subject).toBe('client');
    await clientOf(url, { ca, tlsServerName: 'api.internal' }).raw('/');
    await expect(clientOf(url, { ca, tlsServerName: 'other' }).raw('/')).rejects.toThrow(
      KubernetesUnreachableError,
    );
    await expect(clientOf(url).raw('/')).rejects.toThrow(KubernetesUnreachableError);
    await clientOf(url, { insecureSkipTlsVerify: true }).raw('/');
  });

  it('go through the proxy that the environment or the kubeconfig names', async () => {
    const { ca, server } = await makeCertificates(['api.internal']);
    const port = await listen(createTlsServer(server, listener));
    const tunnels: string[] = [];
    const sockets: Duplex[] = [];
    const proxy = createServer();
    const proxyUrl = `http://127.0.0.1:${await listen(proxy)}`;
    closing.push(async () => {
      for (const socket of sockets) socket.destroy();
    });
    proxy.on('connect', (request, socket) => {
      tunnels.push(request.url ?? '');
      const upstream = connect(port, '127.0.0.1', () => {
        socket.write('HTTP/1.1 200 OK\r\n\r\n');
        upstream.pipe(socket).pipe(upstream);
      });
      upstream.on('error', () => socket.destroy());
      socket.on('error', () => upstream.destroy());
      sockets.push(upstream, socket);
    });
    await clientOf('https://api.internal:6443', { ca }, { env: { HTTPS_PROXY: proxyUrl } }).raw('/');
    await clientOf('https://api.internal:6443', { ca, proxyUrl }).raw('/');
    expect(tunnels).toEqual(['api.internal:6443', 'api.internal:6443']);
    expect(received).toHaveLength(2);
  });

  it('are used again by calls that follow one another', async () => {
    const server = createServer(listener);
    let connections = 0;
    server.on('connection', () => connections++);
    const client = clientOf(`http://127.0.0.1:${await listen(server)}`);
    for (let call = 0; call < 50; call++) await client.raw('/');
    expect(connections).toBeLessThan(5);
  });
});
