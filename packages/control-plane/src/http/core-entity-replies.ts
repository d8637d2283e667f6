import {
  CORE_ENTITY_UNAUTHORIZED_BODY,
  type CoreEntityError,
  entityDetail,
  GRPC_CODE,
  plainCoreEntityError,
  validationError,
} from '@sluice/konnect-api';
import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify';
import { sendJson } from './send-json.ts';

/** Sends an error of the core-entity style. */
export function sendCoreEntityError(reply: FastifyReply, { status, body }: CoreEntityError): FastifyReply {
  return sendJson(reply, status, body);
}

/** The 401 below `/core-entities/`. */
export function refuseCoreEntityRequest(_request: FastifyRequest, reply: FastifyReply): void {
  sendJson(reply, 401, CORE_ENTITY_UNAUTHORIZED_BODY);
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
