import { afterEach, beforeEach, expect, it } from 'vitest';
import { RecordingServer } from '../../test/recording-server.ts';
import { KubernetesUnreachableError } from './kubernetes-unreachable-error.ts';

const widgets = { group: 'example.com', version: 'v1', plural: 'widgets', namespaced: true };

let server: RecordingServer;

beforeEach(() => {
  server = new RecordingServer();
});

afterEach(() => server.stop());

it('watches yield events as they come, and end when the server ends', async () => {
  server.answer = (_, response) => {
    response.write(
      '{"type":"ADDED","object":{"metadata":{"name":"a","resourceVersion":"1"}}}\n{"type":"BOOK',
    );
    setImmediate(() => response.end('MARK","object":{"metadata":{"resourceVersion":"2"}}}\n'));
  };
  const types: string[] = [];
  const client = server.connect(await server.start());
  for await (const event of client.watch(widgets, { namespace: 'ns', resourceVersion: '0' }))
    types.push(event.type);
  expect(types).toEqual(['ADDED', 'BOOKMARK']);
  const query = new URL(server.received[0]?.url ?? '', 'http://x').searchParams;
  expect(query.get('watch')).toBe('true');
  expect(query.get('allowWatchBookmarks')).toBe('true');
  expect(Number(query.get('timeoutSeconds'))).toBeGreaterThanOrEqual(300);
});

it('watches throw the refusal that comes inside the stream', async () => {
  server.answer = (_, response) =>
    response.end('{"type":"ERROR","object":{"kind":"Status","code":410,"reason":"Expired"}}\n');
  const watch = server.connect(await server.start()).watch(widgets, {});
  await expect(watch.next()).rejects.toMatchObject({ status: 410, reason: 'Expired' });
});

it('watches throw the refusal that comes instead of a stream', async () => {
  server.answer = (_, response) => response.writeHead(403).end();
  await expect(
    server
      .connect(await server.start())
      .watch(widgets, {})
      .next(),
  ).rejects.toMatchObject({ status: 403 });
});

it('watches throw the caller’s reason when aborted', async () => {
  const abort = new AbortController();
  server.answer = (_, response) =>
    response.write('{"type":"BOOKMARK","object":{"metadata":{"resourceVersion":"2"}}}\n');
  const watch = server.connect(await server.start()).watch(widgets, { signal: abort.signal });
  await watch.next();
  abort.abort(new Error('stopped'));
  await expect(watch.next()).rejects.toThrow('stopped');
});

it('watches close their connection when the caller leaves the loop', async () => {
  const closed = Promise.withResolvers<void>();
  server.answer = (_, response) => {
    response.on('close', closed.resolve);
    response.write('{"type":"BOOKMARK","object":{"metadata":{"resourceVersion":"2"}}}\n');
  };
  for await (const _ of server.connect(await server.start()).watch(widgets, {})) break;
  await closed.promise;
});

it('watches that fall silent, though their connection stands, are broken', async () => {
  server.answer = (_, response) => {
    response.write('{"type":"BOOKMARK","object":{"metadata":{"resourceVersion":"2"}}}\n');
  };
  const watch = server.connect(await server.start()).watch(widgets, { maxSilenceMs: 50 });
  await watch.next();
  await expect(watch.next()).rejects.toThrow(KubernetesUnreachableError);
});

it('watches do not keep calls waiting, however many there are', async () => {
  server.answer = ({ url }, response) => {
    if (url?.includes('watch=true') === true) response.write('\n');
    else response.end('{}');
  };
  const client = server.connect(await server.start());
  const abort = new AbortController();
  const watches = Array.from({ length: 100 }, () => client.watch(widgets, { signal: abort.signal }).next());
  await client.raw('/');
  abort.abort(new Error('enough'));
  const ended = await Promise.allSettled(watches);
  expect(ended.every(({ status }) => status === 'rejected')).toBe(true);
});
