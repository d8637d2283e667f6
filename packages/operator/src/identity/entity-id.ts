import { createHash } from 'node:crypto';

/**
 * The id under which an object's entity is created: UUIDv5 (RFC 9562, section 5.5) of the object's UID in the
 * namespace of the control plane's id. Whoever computes it gets the same one, so a repeated or a competing create
 * makes one entity, whether or not its kind has a unique name.
 *
 * @throws TypeError when `controlPlaneId` isn't a UUID.
 */
export function entityId(objectUid: string, controlPlaneId: string): string {
  const namespace = Buffer.from(controlPlaneId.replaceAll('-', ''), 'hex');
  if (namespace.length !== 16) throw new TypeError(`not a UUID: ${JSON.stringify(controlPlaneId)}`);
  const bytes = createHash('sha1').update(namespace).update(objectUid).digest().subarray(0, 16);
  bytes.writeUInt8((bytes.readUInt8(6) & 0x0f) | 0x50, 6);
  bytes.writeUInt8((bytes.readUInt8(8) & 0x3f) | 0x80, 8);
  const hex = bytes.toString('hex');
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
}
