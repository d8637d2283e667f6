import { entityDescriptors } from '../entities/entity-descriptors.ts';
import type { ApiOperation } from './api-operation.ts';
import { controlPlaneOperations } from './control-plane-operations.ts';
import { dataPlaneOperations } from './data-plane-operations.ts';
import { entityOperations } from './entity-operations.ts';
import { groupOperations } from './group-operations.ts';

/** Every operation of Konnect's API that this server has, in the order of the reference. */
export const apiOperations: readonly ApiOperation[] = [
  ...controlPlaneOperations,
  ...groupOperations,
  ...dataPlaneOperations,
  ...entityDescriptors.flatMap(entityOperations),
];
