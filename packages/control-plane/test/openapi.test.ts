import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { entityDescriptors } from '../src/entities/entity-descriptors.ts';
import { controlPlaneApiReference } from '../src/openapi/control-plane-api-reference.ts';
import { openApiDocument } from '../src/openapi/openapi-document.ts';
import { startScene, UNKNOWN_ID } from './scenes.ts';
import { servedRoutes } from './served-routes.ts';

const contract: { routes: Record<string, Record<string, object>> } = JSON.parse(
  readFileSync(new URL('konnect-contract.json', import.meta.url), 'utf8'),
);

const document = openApiDocument();
const operations = Object.entries(document.paths).flatMap(([path, methods]) =>
  Object.entries(methods).map(([method, operation]) => ({
    method: method.toUpperCase(),
    path,
    operation: operation as {
      responses: Record<string, object>;
      operationId: string;
      security?: readonly object[];
    },
  })),
);

/** Placeholders have names of their own in either description. */
function shapeOf(path: string): string {
  return path.replace(/\{\w+\}/g, '{}');
}

test('every route and status of the contract is described', () => {
  for (const [route, answers] of Object.entries(contract.routes)) {
    const [method, path = ''] = route.split(' ');
    const described = operations.find(
      (candidate) => candidate.method === method && shapeOf(candidate.path) === shapeOf(path),
    );
    expect(described, route).toBeDefined();
    const statuses = Object.keys(answers).filter((status) => status !== '503');
    expect(Object.keys(described?.operation.responses ?? {}), route).toEqual(
      expect.arrayContaining(statuses),
    );
  }
});

/** Collections that aren't kept are described once for all of them. */
function describes(
  described: { method: string; path: string },
  route: { method: string; url: string },
): boolean {
  if (described.method !== route.method) {
    return false;
  }
  const [, collection] = /\/core-entities\/([\w-]+)(\/\*)?$/.exec(route.url) ?? [];
  const isKept = entityDescriptors.some((descriptor) => descriptor.collection === collection);
  const path =
    collection === undefined || isKept
      ? described.path
      : described.path.replace('{otherCollection}', collection).replace(/\{otherEntityId\}$/, '*');
  return shapeOf(path) === shapeOf(route.url.replace(/:(\w+)/g, '{$1}'));
}

test('every route that is served is described', async () => {
  const routes = await servedRoutes();
  expect(routes.length).toBeGreaterThan(100);
  const undescribed = routes.filter((route) => !operations.some((described) => describes(described, route)));
  expect(undescribed).toEqual([]);
});

test('every operation that is described is served', async () => {
  const routes = await servedRoutes();
  const unserved = operations.filter((described) => !routes.some((route) => describes(described, route)));
  expect(unserved).toEqual([]);
});

test('every operation but those that are open needs a token', async () => {
  const { send, controlPlaneId } = await startScene();
  for (const { method, path, operation } of operations) {
    const url = path
      .replace('{controlPlaneId}', controlPlaneId)
      .replace('{otherCollection}', 'plugins')
      .replace(/\{\w+\}/g, UNKNOWN_ID);
    const { status } = await send(method, url, undefined, { authorization: '' });
    if (operation.security === undefined) expect(status, `${method} ${path}`).toBe(401);
    else expect(Object.keys(operation.responses), `${method} ${path}`).toContain(String(status));
  }
});

test('operations have ids of their own', () => {
  const ids = operations.map(({ operation }) => operation.operationId);
  expect(new Set(ids).size).toBe(ids.length);
});

test('the description is answered to anybody', async () => {
  const { send } = await startScene();
  const answer = await send('GET', '/openapi.json', undefined, { authorization: '' });
  expect(answer).toMatchObject({ status: 200, contentType: 'application/json', body: { openapi: '3.1.0' } });
  expect(answer.body).toEqual(JSON.parse(JSON.stringify(document)));
});

test('the reference names every operation and every field of a body', () => {
  const page = controlPlaneApiReference();
  for (const { method, path } of operations) {
    expect(page).toContain(`\`${method} ${path}\``);
  }
  expect(page).toContain('| `healthchecks.active.healthy.http_statuses` | list of integer |');
  expect(page).toContain('| `weight` | integer |  | default `100`; 0 to 65535 |');
});
