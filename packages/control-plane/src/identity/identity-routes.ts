import { ORGANIZATION_PATH, USER_PATH } from '@sluice/konnect-api';
import type { FastifyInstance } from 'fastify';
import { identityOf } from '../http/authenticate.ts';
import { sendJson } from '../http/send-json.ts';
import type { IdentityStore } from './identity-store.ts';

/** Who the token belongs to: clients call these to check a token before they use it. */
export function addIdentityRoutes(app: FastifyInstance, identities: IdentityStore): void {
  app.get(ORGANIZATION_PATH, async (request, reply) =>
    sendJson(reply, 200, await identities.organization(identityOf(request))),
  );
  app.get(USER_PATH, async (request, reply) =>
    sendJson(reply, 200, await identities.user(identityOf(request))),
  );
}
