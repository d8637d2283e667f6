import {
  CORE_ENTITY_UNAUTHORIZED_BODY,
  type CoreEntityError,
  entityDetail,
  GRPC_CODE,
  plainCoreEntityError,
  validationError,
} from '@sluice/konnect-api';
import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify';

/** Exactly this: clients of the API fail to read any other content type. */
const JSON_CONTENT_TYPE = 'application/json';

/** Sends JSON that is text already. */
export function sendJsonText(reply: FastifyReply, status: number, json: string): FastifyReply {
  return reply.code(status).header('content-type', JSON_CONTENT_TYPE).send(json);
}

/** Sends an error of the core-entity style. */
export function sendCoreEntityError(reply: FastifyReply, { status, body }: CoreEntityError): FastifyReply {
  return sendJsonText(reply, status, JSON.stringify(body));
}

/** The 401 below `/core-entities/`. */
export function refuseCoreEntityRequest(_request: FastifyRequest, reply: FastifyReply): void {
  sendJsonText(reply, 401, JSON.stringify(CORE_ENTITY_UNAUTHORIZED_BODY));
}

/** Answers what was thrown below `/core-entities/`: what the client did wrong with its status, all else with 500. */
export function handleCoreEntityError(
  error: FastifyError,
  request: FastifyRequest,
  reply: FastifyReply,
): FastifyReply {
  const status = error.statusCode ?? 500;
  if (status === 400) {
    return sendCoreEntityError(reply, validationError([entityDetail([error.message])]));
  }
  if (status < 500) {
    return sendCoreEntityError(reply, plainCoreEntityError(status, GRPC_CODE.invalidArgument, error.message));
  }
  request.log.error({ err: error, method: request.method, url: request.url }, 'A request failed');
  return sendCoreEntityError(reply, plainCoreEntityError(500, GRPC_CODE.internal, 'internal error'));
}
