import type { FastifyReply, FastifyRequest, onRequestHookHandler } from 'fastify';
import type { Identity, IdentityStore } from '../identity/identity-store.ts';

declare module 'fastify' {
  interface FastifyRequest {
    /** On whose behalf the request comes; undefined only where a route takes anybody. */
    identity: Identity | undefined;
  }
}

const BEARER = /^Bearer +(\S+)$/i;

/** Lets only requests with a known bearer token (RFC 6750) through; `refuse` sends the 401 of the route's style. */
export function authenticate(
  identities: IdentityStore,
  refuse: (request: FastifyRequest, reply: FastifyReply) => void,
): onRequestHookHandler {
  return (request, reply, done) => {
    const token = BEARER.exec(request.headers.authorization ?? '')?.[1];
    request.identity = token === undefined ? undefined : identities.identify(token);
    if (request.identity === undefined) {
      reply.header('www-authenticate', 'Bearer');
      refuse(request, reply);
      return;
    }
    done();
  };
}

/** The identity of an authenticated request. */
export function identityOf(request: FastifyRequest): Identity {
  if (request.identity === undefined) {
    throw new Error(`The route ${request.method} ${request.url} lets requests in without authentication`);
  }
  return request.identity;
}
