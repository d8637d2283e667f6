import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, expect, test } from 'vitest';
import { KonnectApiError } from '../errors/konnect-api-error.ts';
import { KonnectUnreachableError } from '../errors/konnect-unreachable-error.ts';
import { targetsPath, upstreamsPath } from '../paths.ts';
import { createKonnectClient, type KonnectClient } from './konnect-client.ts';
import type { KonnectCall, KonnectClientOptions } from './konnect-transport.ts';

const TOKEN = 'kpat_very-secret';
const CONTROL_PLANE_ID = '5f1c9a52-0000-4000-8000-000000000001';

const closers: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) {
    await close();
  }
});

type Handler = (request: IncomingMessage, response: ServerResponse, body: string) => void;

/** A server that answers as the handler says, and a client of it. */
async function serve(handler: Handler, options: Partial<KonnectClientOptions> = {}): Promise<KonnectClient> {
  const server = createServer(async (request, response) => {
    let body = '';
    for await (const chunk of request) {
      body += chunk;
    }
    handler(request, response, body);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const client = createKonnectClient({ serverUrl: `http://127.0.0.1:${port}`, token: TOKEN, ...options });
  closers.push(
    () => {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(resolve));
    },
    () => client.close(),
  );
  return client;
}

function answer(
  response: ServerResponse,
  status: number,
  body: unknown,
  headers: Record<string, string> = {},
) {
  response.writeHead(status, { 'content-type': 'application/json', ...headers });
  response.end(typeof body === 'string' ? body : JSON.stringify(body));
}

async function failure(promise: Promise<unknown>): Promise<unknown> {
  return promise.then(
    () => expect.unreachable('the call was expected to fail'),
    (error: unknown) => error,
  );
}

test('a PUT sends the token, the body and the path, and answers the entity', async () => {
  const client = await serve((request, response, body) =>
    answer(response, 200, {
      id: 't-1',
      method: request.method,
      url: request.url,
      authorization: request.headers.authorization,
      userAgent: request.headers['user-agent'],
      body: JSON.parse(body),
    }),
  );
  const path = targetsPath(CONTROL_PLANE_ID, 'u-1');
  expect(await client.putEntity(path, 't-1', { target: '10.0.0.1' })).toEqual({
    id: 't-1',
    method: 'PUT',
    url: `/v2/control-planes/${CONTROL_PLANE_ID}/core-entities/upstreams/u-1/targets/t-1`,
    authorization: `Bearer ${TOKEN}`,
    userAgent: 'sluice',
    body: { target: '10.0.0.1' },
  });
});

test('the token is asked for before each call', async () => {
  let token = 'kpat_first';
  const client = await serve(
    (request, response) => answer(response, 200, { id: request.headers.authorization }),
    { token: () => token },
  );
  expect((await client.getOrganization()).id).toBe('Bearer kpat_first');
  token = 'kpat_second';
  expect((await client.getOrganization()).id).toBe('Bearer kpat_second');
});

test('control planes are searched by filters, labels and page', async () => {
  const client = await serve((request, response) => {
    const { searchParams } = new URL(request.url ?? '', 'http://host');
    answer(response, 200, {
      data: [],
      meta: { page: { total: 0, size: 10, number: 1 } },
      asked: [...searchParams],
    });
  });
  const page = await client.listControlPlanes({
    id: 'i',
    nameContains: 'n',
    labels: { 'k8s-uid': 'u', team: '' },
    pageSize: 100,
    pageNumber: 2,
  });
  expect(page).toHaveProperty('asked', [
    ['filter[id][eq]', 'i'],
    ['filter[name][contains]', 'n'],
    ['labels', 'k8s-uid:u,team'],
    ['page[size]', '100'],
    ['page[number]', '2'],
  ]);
});

test('iterating a collection follows the offsets to the last page', async () => {
  const pages: Record<string, unknown> = {
    first: { data: [1, 2], next: '/x', offset: 'second' },
    second: { data: [3], next: '/y', offset: 'third' },
    third: { data: [4], next: null },
  };
  const client = await serve((request, response) => {
    const { searchParams } = new URL(request.url ?? '', 'http://host');
    expect(searchParams.get('tags')).toBe('a,b');
    answer(response, 200, pages[searchParams.get('offset') ?? 'first']);
  });
  const seen: number[] = [];
  for await (const entity of client.iterateEntities<number>(upstreamsPath(CONTROL_PLANE_ID), {
    tags: ['a', 'b'],
  })) {
    seen.push(entity);
  }
  expect(seen).toEqual([1, 2, 3, 4]);
});

test('a delete that answers 204 resolves', async () => {
  const client = await serve((_request, response) => response.writeHead(204).end());
  await expect(client.deleteEntity(upstreamsPath(CONTROL_PLANE_ID), 'u')).resolves.toBeUndefined();
});

test('a refusal becomes a KonnectApiError', async () => {
  const client = await serve((_request, response) =>
    answer(response, 429, { message: 'slow down' }, { 'retry-after': '3' }),
  );
  const error = await failure(client.getOrganization());
  expect(error).toBeInstanceOf(KonnectApiError);
  expect(error).toMatchObject({
    status: 429,
    kind: 'rate-limited',
    message: 'slow down',
    retryAfterMs: 3000,
  });
});

test('a refusal in HTML keeps its status', async () => {
  const client = await serve((_request, response) => answer(response, 502, '<html>bad gateway</html>'));
  expect(await failure(client.getOrganization())).toMatchObject({
    status: 502,
    kind: 'server',
    message: 'the API answered 502 without a reason',
  });
});

test('a success that is not JSON counts as out of reach', async () => {
  const client = await serve((_request, response) => answer(response, 200, '<html>sign in</html>'));
  const error = await failure(client.getOrganization());
  expect(error).toBeInstanceOf(KonnectUnreachableError);
  expect(String(error)).toContain('not JSON');
});

test.each<[string, unknown]>([
  ['nothing', ''],
  ['an entity without an id', { status: 'ok' }],
  ['a list', []],
  ['a word', '"ok"'],
  ['half an entity', '{"id":"org","na'],
])('a success that is %s counts as out of reach, and not as an entity', async (_what, body) => {
  const client = await serve((_request, response) => answer(response, 200, body));
  const path = upstreamsPath(CONTROL_PLANE_ID);
  for (const call of [
    client.getOrganization(),
    client.putEntity(path, 'u', {}),
    client.listEntities(path),
    client.createControlPlane({ name: 'a' }),
  ]) {
    expect(await failure(call)).toBeInstanceOf(KonnectUnreachableError);
  }
});

test('a server that does not answer in time is out of reach', async () => {
  const client = await serve(() => undefined, { timeoutMs: 50 });
  const error = await failure(client.getOrganization());
  expect(error).toBeInstanceOf(KonnectUnreachableError);
  expect(String(error)).toContain('no answer within 50 ms');
});

test('a connection that breaks is out of reach, with its cause and without the token', async () => {
  const client = await serve((request) => request.socket.destroy());
  const error = await failure(client.getOrganization());
  expect(error).toBeInstanceOf(KonnectUnreachableError);
  expect(error).toHaveProperty('cause');
  expect(String(error)).not.toContain(TOKEN);
});

test.each([
  // RFC 6761, section 6.4: no name below `invalid` ever resolves.
  ['whose name does not resolve', 'https://konnect.invalid'],
  ['where nobody listens', 'https://127.0.0.1:1'],
])('a server %s is out of reach, with its cause and without the token', async (_case, serverUrl) => {
  const client = createKonnectClient({ serverUrl, token: TOKEN, timeoutMs: 5_000 });
  closers.push(() => client.close());
  const error = await failure(client.getOrganization());
  expect(error).toBeInstanceOf(KonnectUnreachableError);
  expect(error).toHaveProperty('cause');
  expect(String(error)).toContain(`${serverUrl} could not be reached: `);
  expect(String(error)).not.toContain(TOKEN);
});

test('an answer that breaks off in the middle is none', async () => {
  const client = await serve((request, response) => {
    response.writeHead(200, { 'content-type': 'application/json', 'content-length': '100' });
    response.write('{"id":"org"', () => request.socket.destroy());
  });
  expect(await failure(client.getOrganization())).toBeInstanceOf(KonnectUnreachableError);
});

test("the caller's own abort is not an outage", async () => {
  const controller = new AbortController();
  const reason = new Error('lease lost');
  const client = await serve(() => controller.abort(reason));
  expect(await failure(client.getOrganization({ signal: controller.signal }))).toBe(reason);
  expect(await failure(client.getOrganization({ signal: controller.signal }))).toBe(reason);
});

test('every call is reported with its route and outcome', async () => {
  const calls: KonnectCall[] = [];
  const statuses = [200, 404];
  const client = await serve(
    (request, response) => {
      const status = statuses.shift();
      return status === undefined ? request.socket.destroy() : answer(response, status, { id: 't', code: 5 });
    },
    { onCall: (call) => calls.push(call) },
  );
  await client.putEntity(targetsPath(CONTROL_PLANE_ID, 'u'), 't', {});
  await failure(client.getControlPlane(CONTROL_PLANE_ID));
  await failure(client.getOrganization());
  expect(calls.map(({ method, route, status }) => ({ method, route, status }))).toEqual([
    {
      method: 'PUT',
      route: '/v2/control-planes/{controlPlaneId}/core-entities/upstreams/{id}/targets/{childId}',
      status: 200,
    },
    { method: 'GET', route: '/v2/control-planes/{controlPlaneId}', status: 404 },
    { method: 'GET', route: '/v3/organizations/me', status: 'network' },
  ]);
});

test('the members of a group are read page by page, and set as a whole', async () => {
  const seen: string[] = [];
  const path = `/v2/control-planes/${CONTROL_PLANE_ID}/group-memberships`;
  const client = await serve((request, response, body) => {
    seen.push(`${request.method} ${decodeURIComponent(request.url ?? '')} ${body}`.trim());
    if (request.method === 'PUT') {
      response.writeHead(204).end();
      return;
    }
    const isFirst = !request.url?.includes('after');
    const next = isFirst ? `${path}?page[size]=100&page[after]=x%3D` : null;
    answer(response, 200, { meta: { page: { next } }, data: [{ id: isFirst ? 'a' : 'b' }] });
  });
  expect(await client.listGroupMembers(CONTROL_PLANE_ID)).toEqual(['a', 'b']);
  await client.setGroupMembers(CONTROL_PLANE_ID, ['a']);
  expect(seen).toEqual([
    `GET ${path}?page[size]=100`,
    `GET ${path}?page[size]=100&page[after]=x=`,
    `PUT ${path} {"members":[{"id":"a"}]}`,
  ]);
});

test('changes are followed after revisions, beside calls, until the client is closed', async () => {
  const calls: KonnectCall[] = [];
  const client = await serve(
    (request, response, body) => {
      if (request.headers.accept?.startsWith('text/event-stream') !== true) {
        answer(response, 200, { id: 'org' });
        return;
      }
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      response.write('event: ready\ndata: {}\n\n');
      response.write(`event: created\ndata: {"control_plane_id":"cp","body":${body}}\n\n`);
    },
    { maxConnections: 1, onCall: (call) => calls.push(call) },
  );
  const stream = await client.followChanges({ after: new Map([['cp', 7]]) });
  expect((await stream.next()).value).toEqual({
    kind: 'change',
    change: { controlPlaneId: 'cp', operation: 'created', body: { after: { cp: 7 } } },
  });
  expect(await client.getOrganization()).toEqual({ id: 'org' });
  expect(calls[0]).toMatchObject({ method: 'POST', status: 200, route: '/sluice/v1/events' });
  const broken = failure(stream.next());
  await client.close();
  expect(await broken).toBeInstanceOf(KonnectUnreachableError);
});

test('following changes ends with the caller’s reason when that aborts', async () => {
  const client = await serve((_request, response) => {
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    response.write('event: ready\ndata: {}\n\n');
  });
  const stop = new AbortController();
  const stream = await client.followChanges({ signal: stop.signal });
  const broken = failure(stream.next());
  stop.abort(new Error('enough'));
  expect(await broken).toMatchObject({ message: 'enough' });
});

test('a server without changes to follow refuses', async () => {
  const client = await serve((_request, response) => answer(response, 404, { code: 5, message: 'no route' }));
  expect(await failure(client.followChanges())).toMatchObject({ kind: 'not-found' });
});

test('what is around a call sees its route and adds headers', async () => {
  const seen: object[] = [];
  const client = await serve(
    (request, response) => answer(response, 200, { id: request.headers['traceparent'] }),
    {
      aroundCall: (call, send) => {
        seen.push(call);
        return send({ traceparent: '00-1-2-01' });
      },
    },
  );
  expect(await client.getEntity(upstreamsPath(CONTROL_PLANE_ID), 'web')).toEqual({ id: '00-1-2-01' });
  expect(seen).toEqual([
    { method: 'GET', route: '/v2/control-planes/{controlPlaneId}/core-entities/upstreams/{id}' },
  ]);
});
