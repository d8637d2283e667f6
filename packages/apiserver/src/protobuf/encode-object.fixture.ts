import {
  type FieldShape,
  type KubernetesType,
  referencedType,
  type TypeField,
} from '../built-in-schemas/read-types.ts';
import type { JsonObject, JsonValue } from '../kube-object.ts';

/** Encodes an object as Go's generated code does: plain values that are missing are written as zero. */
export function encodeObject(object: JsonObject, type: KubernetesType): Buffer {
  return Buffer.concat(type.fields.map((field) => encodeField(object, field)));
}

/** Encodes an object with what names its type before it, as Go programs send it. */
export function encodeEnvelope(object: JsonObject, type: KubernetesType): Buffer {
  const { apiVersion, kind } = object;
  const named = Buffer.concat([text(1, String(apiVersion)), text(2, String(kind))]);
  return Buffer.concat([Buffer.from('k8s\0'), bytes(1, named), bytes(2, encodeObject(object, type))]);
}

function encodeField(object: JsonObject, { number, name, shape, isPointer }: TypeField): Buffer {
  if (name === undefined) return bytes(number, encodeObject(object, referencedType(shape.of)));
  const value = object[name];
  if (shape.many === 'list') {
    return Buffer.concat(
      (Array.isArray(value) ? value : []).map((item) => encodeOne(number, item ?? '', shape)),
    );
  }
  if (shape.many === 'map') {
    const entries = Object.entries((value ?? {}) as JsonObject);
    return Buffer.concat(
      entries.map(([key, item]) =>
        bytes(number, Buffer.concat([text(1, key), encodeOne(2, item ?? '', shape)])),
      ),
    );
  }
  if (value !== undefined) return encodeOne(number, value, shape);
  const zero = isPointer ? undefined : zeros[shape.of];
  return zero === undefined ? Buffer.alloc(0) : encodeOne(number, zero, shape);
}

const zeros: Readonly<Record<string, JsonValue>> = { string: '', bool: false, int32: 0, int64: 0 };

function encodeOne(number: number, value: JsonValue, { of }: FieldShape): Buffer {
  switch (of) {
    case 'string':
      return text(number, String(value));
    case 'bool':
      return integer(number, value === true ? 1 : 0);
    case 'int32':
    case 'int64':
      return integer(number, Number(value));
    case 'bytes':
      return bytes(number, Buffer.from(String(value), 'base64'));
    case 'double': {
      const eight = Buffer.alloc(8);
      eight.writeDoubleLE(Number(value));
      return Buffer.concat([varint(BigInt(number * 8 + 1)), eight]);
    }
    case 'time':
    case 'microTime':
      return bytes(number, encodeTime(String(value)));
    case 'quantity':
      return bytes(number, text(1, String(value)));
    case 'json':
      return bytes(number, text(1, JSON.stringify(value)));
    case 'wrappedStrings':
      return bytes(number, Buffer.concat((value as string[]).map((item) => text(1, item))));
    case 'intOrString':
      return bytes(
        number,
        typeof value === 'number'
          ? Buffer.concat([integer(1, 0), integer(2, value), text(3, '')])
          : Buffer.concat([integer(1, 1), integer(2, 0), text(3, String(value))]),
      );
    default:
      return bytes(number, encodeObject(value as JsonObject, referencedType(of)));
  }
}

function encodeTime(value: string): Buffer {
  const micros = Number(/\.(\d{6})Z$/.exec(value)?.[1] ?? 0);
  const seconds = Date.parse(`${value.slice(0, 19)}Z`) / 1000;
  return Buffer.concat([integer(1, seconds), integer(2, micros * 1000)]);
}

function text(number: number, value: string): Buffer {
  return bytes(number, Buffer.from(value));
}

function bytes(number: number, value: Buffer): Buffer {
  return Buffer.concat([varint(BigInt(number * 8 + 2)), varint(BigInt(value.length)), value]);
}

function integer(number: number, value: number): Buffer {
  return Buffer.concat([varint(BigInt(number * 8)), varint(BigInt.asUintN(64, BigInt(value)))]);
}

function varint(value: bigint): Buffer {
  const result: number[] = [];
  let rest = value;
  for (; rest > 0x7fn; rest >>= 7n) result.push(Number(rest & 0x7fn) | 0x80);
  return Buffer.from([...result, Number(rest)]);
}
