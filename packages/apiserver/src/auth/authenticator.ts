import type { TLSSocket } from 'node:tls';
import type { BearerTokens } from './bearer-tokens.ts';
import { certificateUser } from './client-certificate.ts';
import type { ServiceAccountTokens, TokenHolder } from './service-account-tokens.ts';
import { ISSUER } from './token-claims.ts';
import type { User } from './user.ts';

/** Finds out who makes a request: by the connection's certificate, or by a token. */
export class Authenticator {
  readonly #tokens: BearerTokens;
  readonly #accounts: ServiceAccountTokens;

  constructor(tokens: BearerTokens, accounts: ServiceAccountTokens) {
    this.#tokens = tokens;
    this.#accounts = accounts;
  }

  /** Undefined when neither is one that the server knows. Tokens that were seen before are answered at once. */
  authenticate(
    socket: TLSSocket,
    authorization: string | undefined,
  ): User | undefined | Promise<User | undefined> {
    const user = certificateUser(socket);
    if (user !== undefined || authorization === undefined) return user;
    const token = /^Bearer +(\S+) *$/i.exec(authorization)?.[1];
    if (token === undefined) return undefined;
    const holder = this.authenticateToken(token, [ISSUER]);
    return holder instanceof Promise ? holder.then((found) => found?.user) : holder?.user;
  }

  /**
   * Whose token it is. Tokens that were given to the server at its start are meant for the server itself.
   *
   * @param audiences the token has to be meant for one of them
   */
  authenticateToken(
    token: string,
    audiences: readonly string[],
  ): TokenHolder | undefined | Promise<TokenHolder | undefined> {
    const user = this.#tokens.authenticate(token);
    if (user !== undefined) return audiences.includes(ISSUER) ? { user, audiences: [ISSUER] } : undefined;
    return isJwt(token) ? this.#accounts.authenticate(token, audiences) : undefined;
  }
}

function isJwt(token: string): boolean {
  return /^[\w-]+\.[\w-]+\.[\w-]+$/.test(token);
}
