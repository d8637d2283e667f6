import { describe, expect, it } from 'vitest';
import { decodeEnvelope } from './decode-envelope.ts';
import { typeMessage } from './type-message.ts';
import { MalformedProtobufError } from './wire-reader.ts';

const leaseMessage = typeMessage('coordination.v1.Lease') ?? {};
const secretMessage = typeMessage('core.v1.Secret') ?? {};

/** A field of length-delimited wire type. */
function field(number: number, content: Buffer | string): Buffer {
  const bytes = Buffer.from(content);
  return Buffer.concat([Buffer.from([number * 8 + 2, bytes.length]), bytes]);
}

/** A field of varint wire type. */
function integer(number: number, value: number): Buffer {
  const bytes = [number * 8];
  let rest = value;
  while (rest > 0x7f) {
    bytes.push((rest % 0x80) + 0x80);
    rest = Math.floor(rest / 0x80);
  }
  return Buffer.from([...bytes, rest]);
}

function envelope(apiVersion: string, kind: string, object: Buffer): Buffer {
  const type = Buffer.concat([field(1, apiVersion), field(2, kind)]);
  return Buffer.concat([Buffer.from('k8s\0'), field(1, type), field(2, object)]);
}

const typeOfLease = ['coordination.k8s.io/v1', 'Lease'] as const;

describe("Kubernetes' protobuf", () => {
  it('is read as the JSON that Go would write, without what was never set', () => {
    const metadata = Buffer.concat([field(1, 'a'), field(2, ''), field(3, 'default'), field(8, '')]);
    const data = field(2, Buffer.concat([field(1, 'key'), field(2, 'value')]));
    const body = envelope(
      'v1',
      'Secret',
      Buffer.concat([field(1, metadata), data, field(3, ''), integer(5, 0)]),
    );
    expect(decodeEnvelope(body, secretMessage)).toEqual({
      apiVersion: 'v1',
      kind: 'Secret',
      metadata: { name: 'a', namespace: 'default' },
      data: { key: 'dmFsdWU=' },
      immutable: false,
    });
  });

  it('keeps the microseconds of times that have them, and numbers that are zero on purpose', () => {
    const time = Buffer.concat([integer(1, Date.parse('2026-01-01T00:00:00Z') / 1000), integer(2, 123_999)]);
    const spec = Buffer.concat([field(1, ''), integer(2, 15), field(4, time), integer(5, 0)]);
    const body = envelope(...typeOfLease, field(2, spec));
    expect(decodeEnvelope(body, leaseMessage)['spec']).toEqual({
      holderIdentity: '',
      leaseDurationSeconds: 15,
      renewTime: '2026-01-01T00:00:00.000123Z',
      leaseTransitions: 0,
    });
  });

  it('passes over fields that it does not know', () => {
    const body = envelope(
      ...typeOfLease,
      Buffer.concat([field(14, 'x'), integer(15, 1), field(1, field(1, 'a'))]),
    );
    expect(decodeEnvelope(body, leaseMessage)).toMatchObject({ metadata: { name: 'a' } });
  });

  it.each([
    ['another beginning', Buffer.from('{"a":1}')],
    ['a number that does not end', Buffer.concat([Buffer.from('k8s\0'), Buffer.alloc(12, 0xff)])],
    ['a field that does not end', Buffer.concat([Buffer.from('k8s\0'), Buffer.from([0x0a, 0x7f, 0x01])])],
    ['a wire type that is not in use', Buffer.concat([Buffer.from('k8s\0'), Buffer.from([0x0b])])],
    ['a number where a message belongs', Buffer.concat([Buffer.from('k8s\0'), integer(1, 1)])],
  ])('with %s is refused', (_what, body) => {
    expect(() => decodeEnvelope(body, leaseMessage)).toThrow(MalformedProtobufError);
  });
});
