import { entityDescriptors } from '../entities/entity-descriptors.ts';
import type { ApiOperation } from './api-operation.ts';
import { controlPlaneOperations } from './control-plane-operations.ts';
import { dataPlaneOperations } from './data-plane-operations.ts';
import { entityOperations } from './entity-operations.ts';
import { groupOperations } from './group-operations.ts';
import { otherCollectionOperations } from './other-collection-operations.ts';
import { peopleOperations } from './people-operations.ts';
import { serverOperations } from './server-operations.ts';
import { sessionOperations } from './session-operations.ts';
import { streamOperations } from './stream-operations.ts';

/** Every operation that this server has, in the order of the reference: first Konnect's, then its own. */
export const apiOperations: readonly ApiOperation[] = [
  ...controlPlaneOperations,
  ...groupOperations,
  ...dataPlaneOperations,
  ...entityDescriptors.flatMap(entityOperations),
  ...otherCollectionOperations,
  ...streamOperations,
  ...peopleOperations,
  ...sessionOperations,
  ...serverOperations,
];
