import type { JsonObject, JsonValue } from '../kube-object.ts';
import { setOwn } from '../patch/own-field.ts';
import { MalformedProtobufError, readFields } from './wire-reader.ts';

/** How a field's value is read into what JSON has in its place. */
export type FieldType = (value: bigint | Uint8Array) => JsonValue | undefined;

/** A field of a message: its JSON name, its type, and whether there can be several. */
export interface Field {
  name: string;
  type: FieldType;
  /** `inline` is a message whose fields JSON has in the outer object. */
  many?: 'list' | 'map' | 'inline';
}

/** A message: its fields by their numbers. Others are passed over, as protobuf wants it. */
export type MessageType = Readonly<Record<number, Field>>;

/** Reads a message into the JSON object that Kubernetes would write for it. */
export function decodeMessage(bytes: Uint8Array, type: MessageType): JsonObject {
  const object: JsonObject = {};
  for (const { number, value } of readFields(bytes)) {
    const field = type[number];
    if (field === undefined) continue;
    const decoded = field.type(value);
    if (field.many === 'list') {
      const list = object[field.name];
      if (Array.isArray(list)) list.push(decoded ?? '');
      else object[field.name] = [decoded ?? ''];
    } else if (field.many === 'map') {
      const entry = decoded as JsonObject;
      const map = (object[field.name] ?? {}) as JsonObject;
      setOwn(map, String(entry['key'] ?? ''), entry['value'] ?? '');
      object[field.name] = map;
    } else if (field.many === 'inline') Object.assign(object, decoded);
    else if (decoded !== undefined) object[field.name] = decoded;
  }
  return object;
}

/** A string; an empty one is absent, because Go writes those that were never set. */
export const text: FieldType = (value) => stringOf(value) || undefined;

/** A string that means something when it is empty. */
export const optionalText: FieldType = stringOf;

/** Bytes, which are base64 in JSON. */
export const bytes: FieldType = (value) => Buffer.from(bytesOf(value)).toString('base64');

/** An integer; 0 is absent, because Go writes those that were never set. */
export const integer: FieldType = (value) => integerOf(value) || undefined;

/** An integer that means something when it is 0. */
export const optionalInteger: FieldType = integerOf;

/** True, or else absent, because Go writes false where it was never set. */
export const flag: FieldType = (value) => integerOf(value) !== 0 || undefined;

/** True or false, where false means something. */
export const optionalFlag: FieldType = (value) => integerOf(value) !== 0;

/** A floating-point number of eight bytes. */
export const double: FieldType = (value) => {
  const eight = Buffer.from(bytesOf(value));
  if (eight.length !== 8)
    throw new MalformedProtobufError('a floating-point number that has not eight bytes');
  return eight.readDoubleLE();
};

/** A resource.Quantity: text within a message. */
export const quantity: FieldType = (value) =>
  decodeMessage(bytesOf(value), { 1: { name: 'text', type: optionalText } })['text'];

/** An intstr.IntOrString: says by its first field which of the other two counts. */
export const intOrString: FieldType = (value) => {
  const { isText, number, text } = decodeMessage(bytesOf(value), {
    1: { name: 'isText', type: optionalInteger },
    2: { name: 'number', type: optionalInteger },
    3: { name: 'text', type: optionalText },
  });
  return isText === 1 ? (text ?? '') : (number ?? 0);
};

/** Strings within a message, as values of a map. */
export const wrappedStrings: FieldType = (value) =>
  decodeMessage(bytesOf(value), { 1: listOf('items', optionalText) })['items'] ?? [];

/** A message within a message. */
export function message(type: MessageType): FieldType {
  return (value) => decodeMessage(bytesOf(value), type);
}

/** JSON within a message. */
export const json: FieldType = (value) => {
  const { raw } = decodeMessage(bytesOf(value), { 1: { name: 'raw', type: optionalText } });
  return typeof raw === 'string' && raw !== '' ? JSON.parse(raw) : undefined;
};

/** A meta/v1 Time or MicroTime: RFC 3339. One that was never set is absent. */
export function time(fractionDigits: 0 | 6): FieldType {
  return (value) => {
    const parts = decodeMessage(bytesOf(value), {
      1: { name: 'seconds', type: optionalInteger },
      2: { name: 'nanos', type: optionalInteger },
    });
    const seconds = Number(parts['seconds'] ?? 0);
    if (seconds === 0) return undefined;
    const whole = new Date(seconds * 1000).toISOString().slice(0, 19);
    if (fractionDigits === 0) return `${whole}Z`;
    const micros = Math.floor(Number(parts['nanos'] ?? 0) / 1000);
    return `${whole}.${String(micros).padStart(6, '0')}Z`;
  };
}

/** The fields of a map's entries, which are messages on the wire. */
export function mapOf(name: string, type: FieldType): Field {
  const entry: MessageType = { 1: { name: 'key', type: optionalText }, 2: { name: 'value', type } };
  return { name, type: message(entry), many: 'map' };
}

/** A field that occurs any number of times. */
export function listOf(name: string, type: FieldType): Field {
  return { name, type, many: 'list' };
}

function stringOf(value: bigint | Uint8Array): string {
  return Buffer.from(bytesOf(value)).toString();
}

function integerOf(value: bigint | Uint8Array): number {
  if (typeof value !== 'bigint') throw new MalformedProtobufError('bytes where a number belongs');
  return Number(BigInt.asIntN(64, value));
}

function bytesOf(value: bigint | Uint8Array): Uint8Array {
  if (typeof value === 'bigint') throw new MalformedProtobufError('a number where bytes belong');
  return value;
}
