import { hash } from 'node:crypto';
import type { FastifyRequest } from 'fastify';
import { identityOf } from '../http/authenticate.ts';

/** A client's key for one write, as it is kept: neither the key nor the request can be read from it. */
export interface IdempotencyKey {
  /** Whose key it is and which. */
  id: string;
  /** What was asked for under the key. */
  fingerprint: string;
}

/** The header `Idempotency-Key` holds something that can't be a key; answered with 400. */
class InvalidIdempotencyKeyError extends Error {
  override readonly name = 'InvalidIdempotencyKeyError';
  readonly statusCode = 400;

  constructor() {
    super('the header Idempotency-Key must be 1 to 255 visible ASCII characters, given once');
  }
}

const KEY = /^[\x21-\x7e]{1,255}$/;

/**
 * The `Idempotency-Key` of a request, or undefined where it has none. Each token has keys of its own.
 *
 * @throws {InvalidIdempotencyKeyError} the header holds no key.
 */
export function idempotencyKeyOf(request: FastifyRequest): IdempotencyKey | undefined {
  const key = request.headers['idempotency-key'];
  if (key === undefined) {
    return undefined;
  }
  if (typeof key !== 'string' || !KEY.test(key)) {
    throw new InvalidIdempotencyKeyError();
  }
  const { organizationId, credentialId } = identityOf(request);
  return {
    id: hash('sha256', JSON.stringify([organizationId, credentialId, key])),
    fingerprint: hash('sha256', JSON.stringify([request.method, request.url, request.body])),
  };
}
