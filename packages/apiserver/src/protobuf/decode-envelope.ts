import type { JsonObject } from '../kube-object.ts';
import { bytes, decodeMessage, type MessageType, message, text } from './message-type.ts';
import { MalformedProtobufError } from './wire-reader.ts';

/** The media type of Kubernetes' protobuf encoding. */
export const PROTOBUF = 'application/vnd.kubernetes.protobuf';

/** What every such body begins with. */
const MAGIC = Buffer.from('k8s\0');

/** runtime.Unknown: the object's type, and the object as a message of its own. */
const unknown: MessageType = {
  1: {
    name: 'typeMeta',
    type: message({ 1: { name: 'apiVersion', type: text }, 2: { name: 'kind', type: text } }),
  },
  2: { name: 'raw', type: bytes },
};

/**
 * Reads an object in Kubernetes' protobuf encoding, which Go clients send for built-in kinds.
 *
 * @throws MalformedProtobufError
 */
export function decodeEnvelope(body: Buffer, type: MessageType): JsonObject {
  if (!body.subarray(0, MAGIC.length).equals(MAGIC)) {
    throw new MalformedProtobufError('the body does not begin with "k8s" and a zero byte');
  }
  const { typeMeta, raw } = decodeMessage(body.subarray(MAGIC.length), unknown);
  const object = decodeMessage(Buffer.from(String(raw ?? ''), 'base64'), type);
  return { ...(typeMeta as JsonObject | undefined), ...object };
}
