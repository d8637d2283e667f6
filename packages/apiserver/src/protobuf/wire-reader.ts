/** A field of a message as it stands on the wire: its number, and a number or bytes. */
export interface WireField {
  number: number;
  value: bigint | Uint8Array;
}

/** A body that is no protobuf message. */
export class MalformedProtobufError extends Error {
  override name = 'MalformedProtobufError';
}

/** Reads the fields of a protobuf message one after the other. https://protobuf.dev/programming-guides/encoding/ */
export function* readFields(bytes: Uint8Array): Generator<WireField> {
  let offset = 0;

  const varint = (): bigint => {
    let value = 0n;
    for (let shift = 0n; shift < 70n; shift += 7n) {
      const byte = bytes[offset];
      if (byte === undefined) throw new MalformedProtobufError('the message ends within a number');
      offset += 1;
      value |= BigInt(byte & 0x7f) << shift;
      if (byte < 0x80) return BigInt.asUintN(64, value);
    }
    throw new MalformedProtobufError('a number is longer than ten bytes');
  };
  const take = (length: number): Uint8Array => {
    if (offset + length > bytes.length) throw new MalformedProtobufError('the message ends within a field');
    offset += length;
    return bytes.subarray(offset - length, offset);
  };

  while (offset < bytes.length) {
    const tag = Number(varint());
    const number = Math.floor(tag / 8);
    switch (tag % 8) {
      case 0:
        yield { number, value: varint() };
        break;
      case 1:
        yield { number, value: take(8) };
        break;
      case 2:
        yield { number, value: take(Number(varint())) };
        break;
      case 5:
        yield { number, value: take(4) };
        break;
      default:
        throw new MalformedProtobufError(`field ${number} has a wire type that is not in use`);
    }
  }
}
