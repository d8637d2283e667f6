import { PassThrough } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { readBody } from './read-body.ts';

describe('a body', () => {
  it('that has come with the head is there at once', async () => {
    const stream = new PassThrough();
    stream.end('{"a":1}');
    expect(String(await readBody(stream, '7'))).toBe('{"a":1}');
    expect(stream.listenerCount('data')).toBe(0);
  });

  it('that has come in several pieces is read in their order', async () => {
    const stream = new PassThrough();
    stream.write('one ');
    stream.write('two');
    expect(String(await readBody(stream, '7'))).toBe('one two');
  });

  it.each(['11', undefined])('that comes later is waited for (announced: %s)', async (contentLength) => {
    const stream = new PassThrough();
    stream.write('first ');
    const reading = readBody(stream, contentLength);
    stream.end('later');
    expect(String(await reading)).toBe('first later');
  });

  it('of a client that goes away in the middle is an error', async () => {
    const stream = new PassThrough();
    stream.write('half');
    const reading = readBody(stream, '100');
    stream.destroy();
    await expect(reading).rejects.toThrow(/closed the connection/);
  });

  it('that is announced as too long is refused unread', async () => {
    const stream = new PassThrough();
    stream.write('beginning');
    await expect(readBody(stream, String(4 * 1024 * 1024))).rejects.toMatchObject({ status: { code: 413 } });
    expect(stream.readableLength).toBe(9);
  });

  it('that turns out to be too long is refused', async () => {
    const stream = new PassThrough();
    const reading = readBody(stream, undefined);
    stream.end(Buffer.alloc(4 * 1024 * 1024));
    await expect(reading).rejects.toMatchObject({ status: { code: 413 } });
  });
});
