import { hash, randomBytes, timingSafeEqual } from 'node:crypto';

/** 256 bits: beyond any guessing, so that one round of SHA-256 is all the protection that a stored hash needs. */
const SECRET_BYTES = 32;

/**
 * What is kept of a secret. Tokens, session cookies and codes are long and random, so one round of SHA-256 can't be
 * searched backwards; a slow hash would only slow every request down.
 */
export function hashToken(token: string): string {
  return hash('sha256', token, 'hex');
}

/** Compares two texts in a time that doesn't tell where they differ. */
export function sameHash(first: string, second: string): boolean {
  const [left, right] = [Buffer.from(first), Buffer.from(second)];
  return left.length === right.length && timingSafeEqual(left, right);
}

/** A new secret, in letters that need no escaping in a header or a URL. */
export function newSecret(prefix = ''): string {
  return `${prefix}${randomBytes(SECRET_BYTES).toString('base64url')}`;
}
