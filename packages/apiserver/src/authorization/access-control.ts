import type { IncomingHttpHeaders } from 'node:http';
import type { TLSSocket } from 'node:tls';
import type { Authenticator } from '../auth/authenticator.ts';
import { impersonatedUser, readImpersonation } from '../auth/impersonation.ts';
import { anonymous, type User } from '../auth/user.ts';
import { unauthorized } from '../status/api-error.ts';
import { type Authorizer, type Decision, reasonOf } from './authorizer.ts';
import { forbiddenRequest } from './forbidden-request.ts';
import type { RequestAttributes } from './request-attributes.ts';
import type { Access } from './start-access.ts';

/** Who a request counts as made by. */
export interface Caller {
  user: User;
  /** Who makes it in fact, when they make it in the name of another. */
  impersonator: User | undefined;
}

/** What tells who makes a request. */
export interface Credentials {
  socket: TLSSocket;
  headers: IncomingHttpHeaders;
  /** Names and values in turn, for those that may be given several times. */
  rawHeaders: readonly string[];
}

const stranger: Caller = { user: anonymous, impersonator: undefined };

/** Lets requests in, or doesn't: who makes them, in whose name, and whether they may. */
export class AccessControl {
  readonly #authenticator: Authenticator;
  readonly #authorizer: Authorizer;

  constructor({ authenticator, authorizer }: Access) {
    this.#authenticator = authenticator;
    this.#authorizer = authorizer;
  }

  /**
   * Finds out who makes a request.
   *
   * @throws ApiError 401 for a token that is not accepted
   */
  async authenticate({ socket, headers }: Credentials): Promise<Caller> {
    const user = await this.#authenticator.authenticate(socket, headers.authorization);
    if (user !== undefined) return { user, impersonator: undefined };
    if (/^Bearer /i.test(headers.authorization ?? '')) throw unauthorized();
    return stranger;
  }

  /**
   * Finds out in whose name a request is made: the caller's own where its headers name nobody else.
   *
   * @throws ApiError 400 for headers that make no sense, 401 for who has shown no credential, 403 for who may not act
   *   in the name of that other
   */
  impersonate(caller: Caller, { headers, rawHeaders }: Credentials): Caller {
    const impersonation = readImpersonation(headers, rawHeaders);
    if (impersonation === undefined) return caller;
    if (caller === stranger) throw unauthorized();
    for (const attributes of impersonation.asks) this.require(caller.user, attributes);
    return { user: impersonatedUser(impersonation), impersonator: caller.user };
  }

  /**
   * Decides whether to let a request in.
   *
   * @throws ApiError 401 for who has shown no credential
   */
  decide({ user }: Caller, attributes: RequestAttributes): Decision {
    if (user === anonymous) throw unauthorized();
    return this.#authorizer.decide(user, attributes);
  }

  /** @throws ApiError 403 for what the user may not do */
  require(user: User, attributes: RequestAttributes): void {
    const decision = this.#authorizer.decide(user, attributes);
    if (!decision.allowed) throw forbiddenRequest(user, attributes, reasonOf(decision));
  }
}
