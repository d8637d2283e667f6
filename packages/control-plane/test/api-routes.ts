import { expect } from 'vitest';
import { UNKNOWN_ID } from './scenes.ts';
import type { TestControlPlane } from './test-control-plane.ts';

/** A route of the API, with a path that can be asked for. */
export interface ApiRoute {
  method: string;
  path: string;
  /** Whether the path names a control plane. */
  inControlPlane: boolean;
}

/** What the people routes add to those that `/openapi.json` describes. */
const PEOPLE_ROUTES = [
  'GET /sluice/v1/organizations',
  'POST /sluice/v1/organizations',
  'GET /sluice/v1/organizations/{organizationId}',
  'PATCH /sluice/v1/organizations/{organizationId}',
  'GET /sluice/v1/users',
  'POST /sluice/v1/users',
  'GET /sluice/v1/users/{userId}',
  'PATCH /sluice/v1/users/{userId}',
  'DELETE /sluice/v1/users/{userId}',
  'POST /sluice/v1/users/{userId}/sign-in-link',
  'GET /sluice/v1/tokens',
  'POST /sluice/v1/tokens',
  'DELETE /sluice/v1/tokens/{tokenId}',
  'GET /sluice/v1/audit',
  'GET /sluice/v1/control-planes/{controlPlaneId}/events',
  'GET /sluice/v1/control-planes/{controlPlaneId}/entities/{entityId}/history',
  'GET /konnect-api/api/runtime_groups',
  'GET /metrics',
];

/** Every route there is, with the ids filled in; an id that isn't given is one that nothing has. */
export async function apiRoutes(
  { send }: Pick<TestControlPlane, 'send'>,
  ids: Readonly<Record<string, string>>,
): Promise<ApiRoute[]> {
  const { body } = await send('GET', '/openapi.json');
  const described = Object.entries((body as { paths: Record<string, object> }).paths).flatMap(
    ([path, operations]) => Object.keys(operations).map((method) => `${method.toUpperCase()} ${path}`),
  );
  expect(described.length).toBeGreaterThan(40);
  return [...new Set([...described, ...PEOPLE_ROUTES])].map((route) => {
    const [method = '', template = ''] = route.split(' ');
    const path = template.replace(/\{(\w+)\}/g, (_match, name: string) => ids[name] ?? UNKNOWN_ID);
    return { method, path, inControlPlane: template.includes('{controlPlaneId}') };
  });
}
