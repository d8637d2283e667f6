import {
  CORE_ENTITY_UNAUTHORIZED_BODY,
  type CoreEntityError,
  entityDetail,
  GRPC_CODE,
  plainCoreEntityError,
  usageConstraintError,
  validationError,
} from '@sluice/konnect-api';
import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify';
import { notFoundError } from '../core-entities/write-access.ts';
import type { Refusals } from './refusals.ts';
import { sendJson } from './send-json.ts';

/** Sends an error of the core-entity style. */
export function sendCoreEntityError(reply: FastifyReply, { status, body }: CoreEntityError): FastifyReply {
  return sendJson(reply, status, body);
}

/** The refusals below `/core-entities/`. */
export const coreEntityRefusals: Refusals = {
  unauthorized: (reply) => sendJson(reply, 401, CORE_ENTITY_UNAUTHORIZED_BODY),
  forbidden: (reply, reason) => sendCoreEntityError(reply, usageConstraintError(reason)),
  hidden: (reply) => sendCoreEntityError(reply, notFoundError('control plane')),
  tooMany: (reply, reason) =>
    sendCoreEntityError(reply, plainCoreEntityError(429, GRPC_CODE.resourceExhausted, reason)),
};

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
