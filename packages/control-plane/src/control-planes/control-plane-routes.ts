import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox';
import {
  CONTROL_PLANES_PATH,
  type ControlPlane,
  CreateControlPlaneRequest,
  UpdateControlPlaneRequest,
} from '@sluice/konnect-api';
import type { FastifyInstance, FastifyReply } from 'fastify';
import { actorOf } from '../audit/actor.ts';
import { identityOf } from '../http/authenticate.ts';
import { sendInvalidParameters, sendProblem } from '../http/problem-replies.ts';
import { sendJson } from '../http/send-json.ts';
import { parseUuid } from '../http/uuid.ts';
import { readControlPlaneFilter } from './control-plane-filter.ts';
import type {
  ControlPlaneStore,
  StoredControlPlane,
  WriteControlPlaneResult,
} from './control-plane-store.ts';

interface ControlPlaneParams {
  controlPlaneId: string;
}

const ONE = `${CONTROL_PLANES_PATH}/:controlPlaneId`;

/** The routes of control planes. `publicUrl` is where clients reach the server, which is known once it listens. */
export function addControlPlaneRoutes(
  plainApp: FastifyInstance,
  store: ControlPlaneStore,
  publicUrl: () => string,
): void {
  const app = plainApp.withTypeProvider<TypeBoxTypeProvider>();

  app.get(CONTROL_PLANES_PATH, async (request, reply) => {
    const result = readControlPlaneFilter(request.query as Record<string, string | string[] | undefined>);
    if (!result.ok) {
      return sendInvalidParameters(reply, result.problems, 'query');
    }
    const { data, total } = await store.list(identityOf(request).organizationId, result.filter);
    const { pageSize, pageNumber } = result.filter;
    return sendJson(reply, 200, {
      meta: { page: { total, size: pageSize, number: pageNumber } },
      data: data.map((controlPlane) => withEndpoints(controlPlane, publicUrl())),
    });
  });

  app.post(CONTROL_PLANES_PATH, { schema: { body: CreateControlPlaneRequest } }, async (request, reply) => {
    const { organizationId } = identityOf(request);
    return sendWritten(
      reply,
      201,
      await store.create(organizationId, request.body, actorOf(request)),
      publicUrl(),
    );
  });

  app.get<{ Params: ControlPlaneParams }>(ONE, async (request, reply) => {
    const id = parseUuid(request.params.controlPlaneId);
    if (id === undefined) {
      return sendNotAUuid(reply, request.params.controlPlaneId);
    }
    const controlPlane = await store.get(identityOf(request).organizationId, id);
    return controlPlane === undefined
      ? sendMissing(reply)
      : sendJson(reply, 200, withEndpoints(controlPlane, publicUrl()));
  });

  app.patch(ONE, { schema: { body: UpdateControlPlaneRequest } }, async (request, reply) => {
    const { controlPlaneId } = request.params as ControlPlaneParams;
    const id = parseUuid(controlPlaneId);
    if (id === undefined) {
      return sendNotAUuid(reply, controlPlaneId);
    }
    const result = await store.update(identityOf(request).organizationId, id, request.body, actorOf(request));
    return sendWritten(reply, 200, result, publicUrl());
  });

  app.delete<{ Params: ControlPlaneParams }>(ONE, async (request, reply) => {
    const id = parseUuid(request.params.controlPlaneId);
    if (id === undefined) {
      return sendNotAUuid(reply, request.params.controlPlaneId);
    }
    const wasThere = await store.delete(identityOf(request).organizationId, id, actorOf(request));
    return wasThere ? reply.code(204).send() : sendMissing(reply);
  });
}

function sendWritten(
  reply: FastifyReply,
  status: number,
  result: WriteControlPlaneResult,
  publicUrl: string,
): FastifyReply {
  if (result.ok) {
    return sendJson(reply, status, withEndpoints(result.controlPlane, publicUrl));
  }
  return result.reason === 'not-found'
    ? sendMissing(reply)
    : sendProblem(reply, 409, 'A control plane with this name already exists');
}

function sendMissing(reply: FastifyReply): FastifyReply {
  return sendProblem(reply, 404, 'There is no such control plane');
}

function sendNotAUuid(reply: FastifyReply, text: string): FastifyReply {
  const message = `'${text}' is not a valid uuid`;
  return sendInvalidParameters(
    reply,
    [{ field: 'controlPlaneId', message, reason: { kind: 'type', expected: 'uuid' } }],
    'path',
  );
}

/** Data planes would connect to where everybody else does: clients need both endpoints, and never an empty one. */
function withEndpoints({ config, ...controlPlane }: StoredControlPlane, publicUrl: string): ControlPlane {
  return {
    ...controlPlane,
    config: { control_plane_endpoint: publicUrl, telemetry_endpoint: publicUrl, ...config },
  };
}
