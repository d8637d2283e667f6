import { expect, test } from 'vitest';
import { KonnectUnreachableError } from '../errors/konnect-unreachable-error.ts';
import { type EntityChange, readChanges } from './change-stream.ts';

const ready = 'retry: 1000\nid: 4\nevent: ready\ndata: {"revision":4}\n\n';

function event(name: string, data: object): string {
  return `event: ${name}\ndata: ${JSON.stringify(data)}\n\n`;
}

/** The text in chunks of so many bytes, as a network may cut it. */
async function* chunked(text: string, size: number): AsyncGenerator<Uint8Array> {
  const bytes = new TextEncoder().encode(text);
  for (let at = 0; at < bytes.length; at += size) {
    yield bytes.subarray(at, at + size);
  }
}

/** What a stream tells until it throws, and what it throws. */
async function readAll(text: string, size = 16_384): Promise<{ changes: EntityChange[]; error: unknown }> {
  const changes: EntityChange[] = [];
  const stream = await readChanges(chunked(text, size));
  try {
    for await (const change of stream.changes) {
      changes.push(change);
    }
  } catch (error) {
    return { changes, error };
  }
  return expect.unreachable('a stream never ends by itself');
}

const created = { revision: 5, type: 'upstream', id: 'u', before: null, after: { name: 'ünder-é' } };
const deleted = { revision: 6, type: 'upstream', id: 'u', before: created.after, after: null };

test.each([1, 2, 3, 7, 16_384])('changes arrive whole, cut into chunks of %s bytes', async (size) => {
  const text = `${ready}: heartbeat\n\n${event('created', created)}${event('deleted', deleted)}`;
  expect((await readAll(text, size)).changes).toEqual([
    { operation: 'created', ...created },
    { operation: 'deleted', ...deleted },
  ]);
});

test('a stream says from which revision on it tells', async () => {
  expect(await readChanges(chunked(ready, 5))).toMatchObject({ revision: 4 });
});

test('what a newer server tells beside changes is passed over', async () => {
  const text = `${ready}later: x\n\n${event('weather', { rain: true })}${event('created', created)}`;
  expect((await readAll(text)).changes).toHaveLength(1);
});

test.each([
  [410, { kind: 'validation', status: 410 }],
  [404, { kind: 'not-found' }],
  [401, { kind: 'unauthorized' }],
  [503, { kind: 'server' }],
])('the reason for an end is an error as an answer of %s would be', async (status, expected) => {
  const { error } = await readAll(ready + event('end', { status, reason: 'x', message: 'because' }));
  expect(error).toMatchObject({ ...expected, message: 'because' });
});

test.each([
  ['breaks off', ready],
  ['sends what is not JSON', `${ready}event: created\ndata: {\n\n`],
  ['never ends a line', `${ready}data: ${'x'.repeat(5 * 1024 * 1024)}`],
])('a stream that %s throws', async (_what, text) => {
  expect((await readAll(text)).error).toBeInstanceOf(KonnectUnreachableError);
});

test.each([
  ['nothing', ''],
  ['a page', '<!doctype html>\n\n<p>\n\n'],
  ['another stream', 'data: hello\n\n'],
])('an answer with %s is no stream of changes', async (_what, text) => {
  await expect(readChanges(chunked(text, 100))).rejects.toThrow('no stream of changes');
});
