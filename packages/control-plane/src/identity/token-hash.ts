import { hash, timingSafeEqual } from 'node:crypto';

/**
 * What is kept of a token. Tokens are long and random, so one round of SHA-256 can't be searched backwards; a slow
 * hash would only slow every request down.
 */
export function hashToken(token: string): string {
  return hash('sha256', token, 'hex');
}

/** Compares two hashes in a time that doesn't tell where they differ. */
export function sameHash(first: string, second: string): boolean {
  const [left, right] = [Buffer.from(first), Buffer.from(second)];
  return left.length === right.length && timingSafeEqual(left, right);
}
