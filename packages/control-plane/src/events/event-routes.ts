import type { FastifyInstance } from 'fastify';
import { Gauge, type Registry } from 'prom-client';
import { type Authentication, identityOf } from '../http/authenticate.ts';
import { sendInvalidParameters, sendProblem } from '../http/problem-replies.ts';
import { parseUuid } from '../http/uuid.ts';
import type { Database } from '../storage/database.ts';
import { ChangeFeed } from './change-feed.ts';
import { EventStream, type EventStreamTiming } from './event-stream.ts';
import { streamReader } from './stream-reader.ts';

const PATH = '/sluice/v1/control-planes/:controlPlaneId/events';

const TIMING: EventStreamTiming = { heartbeatMs: 15_000, standingMs: 5_000, slowReaderMs: 30_000 };

/**
 * The changes of a control plane as server-sent events. A stream starts after the revision in `Last-Event-ID`, which
 * browsers send when they come back, or in `after`, or else with what happens from now on. It ends when the token or
 * session that opened it does, or loses its role.
 */
export function addEventRoutes(
  app: FastifyInstance,
  database: Database,
  authentication: Pick<Authentication, 'identities' | 'cookie'>,
  metrics: Registry,
  timing: EventStreamTiming = TIMING,
): void {
  const feed = new ChangeFeed(database);
  const open = new Set<EventStream>();
  new Gauge({
    name: 'sluice_event_streams',
    help: 'Streams of changes that are open.',
    registers: [metrics],
    collect() {
      this.set(open.size);
    },
  });

  // An open stream would keep the server from stopping.
  app.addHook('preClose', async () => {
    for (const stream of open) {
      stream.shutDown();
    }
  });

  app.get<{ Params: { controlPlaneId: string } }>(PATH, async (request, reply) => {
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
    const reader = streamReader(request, authentication, id);
    const stream = new EventStream(feed, { controlPlaneId: id, revision, reader }, timing);
    open.add(stream);
    stream
      .run()
      .catch((error: unknown) =>
        request.log.error({ err: error, url: request.url }, 'A stream of events broke'),
      )
      .finally(() => open.delete(stream));
    return reply
      .header('content-type', 'text/event-stream')
      .header('cache-control', 'no-store')
      .header('x-accel-buffering', 'no')
      .send(stream.body);
  });
}

function readRevision(given: string | string[]): number | undefined {
  return typeof given === 'string' && /^\d{1,15}$/.test(given) ? Number(given) : undefined;
}
