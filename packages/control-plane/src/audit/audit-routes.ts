import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { encodeOffset } from '../core-entities/entity-offset.ts';
import type { QueryParameters } from '../core-entities/list-query.ts';
import { identityOf } from '../http/authenticate.ts';
import { sendInvalidParameters, sendProblem } from '../http/problem-replies.ts';
import { sendJsonText } from '../http/send-json.ts';
import type { Database } from '../storage/database.ts';
import { readAuditQuery } from './audit-query.ts';
import { type AuditEntry, listAudit } from './list-audit.ts';

const HISTORY = '/sluice/v1/control-planes/:controlPlaneId/entities/:entityId/history';

interface HistoryParams {
  controlPlaneId: string;
  entityId: string;
}

/** The audit trail of an organisation, and the history of one entity, which outlives the entity. */
export function addAuditRoutes(app: FastifyInstance, { reader }: Database): void {
  async function sendTrail(
    request: FastifyRequest,
    reply: FastifyReply,
    parameters: QueryParameters,
    mayBeEmpty: boolean,
  ): Promise<FastifyReply> {
    const result = readAuditQuery(parameters);
    if (!result.ok) {
      return sendInvalidParameters(reply, result.problems, 'query');
    }
    const { entries, last } = await listAudit(reader, identityOf(request).organizationId, result.query);
    if (entries.length === 0 && !mayBeEmpty && result.query.before === undefined) {
      return sendProblem(reply, 404, 'There is no such entity, and there never was');
    }
    const offset = last === undefined ? '' : `,"offset":"${encodeOffset(last)}"`;
    return sendJsonText(reply, 200, `{"data":[${entries.map(entryJson).join(',')}]${offset}}`);
  }

  app.get('/sluice/v1/audit', { config: { readers: 'organization' } }, (request, reply) =>
    sendTrail(request, reply, request.query as QueryParameters, true),
  );

  app.get<{ Params: HistoryParams }>(HISTORY, (request, reply) => {
    const { size, offset } = request.query as QueryParameters;
    const { controlPlaneId, entityId } = request.params;
    const parameters = { size, offset, control_plane: controlPlaneId, entity: entityId };
    return sendTrail(request, reply, parameters, false);
  });
}

/** An entry as answered. The entity is text already and is not parsed again. */
function entryJson(entry: AuditEntry): string {
  const head = JSON.stringify({
    at: entry.at,
    actor: { user_id: entry.user_id, token_name: entry.token_name },
    request_id: entry.request_id,
    control_plane_id: entry.control_plane_id,
    type: entry.type,
    entity_id: entry.entity_id,
    operation: entry.operation,
  }).slice(0, -1);
  return `${head},"before":${entry.before ?? 'null'},"after":${entry.after ?? 'null'}}`;
}
