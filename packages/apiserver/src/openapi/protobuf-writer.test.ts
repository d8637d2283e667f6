import { describe, expect, it } from 'vitest';
import { ProtobufWriter } from './protobuf-writer.ts';

function written(write: (writer: ProtobufWriter) => void): string {
  const writer = new ProtobufWriter();
  write(writer);
  return Buffer.from(writer.finish()).toString('hex');
}

describe('protobuf writer', () => {
  it.each<[string, (writer: ProtobufWriter) => void, string]>([
    // The examples of protobuf.dev/programming-guides/encoding.
    ['an integer', (writer) => writer.integer(1, 150), '089601'],
    ['a string', (writer) => writer.string(2, 'testing'), '120774657374696e67'],
    ['a message within', (writer) => writer.message(3, (inner) => inner.integer(1, 150)), '1a03089601'],
    ['an integer of more than 32 bits', (writer) => writer.integer(1, 2 ** 40), '08808080808020'],
    ['a double', (writer) => writer.double(7, 1.5), '39000000000000f83f'],
    ['true', (writer) => writer.bool(16, true), '800101'],
    ['an empty message', (writer) => writer.message(1, () => undefined), '0a00'],
    ['letters beyond ASCII', (writer) => writer.string(1, 'ü'), '0a02c3bc'],
  ])('writes %s', (_name, write, expected) => {
    expect(written(write)).toBe(expected);
  });

  it('leaves out what has its default value', () => {
    const nothing = written((writer) => {
      writer.string(1, '');
      writer.bool(2, false);
      writer.integer(3, 0);
      writer.double(4, 0);
    });
    expect(nothing).toBe('');
  });
});
