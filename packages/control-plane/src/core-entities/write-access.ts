import {
  type CoreEntityError,
  GRPC_CODE,
  plainCoreEntityError,
  usageConstraintError,
} from '@sluice/konnect-api';
import type { Actor } from '../audit/actor.ts';

/** The part of a control plane that decides who may write entities into it. */
export interface ControlPlaneKind {
  organizationId: string;
  clusterType: string;
}

/** Where a request goes and on whose behalf. */
export interface EntityScope {
  organizationId: string;
  controlPlaneId: string;
  actor: Actor;
}

/** 404 with the code of a missing entity; `what` may be empty, as the contract has it. */
export function notFoundError(what: string): CoreEntityError {
  return plainCoreEntityError(404, GRPC_CODE.notFound, what === '' ? '' : `${what} not found`);
}

/**
 * Why entities can't be read in this control plane, or undefined when they can. A control plane of another
 * organisation is as missing as one that was never there.
 */
export function readRefusal(
  controlPlane: ControlPlaneKind | undefined,
  scope: EntityScope,
): CoreEntityError | undefined {
  return controlPlane?.organizationId === scope.organizationId ? undefined : notFoundError('control plane');
}

/** Why entities can't be written in this control plane, or undefined when they can. */
export function writeRefusal(
  controlPlane: ControlPlaneKind | undefined,
  scope: EntityScope,
): CoreEntityError | undefined {
  const refusal = readRefusal(controlPlane, scope);
  if (refusal !== undefined) {
    return refusal;
  }
  switch (controlPlane?.clusterType) {
    case 'CLUSTER_TYPE_K8S_INGRESS_CONTROLLER':
      return usageConstraintError('operation not permitted on KIC cluster');
    case 'CLUSTER_TYPE_CONTROL_PLANE_GROUP':
      return usageConstraintError('operation not permitted on control-plane group');
    default:
      return undefined;
  }
}
