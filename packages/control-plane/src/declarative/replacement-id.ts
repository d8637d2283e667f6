import { createHash } from 'node:crypto';

/**
 * The id that an entity of a document gets in a control plane where its own is taken by another one: always the same one,
 * so that importing again finds it. A name-based UUID, version 5 (RFC 9562, 5.5), of the id in the control plane's.
 */
export function replacementId(controlPlaneId: string, id: string): string {
  const bytes = createHash('sha1')
    .update(Buffer.from(controlPlaneId.replaceAll('-', ''), 'hex'))
    .update(id.toLowerCase())
    .digest()
    .subarray(0, 16);
  bytes.writeUInt8((bytes.readUInt8(6) & 0x0f) | 0x50, 6);
  bytes.writeUInt8((bytes.readUInt8(8) & 0x3f) | 0x80, 8);
  return bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}
