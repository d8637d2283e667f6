import type { preHandlerAsyncHookHandler } from 'fastify';
import { sendCoreEntityError } from '../http/core-entity-replies.ts';
import { readEntityPath } from './entity-path.ts';
import type { EntityStore } from './entity-store.ts';

/** Refuses what is asked of a control plane that isn't there, or is another organisation's. */
export function needControlPlane(store: EntityStore): preHandlerAsyncHookHandler {
  return async (request, reply) => {
    const result = await readEntityPath(request, store, 'read');
    return result.ok ? undefined : sendCoreEntityError(reply, result.error);
  };
}
