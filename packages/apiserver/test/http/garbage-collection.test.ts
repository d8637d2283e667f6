import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { KubeObject } from '../../src/kube-object.ts';
import type { KubeClient } from '../server/kube-client.ts';
import { startTestServer, type TestServer } from '../server/test-server.ts';

const CONFIG_MAPS = '/api/v1/namespaces/default/configmaps';

let server: TestServer;
let client: KubeClient;
beforeAll(async () => {
  server = await startTestServer();
  client = server.client;
});
afterAll(() => server.close());

async function create(name: string, owners: KubeObject[] = [], reference: object = {}): Promise<KubeObject> {
  const ownerReferences = owners.map(({ metadata }) => ({
    apiVersion: 'v1',
    kind: 'ConfigMap',
    name: metadata.name,
    uid: metadata.uid,
    ...reference,
  }));
  const object = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name, ownerReferences } };
  return (await client.create(CONFIG_MAPS, object)).object;
}

const statusOf = async (name: string) => (await client.get(`${CONFIG_MAPS}/${name}`)).status;
const isGone = (name: string) => expect.poll(() => statusOf(name), { timeout: 20_000 }).toBe(404);

describe('an object with an owner', () => {
  it('goes after its owner, and so does what it owns', async () => {
    const owner = await create('bg-owner');
    const child = await create('bg-child', [owner]);
    await create('bg-grandchild', [child]);
    await client.delete(`${CONFIG_MAPS}/bg-owner`);
    await isGone('bg-child');
    await isGone('bg-grandchild');
  });

  it('stays while another owner lives, and forgets the one that is gone', async () => {
    const [one, two] = [await create('two-a'), await create('two-b')];
    await create('two-child', [one, two]);
    await client.delete(`${CONFIG_MAPS}/two-a`);
    const owners = async () => (await client.get(`${CONFIG_MAPS}/two-child`)).object.metadata.ownerReferences;
    await expect.poll(async () => (await owners())?.map(({ uid }) => uid)).toEqual([two.metadata.uid]);
  });

  it('whose owner never was goes, too', async () => {
    const ghost = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'ghost', uid: 'ghost' } };
    await create('haunted', [ghost]);
    await isGone('haunted');
  });

  it('whose owner is of a kind that nobody serves stays', async () => {
    const strange = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'x', uid: 'x' } };
    await create('kept', [strange], { apiVersion: 'example.com/v1', kind: 'Strange' });
    const owner = await create('sentinel');
    await create('sentinel-child', [owner]);
    await client.delete(`${CONFIG_MAPS}/sentinel`);
    await isGone('sentinel-child');
    expect(await statusOf('kept')).toBe(200);
  });

  it('goes first when its owner is deleted in the foreground', async () => {
    const owner = await create('fg-owner');
    const metadata = { finalizers: ['example.com/a'] };
    await create('fg-child', [owner], { blockOwnerDeletion: true });
    await client.patch(`${CONFIG_MAPS}/fg-child`, { metadata });
    const { object } = await client.delete(`${CONFIG_MAPS}/fg-owner`, { propagationPolicy: 'Foreground' });
    expect(object.metadata.finalizers).toEqual(['foregroundDeletion']);
    const deletion = async () =>
      (await client.get(`${CONFIG_MAPS}/fg-child`)).object.metadata.deletionTimestamp;
    await expect.poll(deletion).toBeDefined();
    expect(await statusOf('fg-owner')).toBe(200);
    await client.patch(`${CONFIG_MAPS}/fg-child`, { metadata: { finalizers: null } });
    await isGone('fg-owner');
    expect(await statusOf('fg-child')).toBe(404);
  });

  it('is left without it when the owner is deleted as to leave orphans', async () => {
    const owner = await create('or-owner');
    await create('or-child', [owner]);
    await client.delete(`${CONFIG_MAPS}/or-owner?propagationPolicy=Orphan`);
    await isGone('or-owner');
    const child = await client.get(`${CONFIG_MAPS}/or-child`);
    expect([child.status, child.object.metadata.ownerReferences]).toEqual([200, undefined]);
  });

  it.each(['Background', 'Foreground', 'Orphan'])('is one of a crowd that is seen to: %s', async (policy) => {
    const prefix = `crowd-${policy.toLowerCase()}`;
    const owner = await create(prefix);
    const names = Array.from({ length: 300 }, (_, index) => `${prefix}-${index}`);
    const children = await Promise.all(
      names.map((name) => create(name, [owner], { blockOwnerDeletion: true })),
    );
    await Promise.all(children.slice(0, 50).map((child, index) => create(`${prefix}-of-${index}`, [child])));
    await client.delete(`${CONFIG_MAPS}/${prefix}`, { propagationPolicy: policy });
    const left = async () => {
      const { items } = (await client.get(CONFIG_MAPS)).list;
      return items.filter(({ metadata }) => metadata.name?.startsWith(prefix));
    };
    await isGone(prefix);
    if (policy !== 'Orphan') await expect.poll(left, { timeout: 20_000 }).toEqual([]);
    else {
      const orphans = (await left()).filter(({ metadata }) => names.includes(metadata.name ?? ''));
      expect(orphans).toHaveLength(300);
      expect(orphans.filter(({ metadata }) => metadata.ownerReferences !== undefined)).toEqual([]);
    }
  });

  it('goes after a custom resource that went with its definition', async () => {
    const group = 'owners.example.com';
    const crds = '/apis/apiextensions.k8s.io/v1/customresourcedefinitions';
    const owners = `/apis/${group}/v1/namespaces/default/things`;
    await client.create(crds, {
      apiVersion: 'apiextensions.k8s.io/v1',
      kind: 'CustomResourceDefinition',
      metadata: { name: `things.${group}` },
      spec: {
        group,
        scope: 'Namespaced',
        names: { plural: 'things', kind: 'Thing' },
        versions: [
          { name: 'v1', served: true, storage: true, schema: { openAPIV3Schema: { type: 'object' } } },
        ],
      },
    });
    await expect.poll(async () => (await client.get(owners)).status).toBe(200);
    const names = Array.from({ length: 200 }, (_, index) => `of-thing-${index}`);
    await Promise.all(
      names.map(async (name) => {
        const thing = { apiVersion: `${group}/v1`, kind: 'Thing', metadata: { name } };
        const { object } = await client.create(owners, thing);
        await create(name, [object], { apiVersion: thing.apiVersion, kind: 'Thing' });
      }),
    );
    await client.delete(`${crds}/things.${group}`);
    const left = async () => {
      const { items } = (await client.get(CONFIG_MAPS)).list;
      return items.filter(({ metadata }) => metadata.name?.startsWith('of-thing-'));
    };
    await expect.poll(left, { timeout: 20_000 }).toEqual([]);
  });

  it('goes also when the server was stopped in between', async () => {
    const owner = await create('crash-owner');
    await create('crash-child', [owner], {});
    await client.delete(`${CONFIG_MAPS}/crash-owner`);
    await server.restart();
    await isGone('crash-child');
  });
});
