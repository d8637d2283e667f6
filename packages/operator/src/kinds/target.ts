import { KongTarget } from '@sluice/kong-resources';
import { allTargetsPath, parseTargetAddress, targetsPath } from '@sluice/konnect-api';
import { differingFields } from '../drift/differing-fields.ts';
import { upstreamRef } from '../references/upstream-ref.ts';
import { coreEntity } from './core-entity.ts';

/** The API's normal form of an address; what isn't one is taken as it is. */
function address(of: object): string | undefined {
  if (!('target' in of) || typeof of.target !== 'string') return undefined;
  const parsed = parseTargetAddress(of.target);
  return parsed.ok ? parsed.address : of.target;
}

/** Keeps Konnect's targets like the cluster's KongTargets. */
export const target = coreEntity<KongTarget>({
  kind: KongTarget,
  noun: 'target',
  parent: upstreamRef,
  collection: ({ controlPlaneId = '', upstreamId = '' }) => targetsPath(controlPlaneId, upstreamId),
  wholeCollection: allTargetsPath,
  toKonnect: ({ spec }) => ({ target: spec.target, weight: spec.weight }),
  differences: (body, shown) =>
    differingFields({ ...body, target: address(body) }, shown, ['target', 'weight', 'tags']),
  unknownFields: ({ failover }) => (failover === true ? { failover } : undefined),
  uniqueValue: address,
  parentsIn: ({ upstream }) => ({ upstreamId: upstream?.id }),
  parentIds: ({ upstreamId }) => ({ upstreamID: upstreamId }),
});
