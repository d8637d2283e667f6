import type { KonnectCall } from '@sluice/konnect-api';
import { expect, it } from 'vitest';
import { konnectOperation } from './konnect-operation.ts';

const plane = '/v2/control-planes/{controlPlaneId}';

it.each<[KonnectCall['method'], string, string, string]>([
  ['GET', '/v3/organizations/me', 'organization', 'get'],
  ['GET', '/v2/control-planes', 'control-plane', 'list'],
  ['POST', '/v2/control-planes', 'control-plane', 'create'],
  ['GET', plane, 'control-plane', 'get'],
  ['PATCH', plane, 'control-plane', 'update'],
  ['DELETE', plane, 'control-plane', 'delete'],
  ['GET', `${plane}/core-entities/upstreams`, 'upstream', 'list'],
  ['PUT', `${plane}/core-entities/upstreams/{id}`, 'upstream', 'upsert'],
  ['PUT', `${plane}/core-entities/upstreams/{id}/targets/{childId}`, 'target', 'upsert'],
  ['GET', `${plane}/core-entities/targets`, 'target', 'list'],
  ['GET', `${plane}/group-memberships`, 'group-membership', 'list'],
  ['PUT', `${plane}/group-memberships`, 'group-membership', 'replace'],
])('%s %s is about the %s: %s', (method, route, entity, operation) => {
  expect(konnectOperation({ method, route })).toEqual({ entity, operation });
});
