import type { FastifyReply, FastifyRequest } from 'fastify';
import { identityOf } from '../http/authenticate.ts';
import { sendInvalidParameters, sendProblem } from '../http/problem-replies.ts';
import { parseUuid } from '../http/uuid.ts';
import type { ControlPlaneStore, StoredControlPlane } from './control-plane-store.ts';

/** The placeholders of a path to a control plane and below. */
export interface ControlPlaneParams {
  controlPlaneId: string;
}

/** The control plane that a path names, or why there is none. */
export type PathResult =
  | { ok: true; controlPlane: StoredControlPlane; organizationId: string }
  | { ok: false; reason: 'not-a-uuid' | 'not-found' };

/** Finds the control plane that the path of a request names, in the organisation of who asks. */
export async function findByPath(request: FastifyRequest, store: ControlPlaneStore): Promise<PathResult> {
  const id = parseUuid((request.params as ControlPlaneParams).controlPlaneId);
  if (id === undefined) {
    return { ok: false, reason: 'not-a-uuid' };
  }
  const { organizationId } = identityOf(request);
  const controlPlane = await store.get(organizationId, id);
  return controlPlane === undefined
    ? { ok: false, reason: 'not-found' }
    : { ok: true, controlPlane, organizationId };
}

/** Sends the problem document for a path that leads to no control plane. */
export function sendBrokenPath(reply: FastifyReply, reason: 'not-a-uuid' | 'not-found'): FastifyReply {
  return reason === 'not-found' ? sendMissing(reply) : sendNotAUuid(reply);
}

/** 404: there is no such control plane, or it is somebody else's. */
export function sendMissing(reply: FastifyReply): FastifyReply {
  return sendProblem(reply, 404, 'There is no such control plane');
}

/** 400: what should be the id of a control plane isn't one. */
export function sendNotAUuid(reply: FastifyReply): FastifyReply {
  const { controlPlaneId } = reply.request.params as ControlPlaneParams;
  const message = `'${controlPlaneId}' is not a valid uuid`;
  return sendInvalidParameters(
    reply,
    [{ field: 'controlPlaneId', message, reason: { kind: 'type', expected: 'uuid' } }],
    'path',
  );
}
