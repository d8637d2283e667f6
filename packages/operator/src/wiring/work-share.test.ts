import { expect, it } from 'vitest';
import { controlPlane, stored, target, upstream } from '../../test/manifests.ts';
import type { EntityObject } from '../entity/entity-object.ts';
import { entities } from '../kinds/entities.ts';
import { workKey } from './work-key.ts';
import { workShare } from './work-share.ts';

const objects = new Map<string, EntityObject>(
  [
    controlPlane('gateway'),
    upstream('upstream'),
    target('target', '10.0.0.1'),
    target('orphan', '10.0.0.1', { upstreamRef: { name: 'missing' } }),
  ].map((manifest) => {
    const object = stored<EntityObject>(manifest);
    return [workKey(object.kind, object.metadata), object];
  }),
);
const left = stored<EntityObject>(target('left', '10.0.0.1', { upstreamRef: { name: 'missing' } }), {
  status: { konnect: { id: 'a', controlPlaneID: '11111111-1111-4111-8111-111111111111', upstreamID: 'b' } },
});
objects.set(workKey(left.kind, left.metadata), left);

it.each([
  ['KonnectGatewayControlPlane/default/gateway', 'KonnectGatewayControlPlane/default/gateway'],
  ['KongUpstream/default/upstream', 'KonnectGatewayControlPlane/default/gateway'],
  ['KongTarget/default/target', 'KonnectGatewayControlPlane/default/gateway'],
  ['KongTarget/default/orphan', 'cluster'],
  ['KongTarget/default/left', '11111111-1111-4111-8111-111111111111'],
  ['KongTarget/default/gone', 'cluster'],
  ['Secret/default/token', 'cluster'],
  ['KonnectAPIAuthConfiguration/default/auth', 'KonnectAPIAuthConfiguration/default/auth'],
])('%s belongs to the work of %s', (key, share) => {
  const descriptorOf = (kind: string) => entities.find((descriptor) => descriptor.kind.kind === kind);
  const lookup = (kind: string, at: { namespace: string; name: string }) => objects.get(workKey(kind, at));
  expect(workShare(key, descriptorOf, lookup)).toBe(share);
});
