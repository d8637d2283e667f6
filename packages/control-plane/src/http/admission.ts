import type { FastifyInstance, FastifyReply, FastifyRequest, onRequestHookHandler } from 'fastify';
import { type AccessDecision, decideAccess } from '../access/decide-access.ts';
import type { RateLimiter } from '../access/rate-limiter.ts';
import type { LastUse } from '../identity/last-use.ts';
import { type Authentication, authenticate, identityOf } from './authenticate.ts';
import type { Refusals } from './refusals.ts';

declare module 'fastify' {
  interface FastifyContextConfig {
    /**
     * Whose role counts. Unless said otherwise that is the role in the control plane that the path names; where it names
     * none, anybody with a role at all may read (the route answers what that person may see), and administrators of the
     * organisation write. `organization`: the role in the organisation, whatever the path names. `founding`: the role in
     * the organisation that runs the server.
     */
    readers?: 'organization' | 'founding';
    /** Whether it is a question whatever its method, so that who may read may ask it. */
    changesNothing?: boolean;
  }
}

/** What a request has to get past before its route sees it. */
export interface Admission extends Authentication {
  lastUse: LastUse;
  /** Undefined where requests aren't limited. */
  rateLimiter: RateLimiter | undefined;
}

/** Makes all routes of a scope ask who sends a request, how often, and whether they may. */
export function addAdmission(scope: FastifyInstance, admission: Admission, refusals: Refusals): void {
  scope.addHook('onRequest', authenticate(admission, refusals));
  scope.addHook('onRequest', limit(admission, refusals));
  scope.addHook('onRequest', guard(refusals));
}

function limit({ lastUse, rateLimiter }: Admission, refusals: Refusals): onRequestHookHandler {
  return (request, reply, done) => {
    const { credential, credentialId } = identityOf(request);
    if (credential === 'token') {
      lastUse.note(credentialId);
    }
    if (rateLimiter !== undefined && !admits(rateLimiter, credentialId, reply)) {
      refusals.tooMany(reply, 'Too many requests with this token; try again as Retry-After says');
      return;
    }
    done();
  };
}

/** Takes one request off what the client may send, and tells it what is left. */
function admits(rateLimiter: RateLimiter, client: string, reply: FastifyReply): boolean {
  const allowance = rateLimiter.take(client, performance.now());
  reply.header('x-ratelimit-limit', allowance.limit);
  reply.header('x-ratelimit-remaining', allowance.remaining);
  reply.header('x-ratelimit-reset', allowance.resetSeconds);
  if (!allowance.allowed) {
    reply.header('retry-after', allowance.retryAfterSeconds);
  }
  return allowance.allowed;
}

function guard(refusals: Refusals): onRequestHookHandler {
  return (request, reply, done) => {
    switch (decide(request)) {
      case 'allowed':
        done();
        return;
      case 'hidden':
        refusals.hidden(reply);
        return;
      case 'forbidden':
        refusals.forbidden(reply, 'This needs a role that the token or session does not have here');
    }
  };
}

function decide(request: FastifyRequest): AccessDecision {
  const { roles, founding } = identityOf(request);
  const { readers, changesNothing } = request.routeOptions.config;
  const { controlPlaneId } = request.params as { controlPlaneId?: string };
  if (request.is404) {
    return 'allowed';
  }
  if (readers === 'founding' && !founding) {
    return 'forbidden';
  }
  return decideAccess(roles, {
    method: changesNothing === true ? 'GET' : request.method,
    controlPlaneId: readers === undefined ? (controlPlaneId?.toLowerCase() ?? null) : null,
    organizationWide: readers !== undefined,
  });
}
