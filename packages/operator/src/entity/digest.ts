import { hash } from 'node:crypto';

/** A short fingerprint of JSON values; equal values with equal key order have equal ones. */
export function digest(...values: unknown[]): string {
  return hash('sha1', JSON.stringify(values), 'base64');
}
