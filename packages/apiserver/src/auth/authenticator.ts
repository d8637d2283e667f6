import type { TLSSocket } from 'node:tls';
import type { BearerTokens } from './bearer-tokens.ts';
import { certificateUser } from './client-certificate.ts';
import type { User } from './user.ts';

/** Finds out who makes a request: by the connection's certificate, or by a token. */
export class Authenticator {
  readonly #tokens: BearerTokens;

  constructor(tokens: BearerTokens) {
    this.#tokens = tokens;
  }

  /** Undefined when neither is one that the server knows. */
  authenticate(
    socket: TLSSocket,
    authorization: string | undefined,
  ): User | undefined | Promise<User | undefined> {
    return certificateUser(socket) ?? this.#tokens.authenticate(authorization);
  }
}
