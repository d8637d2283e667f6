import { expect } from 'vitest';
import { UNKNOWN_ID } from './scenes.ts';
import type { TestControlPlane } from './test-control-plane.ts';

/** A route of the API, with a path that can be asked for. */
export interface ApiRoute {
  method: string;
  path: string;
  /** Whether the path names a control plane. */
  inControlPlane: boolean;
  /** Whether it needs neither token nor session. */
  open: boolean;
  /** Whether it is for administrators: whatever isn't a GET, but for questions that fit into no address. */
  writes: boolean;
}

const QUESTIONS = new Set(['/sluice/v1/events']);

/**
 * Every route there is, with the ids filled in; an id that isn't given is one that nothing has. That none is missing
 * from the description is a test of its own.
 */
export async function apiRoutes(
  { send }: Pick<TestControlPlane, 'send'>,
  ids: Readonly<Record<string, string>>,
): Promise<ApiRoute[]> {
  const { body } = await send('GET', '/openapi.json');
  const { paths } = body as { paths: Record<string, Record<string, { security?: object[] }>> };
  const routes = Object.entries(paths).flatMap(([template, operations]) =>
    Object.entries(operations).map(([method, { security }]) => ({
      method: method.toUpperCase(),
      path: template.replace(/\{(\w+)\}/g, (_match, name: string) => idFor(name, ids)),
      inControlPlane: template.includes('{controlPlaneId}'),
      open: security?.length === 0,
      writes: method !== 'get' && !QUESTIONS.has(template),
    })),
  );
  expect(routes.length).toBeGreaterThan(70);
  return routes;
}

function idFor(name: string, ids: Readonly<Record<string, string>>): string {
  switch (name) {
    case 'otherCollection':
      return 'plugins';
    case 'type':
      return 'upstream';
    default:
      return ids[name] ?? UNKNOWN_ID;
  }
}
