import { ApiError, methodNotAllowed } from '../status/api-error.ts';
import type { ResourceDefinition } from './resource-definition.ts';
import type { ServedResource } from './served-resource.ts';

/** 405 for a verb that a resource doesn't have; one whose definition is being deleted takes no new objects. */
export function notSupported(resource: ResourceDefinition, served: ServedResource, verb: string): ApiError {
  if (served.isTerminating !== true || verb !== 'create') return methodNotAllowed(resource, verb);
  const message = 'create not allowed while custom resource definition is terminating';
  const details = { group: resource.group, kind: resource.resource };
  return new ApiError(405, 'MethodNotAllowed', message, details);
}
