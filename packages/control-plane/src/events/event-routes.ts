import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox';
import type { FastifyInstance } from 'fastify';
import type { Registry } from 'prom-client';
import { type Authentication, identityOf } from '../http/authenticate.ts';
import { sendInvalidParameters, sendProblem } from '../http/problem-replies.ts';
import { parseUuid } from '../http/uuid.ts';
import type { Database } from '../storage/database.ts';
import { ChangeFeed } from './change-feed.ts';
import { ControlPlaneChanges } from './control-plane-changes.ts';
import { FollowRequest, MAX_FOLLOW_REQUEST_BYTES } from './follow-request.ts';
import { OpenStreams } from './open-streams.ts';
import { OrganizationChanges } from './organization-changes.ts';

/**
 * Changes as server-sent events. Of one control plane they start after the revision in `Last-Event-ID`, which browsers send
 * when they come back, or in `after`, or else with what happens from now on. Of all that the caller has a role in they start
 * after the revisions in the body: a thousand of them fit into no address. A stream ends when the token or session that
 * opened it does.
 */
export function addEventRoutes(
  plainApp: FastifyInstance,
  database: Database,
  authentication: Pick<Authentication, 'identities' | 'cookie'>,
  metrics: Registry,
): void {
  const app = plainApp.withTypeProvider<TypeBoxTypeProvider>();
  const feed = new ChangeFeed(database);
  const streams = new OpenStreams(plainApp, authentication, metrics);

  app.get<{ Params: { controlPlaneId: string } }>(
    '/sluice/v1/control-planes/:controlPlaneId/events',
    async (request, reply) => {
      const id = parseUuid(request.params.controlPlaneId);
      if (id === undefined) {
        const message = `'${request.params.controlPlaneId}' is not a valid uuid`;
        const reason = { kind: 'type', expected: 'uuid' } as const;
        return sendInvalidParameters(reply, [{ field: 'controlPlaneId', message, reason }], 'path');
      }
      const position = await feed.position(id);
      if (position?.organizationId !== identityOf(request).organizationId) {
        return sendProblem(reply, 404, 'There is no such control plane');
      }
      const { after } = request.query as { after?: string | string[] };
      const given = request.headers['last-event-id'] ?? after;
      const revision = given === undefined || given === '' ? position.revision : readRevision(given);
      if (revision === undefined) {
        const field = request.headers['last-event-id'] === undefined ? 'after' : 'Last-Event-ID';
        const message = 'must be the revision of a change: a whole number';
        return sendInvalidParameters(reply, [{ field, message, reason: { kind: 'invalid' } }], 'query');
      }
      return streams.start(reply, new ControlPlaneChanges(feed, id, revision));
    },
  );

  app.post(
    '/sluice/v1/events',
    {
      schema: { body: FollowRequest },
      bodyLimit: MAX_FOLLOW_REQUEST_BYTES,
      config: { changesNothing: true },
    },
    async (request, reply) => {
      const after = new Map(
        Object.entries(request.body.after ?? {}).map(([id, revision]) => [id.toLowerCase(), revision]),
      );
      return streams.start(reply, new OrganizationChanges(feed, identityOf(request).organizationId, after));
    },
  );
}

function readRevision(given: string | string[]): number | undefined {
  return typeof given === 'string' && /^\d{1,15}$/.test(given) ? Number(given) : undefined;
}
