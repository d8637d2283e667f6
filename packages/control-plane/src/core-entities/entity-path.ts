import { type CoreEntityError, GRPC_CODE, plainCoreEntityError } from '@sluice/konnect-api';
import type { FastifyRequest } from 'fastify';
import { actorOf } from '../http/actor-of.ts';
import { identityOf } from '../http/authenticate.ts';
import { parseUuid } from '../http/uuid.ts';
import type { EntityStore } from './entity-store.ts';
import { type EntityScope, readRefusal, writeRefusal } from './write-access.ts';

/** The placeholders of the paths of entities. */
export interface EntityParams {
  controlPlaneId: string;
  parentId?: string;
  id?: string;
}

/** The path of a request with ids checked and in small letters. `parentId` is that of a path below a parent. */
export interface EntityTarget {
  scope: EntityScope;
  parentId: string | undefined;
}

/** The path, or the error to answer. */
export type EntityTargetResult = { ok: true; target: EntityTarget } | { ok: false; error: CoreEntityError };

/** Reads the path of a request, as far as all types of entities have it alike, and finds the control plane. */
export async function readEntityPath(
  request: FastifyRequest,
  store: EntityStore,
  access: 'read' | 'write',
): Promise<EntityTargetResult> {
  const params = request.params as EntityParams;
  const controlPlaneId = parseUuid(params.controlPlaneId);
  if (controlPlaneId === undefined) {
    return { ok: false, error: notAUuid(params.controlPlaneId) };
  }
  const scope = {
    organizationId: identityOf(request).organizationId,
    controlPlaneId,
    actor: actorOf(request),
  };
  const refusal = access === 'read' ? readRefusal : writeRefusal;
  const error = refusal(await store.controlPlane(controlPlaneId), scope);
  if (error !== undefined) {
    return { ok: false, error };
  }
  const parentId = params.parentId === undefined ? undefined : parseUuid(params.parentId);
  return params.parentId !== undefined && parentId === undefined
    ? { ok: false, error: notAUuid(params.parentId) }
    : { ok: true, target: { scope, parentId } };
}

/** 400 for what should be a UUID. */
export function notAUuid(text: string): CoreEntityError {
  return plainCoreEntityError(400, GRPC_CODE.invalidArgument, `'${text}' is not a valid uuid`);
}
