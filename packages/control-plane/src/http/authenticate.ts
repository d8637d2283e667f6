import type { FastifyRequest, onRequestHookHandler } from 'fastify';
import type { Identity } from '../identity/identity.ts';
import type { IdentityStore } from '../identity/identity-store.ts';
import { csrfProblem } from '../sessions/csrf.ts';
import type { SessionCookie } from '../sessions/session-cookie.ts';
import type { Refusals } from './refusals.ts';

declare module 'fastify' {
  interface FastifyRequest {
    /** On whose behalf the request comes; undefined only where a route takes anybody. */
    identity: Identity | undefined;
  }
}

/** What tells who sends a request. */
export interface Authentication {
  identities: IdentityStore;
  cookie: SessionCookie;
  /** Where clients reach the server. */
  publicUrl: () => string;
}

const BEARER = /^Bearer +(\S+)$/i;

/**
 * Lets only requests through that have a known bearer token (RFC 6750) or the cookie of a session. A token counts
 * before a cookie; a request with a token that isn't known is refused whatever its cookie says.
 */
export function authenticate(
  { identities, cookie, publicUrl }: Authentication,
  refusals: Refusals,
): onRequestHookHandler {
  return (request, reply, done) => {
    const { authorization } = request.headers;
    const secret = authorization ? undefined : cookie.read(request.headers.cookie);
    if (secret !== undefined) {
      const problem = csrfProblem(request, secret, publicUrl());
      if (problem !== undefined) {
        refusals.forbidden(reply, problem);
        return;
      }
    }
    const found = identify(request, { identities, cookie });
    const settle = (identity: Identity | undefined): void => {
      request.identity = identity;
      if (identity === undefined) {
        reply.header('www-authenticate', 'Bearer');
        refusals.unauthorized(reply);
        return;
      }
      done();
    };
    // Nearly always it is known already, and then nothing waits.
    if (found instanceof Promise) {
      found.then(settle, done);
      return;
    }
    settle(found);
  };
}

/** On whose behalf a request comes, as things are now; a promise only where that has to be read. */
export function identify(
  { headers }: Pick<FastifyRequest, 'headers'>,
  { identities, cookie }: Pick<Authentication, 'identities' | 'cookie'>,
): Identity | undefined | Promise<Identity | undefined> {
  if (headers.authorization) {
    const token = BEARER.exec(headers.authorization)?.[1];
    return token === undefined ? undefined : identities.identifyToken(token);
  }
  const secret = cookie.read(headers.cookie);
  return secret === undefined ? undefined : identities.identifySession(secret);
}

/** The identity of an authenticated request. */
export function identityOf(request: FastifyRequest): Identity {
  if (request.identity === undefined) {
    throw new Error(`The route ${request.method} ${request.url} lets requests in without authentication`);
  }
  return request.identity;
}
