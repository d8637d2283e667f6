import { expect, test } from 'vitest';
import { KonnectUnreachableError } from '../errors/konnect-unreachable-error.ts';
import { readChanges, type ToldChange } from './change-stream.ts';

const ready = 'event: ready\ndata: {}\n\n';

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
async function readAll(text: string, size = 16_384): Promise<{ told: ToldChange[]; error: unknown }> {
  const told: ToldChange[] = [];
  const stream = await readChanges(chunked(text, size));
  try {
    for await (const next of stream) {
      told.push(next);
    }
  } catch (error) {
    return { told, error };
  }
  return expect.unreachable('a stream never ends by itself');
}

const created = {
  control_plane_id: 'cp',
  revision: 5,
  type: 'upstream',
  id: 'u',
  before: null,
  after: { name: 'ünder-é' },
};
const deleted = {
  control_plane_id: 'cp',
  revision: 6,
  type: 'upstream',
  id: 'u',
  before: created.after,
  after: null,
};

test.each([1, 2, 3, 7, 16_384])('changes arrive whole, cut into chunks of %s bytes', async (size) => {
  const text = `${ready}: heartbeat\n\n${event('created', created)}${event('deleted', deleted)}`;
  const shown = ({ control_plane_id: controlPlaneId, ...rest }: typeof created | typeof deleted) => ({
    ...rest,
    controlPlaneId,
  });
  expect((await readAll(text, size)).told).toEqual([
    { kind: 'change', change: { operation: 'created', ...shown(created) } },
    { kind: 'change', change: { operation: 'deleted', ...shown(deleted) } },
  ]);
});

test('a stream says from which revisions on it tells, and of which control planes no more', async () => {
  const text =
    event('begin', { control_plane_id: 'cp', revision: 4 }) + event('gone', { control_plane_id: 'other' });
  expect((await readAll(ready + text)).told).toMatchObject([
    { kind: 'begin', controlPlaneId: 'cp', revision: 4 },
    { kind: 'gone', controlPlaneId: 'other' },
  ]);
});

test('what a newer server tells beside changes is passed over', async () => {
  const text = `${ready}later: x\n\n${event('weather', { rain: true })}${event('created', created)}`;
  expect((await readAll(text)).told).toHaveLength(1);
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
