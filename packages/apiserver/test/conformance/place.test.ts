import { afterAll, beforeAll, expect, it } from 'vitest';
import { ADMIN_TOKEN, startTestServer, type TestServer } from '../server/test-server.ts';
import { FINALIZER, ServerUnderTest } from './place.ts';
import { configMap, widget } from './widget.ts';

const CRDS = '/apis/apiextensions.k8s.io/v1/customresourcedefinitions';

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server.close());

async function namesOf(path: string): Promise<(string | undefined)[]> {
  return (await server.client.get(path)).list.items.map(({ metadata }) => metadata.name);
}

it('nothing is left of a run whose cases have failed while they held objects', async () => {
  const before = await namesOf('/api/v1/namespaces');
  const run = new ServerUnderTest({ url: server.url, ca: server.authority.cert, token: ADMIN_TOKEN });
  await run.prepare();
  const { client, configMaps, widgets, group, fresh, cleanUp } = await run.place();
  const held = { finalizers: [FINALIZER] };
  expect((await client.create(configMaps, configMap('held', {}, held))).status).toBe(201);
  expect((await client.create(widgets, widget(group, 'held', {}, held))).status).toBe(201);
  expect((await client.delete(`${configMaps}/held`, { propagationPolicy: 'Foreground' })).status).toBe(200);
  const other = fresh('leaving');
  cleanUp(`/api/v1/namespaces/${other}`);
  const namespace = { apiVersion: 'v1', kind: 'Namespace', metadata: { name: other } };
  expect((await client.create('/api/v1/namespaces', namespace)).status).toBe(201);
  const inOther = configMap('held', {}, held);
  expect((await client.create(`/api/v1/namespaces/${other}/configmaps`, inOther)).status).toBe(201);
  await run.close();
  await expect.poll(() => namesOf('/api/v1/namespaces')).toEqual(before);
  await expect.poll(() => namesOf(CRDS)).toEqual([]);
});
