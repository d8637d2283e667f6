import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createKongTargetCrd, readCrd } from '../server/kong-target.ts';
import type { KubeClient } from '../server/kube-client.ts';
import { startTestServer, type TestServer } from '../server/test-server.ts';

const CRDS = '/apis/apiextensions.k8s.io/v1/customresourcedefinitions';
const AGGREGATED = 'application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList,application/json';

let server: TestServer;
let client: KubeClient;
beforeAll(async () => {
  server = await startTestServer();
  client = server.client;
  await createKongTargetCrd(client);
  await client.create(CRDS, await readCrd('konnect.konghq.com_konnectgatewaycontrolplanes'));
});
afterAll(() => server.close());

describe('discovery', () => {
  it('tells the versions of the core group', async () => {
    expect((await client.get('/api')).object).toMatchObject({ kind: 'APIVersions', versions: ['v1'] });
  });

  it('lists groups with their versions, the preferred one first', async () => {
    const { object } = await client.get('/apis');
    const groups = object['groups'] as { name: string; preferredVersion: object; versions: object[] }[];
    expect(groups.map(({ name }) => name)).toContain('coordination.k8s.io');
    expect(groups.find(({ name }) => name === 'konnect.konghq.com')).toEqual({
      name: 'konnect.konghq.com',
      preferredVersion: { groupVersion: 'konnect.konghq.com/v1alpha2', version: 'v1alpha2' },
      versions: [
        { groupVersion: 'konnect.konghq.com/v1alpha2', version: 'v1alpha2' },
        { groupVersion: 'konnect.konghq.com/v1alpha1', version: 'v1alpha1' },
      ],
    });
    expect((await client.get('/apis/konnect.konghq.com')).object).toMatchObject({ kind: 'APIGroup' });
  });

  it('lists resources with subresources, verbs, short names and categories', async () => {
    const { object } = await client.get('/apis/configuration.konghq.com/v1alpha1');
    expect(object).toMatchObject({
      kind: 'APIResourceList',
      groupVersion: 'configuration.konghq.com/v1alpha1',
    });
    expect(object['resources']).toMatchObject([
      { name: 'kongtargets', kind: 'KongTarget', namespaced: true, categories: ['kong'] },
      { name: 'kongtargets/status', kind: 'KongTarget', verbs: ['get', 'patch', 'update'] },
    ]);
    const core = (await client.get('/api/v1')).object['resources'] as {
      name: string;
      shortNames?: string[];
    }[];
    expect(core.find(({ name }) => name === 'namespaces')?.shortNames).toEqual(['ns']);
    expect(core.map(({ name }) => name)).toContain('namespaces/finalize');
  });

  it('names the version of what is stored by the hash that every cluster gives it', async () => {
    const hashes = async (path: string) =>
      Object.fromEntries(
        ((await client.get(path)).object['resources'] as { name: string; storageVersionHash?: string }[]).map(
          ({ name, storageVersionHash }) => [name, storageVersionHash],
        ),
      );
    expect(await hashes('/api/v1')).toMatchObject({ pods: 'xPOwRZ+Yhw8=', configmaps: 'qFsyl6wFWjQ=' });
    expect(await hashes('/apis/apps/v1')).toMatchObject({
      deployments: '8aSe+NMegvE=',
      'deployments/status': undefined,
    });
    expect(Object.values(await hashes('/apis/authorization.k8s.io/v1'))).not.toContain(expect.any(String));
  });

  it('answers with everything at once, and with nothing when the client has it', async () => {
    const first = await client.get('/apis', { accept: AGGREGATED });
    expect(first.headers['content-type']).toBe(
      'application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList',
    );
    const items = first.object['items'] as { metadata: { name: string } }[];
    expect(items.map(({ metadata }) => metadata.name)).toContain('configuration.konghq.com');
    const etag = String(first.headers['etag']);
    const again = await client.get('/apis', { accept: AGGREGATED, 'if-none-match': etag });
    expect([again.status, again.text]).toEqual([304, '']);
    expect((await client.get('/api', { accept: AGGREGATED })).object['items']).toHaveLength(1);
  });

  it('shows a change of a CRD at once', async () => {
    const before = await client.get('/apis', { accept: AGGREGATED });
    await client.create(CRDS, await readCrd('configuration.konghq.com_kongupstreams'));
    const etag = String(before.headers['etag']);
    const after = await client.get('/apis', { accept: AGGREGATED, 'if-none-match': etag });
    expect(after.status).toBe(200);
    expect(after.text).toContain('kongupstreams');
  });

  it('claims to be a current release', async () => {
    expect((await client.get('/version')).object).toMatchObject({ major: '1', minor: '35' });
  });

  it('describes every resource in OpenAPI', async () => {
    const { object } = await client.get('/openapi/v3');
    const paths = object['paths'] as Record<string, { serverRelativeURL: string }>;
    const url = paths['apis/configuration.konghq.com/v1alpha1']?.serverRelativeURL ?? '';
    expect((await client.get(url)).text).toContain('KongTarget');
    expect((await client.get('/openapi/v2')).object).toMatchObject({ swagger: '2.0' });
  });
});

describe('the paths of the server', () => {
  it('are listed at its root, for whom may read them', async () => {
    const { paths } = (await client.get('/')).object as unknown as { paths: string[] };
    expect(paths).toEqual(paths.toSorted());
    expect(paths).toEqual(
      expect.arrayContaining(['/api', '/api/v1', '/apis', '/apis/apps/v1', '/livez', '/metrics', '/version']),
    );
    expect((await server.anonymous.get('/')).status).toBe(401);
  });

  it('tell of one health check alone', async () => {
    expect(await client.get('/livez/ping')).toMatchObject({ status: 200, text: 'ok' });
    expect(await client.get('/livez/nothing')).toMatchObject({ status: 404 });
    expect((await client.get('/readyz?verbose&exclude=storage')).text).toContain('storage excluded');
  });
});
