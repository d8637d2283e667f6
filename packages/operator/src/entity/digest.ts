import { createHash } from 'node:crypto';

/** A short fingerprint of JSON values; equal values with equal key order have equal ones. */
export function digest(...values: unknown[]): string {
  return createHash('sha1').update(JSON.stringify(values)).digest('base64');
}
