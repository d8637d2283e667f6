import {
  type FieldShape,
  kubernetesType,
  referencedType,
  type TypeField,
} from '../built-in-schemas/read-types.ts';
import type { Field, FieldType, MessageType } from './message-type.ts';
import * as types from './message-type.ts';

const messages = new Map<string, MessageType>();

/** The protobuf message of one of Kubernetes' types, made when first asked for; undefined for an unknown type. */
export function typeMessage(name: string): MessageType | undefined {
  const known = messages.get(name);
  if (known !== undefined) return known;
  const type = kubernetesType(name);
  if (type === undefined) return undefined;
  const message: Record<number, Field> = {};
  // Before its fields are read: a type may lead back to itself.
  messages.set(name, message);
  for (const field of type.fields) message[field.number] = toField(field);
  return message;
}

function toField({ name, shape, isPointer, isAlwaysWritten }: TypeField): Field {
  // Go puts every plain value into protobuf, and leaves those out of JSON that were never set.
  const type = fieldType(shape, isPointer || isAlwaysWritten || shape.many !== undefined);
  if (name === undefined) return { name: '', type, many: 'inline' };
  if (shape.many === 'map') return types.mapOf(name, type);
  return shape.many === 'list' ? types.listOf(name, type) : { name, type };
}

function fieldType({ of }: FieldShape, keepsZero: boolean): FieldType {
  switch (of) {
    case 'string':
      return keepsZero ? types.optionalText : types.text;
    case 'int32':
    case 'int64':
      return keepsZero ? types.optionalInteger : types.integer;
    case 'bool':
      return keepsZero ? types.optionalFlag : types.flag;
    case 'bytes':
      return types.bytes;
    case 'double':
      return types.double;
    case 'time':
      return types.time(0);
    case 'microTime':
      return types.time(6);
    case 'quantity':
      return types.quantity;
    case 'intOrString':
      return types.intOrString;
    case 'json':
      return types.json;
    case 'wrappedStrings':
      return types.wrappedStrings;
    default:
      return types.message(messageOf(of));
  }
}

function messageOf(name: string): MessageType {
  return typeMessage(referencedType(name).name) ?? {};
}
