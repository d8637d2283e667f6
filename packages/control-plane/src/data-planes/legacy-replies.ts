import { GRPC_CODE, plainCoreEntityError } from '@sluice/konnect-api';
import type { FastifyReply } from 'fastify';
import type { ControlPlaneParams, PathResult } from '../control-planes/control-plane-path.ts';
import { notAUuid } from '../core-entities/entity-path.ts';
import { notFoundError } from '../core-entities/write-access.ts';
import { sendCoreEntityError } from '../http/core-entity-replies.ts';
import type { InputProblem } from '../validation/input-problem.ts';

/**
 * The routes of nodes and data-plane certificates have errors of an older kind, of which the contract knows the
 * `message` alone; they are answered like those of core entities, which have more to say beside it.
 */
export function sendLegacyBrokenPath(
  reply: FastifyReply,
  reason: Extract<PathResult, { ok: false }>['reason'],
): FastifyReply {
  const { controlPlaneId } = reply.request.params as ControlPlaneParams;
  return sendCoreEntityError(
    reply,
    reason === 'not-found' ? notFoundError('control plane') : notAUuid(controlPlaneId),
  );
}

/** 400 with everything that is wrong in one message. */
export function sendLegacyProblems(reply: FastifyReply, problems: readonly InputProblem[]): FastifyReply {
  const message = problems
    .map(({ field, message: reason }) => (field === '' ? reason : `${field}: ${reason}`))
    .join('; ');
  return sendCoreEntityError(reply, plainCoreEntityError(400, GRPC_CODE.invalidArgument, message));
}
