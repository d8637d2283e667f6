import { coreEntitiesPath } from '@sluice/konnect-api';
import Type from 'typebox';
import type { ApiOperation } from './api-operation.ts';

const CORE_ENTITIES = decodeURIComponent(coreEntitiesPath('{controlPlaneId}', ''));
const COLLECTION = `${CORE_ENTITIES}{otherCollection}`;
const shared = { tag: 'Other collections', errors: 'core' } as const;
const refused = { ...shared, status: 501, summary: 'Says that this collection is not kept here.' } as const;

/** The operations on collections of a gateway that aren't kept here, and on the schemas of those that are. */
export const otherCollectionOperations: readonly ApiOperation[] = [
  {
    ...shared,
    method: 'GET',
    path: COLLECTION,
    summary: 'Lists nothing: a collection of Kong’s that is not kept here, such as `plugins`.',
    status: 200,
    answer: Type.Object({ data: Type.Array(Type.Object({}), { maxItems: 0 }), next: Type.Null() }),
  },
  ...(['POST', 'PUT', 'PATCH', 'DELETE'] as const).flatMap((method): ApiOperation[] => [
    { ...refused, method, path: COLLECTION },
    { ...refused, method, path: `${COLLECTION}/{otherEntityId}` },
  ]),
  {
    ...shared,
    method: 'GET',
    path: `${CORE_ENTITIES}v1/schemas/json/{type}`,
    summary: 'Gets the JSON schema of a type that is kept, such as `upstream`.',
    status: 200,
    answer: Type.Object({ type: Type.String(), properties: Type.Object({}) }),
  },
];
