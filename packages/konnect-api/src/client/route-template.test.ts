import { expect, test } from 'vitest';
import { routeTemplate } from './route-template.ts';

test.each([
  ['/v3/organizations/me', '/v3/organizations/me'],
  ['/v2/control-planes', '/v2/control-planes'],
  ['/v2/control-planes/x', '/v2/control-planes/{controlPlaneId}'],
  [
    '/v2/control-planes/x/core-entities/upstreams',
    '/v2/control-planes/{controlPlaneId}/core-entities/upstreams',
  ],
  [
    '/v2/control-planes/x/core-entities/upstreams/y/targets',
    '/v2/control-planes/{controlPlaneId}/core-entities/upstreams/{id}/targets',
  ],
  [
    '/v2/control-planes/x/core-entities/upstreams/y/targets/z',
    '/v2/control-planes/{controlPlaneId}/core-entities/upstreams/{id}/targets/{childId}',
  ],
  ['/sluice/v1/control-planes/x/events', '/sluice/v1/control-planes/{controlPlaneId}/events'],
])('%s belongs to the route %s', (path, route) => {
  expect(routeTemplate(path)).toBe(route);
});
