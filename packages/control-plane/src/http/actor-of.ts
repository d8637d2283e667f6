import type { FastifyRequest } from 'fastify';
import type { Actor } from '../audit/actor.ts';
import { identityOf } from './authenticate.ts';

/** Whoever sent an authenticated request. */
export function actorOf(request: FastifyRequest): Actor {
  const { userId, tokenName } = identityOf(request);
  return { userId, tokenName, requestId: request.id };
}
