import { CONTROL_PLANES_PATH } from '@sluice/konnect-api';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { findByPath } from '../control-planes/control-plane-path.ts';
import type { ControlPlaneStore } from '../control-planes/control-plane-store.ts';
import { notAUuid } from '../core-entities/entity-path.ts';
import { notFoundError } from '../core-entities/write-access.ts';
import { sendCoreEntityError } from '../http/core-entity-replies.ts';
import { readCursorPage } from '../http/cursor-page.ts';
import { sendJson } from '../http/send-json.ts';
import { parseUuid } from '../http/uuid.ts';
import { sendLegacyBrokenPath, sendLegacyProblems } from './legacy-replies.ts';

const NODES = `${CONTROL_PLANES_PATH}/:controlPlaneId/nodes`;

/**
 * The data-plane nodes of a control plane. None can connect to this server: lists are empty, and there is no node to
 * get or to delete.
 */
export function addNodeRoutes(app: FastifyInstance, controlPlanes: ControlPlaneStore): void {
  async function sendNoNodes(request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
    const found = await findByPath(request, controlPlanes);
    if (!found.ok) {
      return sendLegacyBrokenPath(reply, found.reason);
    }
    const query = readCursorPage(request.query);
    return query.ok
      ? sendJson(reply, 200, { items: [], page: { total_count: 0 } })
      : sendLegacyProblems(reply, query.problems);
  }

  async function sendNoNode(request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
    const found = await findByPath(request, controlPlanes);
    if (!found.ok) {
      return sendLegacyBrokenPath(reply, found.reason);
    }
    const { nodeId } = request.params as { nodeId: string };
    return sendCoreEntityError(
      reply,
      parseUuid(nodeId) === undefined ? notAUuid(nodeId) : notFoundError('node'),
    );
  }

  app.get(NODES, sendNoNodes);
  app.get(`${NODES}/eol`, sendNoNodes);
  app.get(`${NODES}/:nodeId`, sendNoNode);
  app.delete(`${NODES}/:nodeId`, sendNoNode);
}
