/** Wire types of the protobuf encoding. */
const varint = 0;
const fixed64 = 1;
const lengthDelimited = 2;

/**
 * Writes a message in the protobuf encoding (protobuf.dev/programming-guides/encoding), field by field. Fields
 * that have their default value aren't written, as proto3 has it.
 */
export class ProtobufWriter {
  readonly #chunks: Uint8Array[] = [];

  string(field: number, value: string): void {
    if (value !== '') this.bytes(field, Buffer.from(value));
  }

  bool(field: number, value: boolean): void {
    if (value) this.#chunks.push(encodeVarint((field << 3) | varint), encodeVarint(1));
  }

  /** An int64; the value is at least 0. */
  integer(field: number, value: number): void {
    if (value !== 0) this.#chunks.push(encodeVarint((field << 3) | varint), encodeVarint(value));
  }

  double(field: number, value: number): void {
    if (value === 0) return;
    const bytes = Buffer.alloc(8);
    bytes.writeDoubleLE(value);
    this.#chunks.push(encodeVarint((field << 3) | fixed64), bytes);
  }

  /** A message within, which is written even when it is empty: that it is there says something. */
  message(field: number, write: (writer: ProtobufWriter) => void): void {
    const inner = new ProtobufWriter();
    write(inner);
    this.bytes(field, inner.finish());
  }

  bytes(field: number, value: Uint8Array): void {
    this.#chunks.push(encodeVarint((field << 3) | lengthDelimited), encodeVarint(value.length), value);
  }

  finish(): Uint8Array {
    return Buffer.concat(this.#chunks);
  }
}

function encodeVarint(value: number): Uint8Array {
  const bytes: number[] = [];
  let rest = value;
  while (rest >= 128) {
    bytes.push((rest % 128) | 128);
    rest = Math.floor(rest / 128);
  }
  bytes.push(rest);
  return Uint8Array.from(bytes);
}
