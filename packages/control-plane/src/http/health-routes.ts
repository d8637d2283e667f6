import type { FastifyInstance } from 'fastify';
import { sql } from 'kysely';
import type { Database } from '../storage/database.ts';
import { sendProblem } from './problem-replies.ts';
import { Readiness } from './readiness.ts';
import { sendJson } from './send-json.ts';

/**
 * Adds what probes ask, without a token: `/healthz`, whether the process answers, and `/readyz`, whether its database
 * does. A process whose database is away needs no restart, but should get no requests.
 */
export function addHealthRoutes(app: FastifyInstance, database: Pick<Database, 'reader'>): void {
  const readiness = new Readiness(() => sql`select 1`.execute(database.reader));
  app.get('/healthz', async (_request, reply) => sendJson(reply, 200, { status: 'ok' }));
  app.get('/readyz', async (_request, reply) =>
    (await readiness.isReady())
      ? sendJson(reply, 200, { status: 'ok' })
      : sendProblem(reply, 503, 'The database does not answer'),
  );
}
