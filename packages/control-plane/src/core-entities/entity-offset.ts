/**
 * The opaque `offset` of lists: where the page before ended, as the number in the order of creation. An offset stays
 * good whatever is created or deleted meanwhile.
 */
export function encodeOffset(seq: number): string {
  return Buffer.from(`seq:${seq}`).toString('base64url');
}

/** The number in an offset, or undefined for something that `encodeOffset` didn't make. */
export function decodeOffset(offset: string): number | undefined {
  const text = Buffer.from(offset, 'base64url').toString('latin1');
  const digits = /^seq:(\d{1,15})$/.exec(text)?.[1];
  return digits === undefined || encodeOffset(Number(digits)) !== offset ? undefined : Number(digits);
}
