import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox';
import {
  CONTROL_PLANES_PATH,
  CreateControlPlaneRequest,
  UpdateControlPlaneRequest,
} from '@sluice/konnect-api';
import type { FastifyInstance, FastifyReply } from 'fastify';
import { viewOf } from '../access/view.ts';
import { actorOf } from '../http/actor-of.ts';
import { identityOf } from '../http/authenticate.ts';
import { entityTag, isUnmodified, writePrecondition } from '../http/conditions.ts';
import { sendInvalidParameters, sendProblem } from '../http/problem-replies.ts';
import { sendJson, sendJsonText } from '../http/send-json.ts';
import { parseUuid } from '../http/uuid.ts';
import { idempotencyKeyOf } from '../idempotency/idempotency-key.ts';
import { KEY_REUSED_MESSAGE } from '../idempotency/idempotent-writes.ts';
import { readControlPlaneFilter } from './control-plane-filter.ts';
import {
  type ControlPlaneParams,
  findByPath,
  sendBrokenPath,
  sendMissing,
  sendNotAUuid,
} from './control-plane-path.ts';
import type {
  ControlPlanePrecondition,
  ControlPlaneStore,
  StoredControlPlane,
  WriteControlPlaneResult,
} from './control-plane-store.ts';
import { withEndpoints } from './with-endpoints.ts';

const ONE = `${CONTROL_PLANES_PATH}/:controlPlaneId`;

/** The routes of control planes. `publicUrl` is where clients reach the server, which is known once it listens. */
export function addControlPlaneRoutes(
  plainApp: FastifyInstance,
  store: ControlPlaneStore,
  publicUrl: () => string,
): void {
  const app = plainApp.withTypeProvider<TypeBoxTypeProvider>();

  function answerOf(controlPlane: StoredControlPlane): string {
    return JSON.stringify(withEndpoints(controlPlane, publicUrl()));
  }

  function send(reply: FastifyReply, status: number, controlPlane: StoredControlPlane): FastifyReply {
    const { headers, method } = reply.request;
    const json = answerOf(controlPlane);
    const tag = entityTag(json);
    reply.header('etag', tag);
    return method === 'GET' && isUnmodified(headers, tag)
      ? reply.code(304).send()
      : sendJsonText(reply, status, json);
  }

  function sendWritten(reply: FastifyReply, status: number, result: WriteControlPlaneResult): FastifyReply {
    return result.ok ? send(reply, status, result.controlPlane) : sendRefusal(reply, result.reason);
  }

  function preconditionOf({ request }: FastifyReply): ControlPlanePrecondition | undefined {
    const holds = writePrecondition(request.headers);
    return holds && ((stored) => holds(answerOf(stored)));
  }

  app.get(CONTROL_PLANES_PATH, async (request, reply) => {
    const result = readControlPlaneFilter(request.query as Record<string, string | string[] | undefined>);
    if (!result.ok) {
      return sendInvalidParameters(reply, result.problems, 'query');
    }
    const { data, total } = await store.list(viewOf(identityOf(request)), result.filter);
    const { pageSize, pageNumber } = result.filter;
    return sendJson(reply, 200, {
      meta: { page: { total, size: pageSize, number: pageNumber } },
      data: data.map((controlPlane) => withEndpoints(controlPlane, publicUrl())),
    });
  });

  app.post(CONTROL_PLANES_PATH, { schema: { body: CreateControlPlaneRequest } }, async (request, reply) => {
    const { organizationId } = identityOf(request);
    const key = idempotencyKeyOf(request);
    const result = await store.create(organizationId, request.body, actorOf(request), key);
    return sendWritten(reply, 201, result);
  });

  app.get(ONE, async (request, reply) => {
    const found = await findByPath(request, store);
    return found.ok ? send(reply, 200, found.controlPlane) : sendBrokenPath(reply, found.reason);
  });

  app.patch(ONE, { schema: { body: UpdateControlPlaneRequest } }, async (request, reply) => {
    const id = parseUuid((request.params as ControlPlaneParams).controlPlaneId);
    if (id === undefined) {
      return sendNotAUuid(reply);
    }
    const { organizationId } = identityOf(request);
    const condition = preconditionOf(reply);
    return sendWritten(
      reply,
      200,
      await store.update(organizationId, id, request.body, actorOf(request), condition),
    );
  });

  app.delete(ONE, async (request, reply) => {
    const id = parseUuid((request.params as ControlPlaneParams).controlPlaneId);
    if (id === undefined) {
      return sendNotAUuid(reply);
    }
    const { organizationId } = identityOf(request);
    const result = await store.delete(organizationId, id, actorOf(request), preconditionOf(reply));
    return result.ok ? reply.code(204).send() : sendRefusal(reply, result.reason);
  });
}

type Refusal = Extract<WriteControlPlaneResult, { ok: false }>['reason'];

function sendRefusal(reply: FastifyReply, reason: Refusal): FastifyReply {
  switch (reason) {
    case 'not-found':
      return sendMissing(reply);
    case 'name-taken':
      return sendProblem(reply, 409, 'A control plane with this name already exists');
    case 'precondition-failed':
      return sendProblem(
        reply,
        412,
        'The control plane is not what the condition of the request asks for; read it again',
      );
    case 'key-reused':
      return sendProblem(reply, 422, KEY_REUSED_MESSAGE);
  }
}
