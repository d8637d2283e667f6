import type { FastifyRequest } from 'fastify';
import { type Authentication, identify } from '../http/authenticate.ts';
import type { Identity } from '../identity/identity.ts';

/** Who reads a stream, which may be open for longer than the token, session or role that opened it. */
export interface StreamReader {
  /**
   * As whom the reader is known now; undefined: as nobody any more. On a replica other than where that changed, up to
   * five seconds late.
   */
  identity(): Promise<Identity | undefined>;
  /** Calls the listener when that may have changed; answers how to stop it. */
  subscribe(listener: () => void): () => void;
}

/** The reader who sent a request for a stream. */
export function streamReader(
  request: FastifyRequest,
  authentication: Pick<Authentication, 'identities' | 'cookie'>,
): StreamReader {
  return {
    identity: async () => identify(request, authentication),
    subscribe: (listener) => authentication.identities.subscribe(listener),
  };
}
