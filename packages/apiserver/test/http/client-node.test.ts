import {
  ADD,
  AppsV1Api,
  CoreV1Api,
  CustomObjectsApi,
  DELETE,
  KubeConfig,
  KubernetesObjectApi,
  makeInformer,
  PatchStrategy,
  UPDATE,
  type V1ConfigMap,
  type V1Deployment,
  Watch,
} from '@kubernetes/client-node';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ADMIN_TOKEN, startTestServer, type TestServer } from '../server/test-server.ts';

let server: TestServer;
let config: KubeConfig;
beforeAll(async () => {
  server = await startTestServer();
  config = new KubeConfig();
  config.loadFromOptions({
    clusters: [
      { name: 'test', server: server.url, caData: Buffer.from(server.authority.cert).toString('base64') },
    ],
    users: [{ name: 'admin', token: ADMIN_TOKEN }],
    contexts: [{ name: 'test', cluster: 'test', user: 'admin' }],
    currentContext: 'test',
  });
});
afterAll(() => server.close());

const configMap = (name: string, data = {}): V1ConfigMap => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name, namespace: 'default' },
  data,
});

describe('the Kubernetes client for Node', () => {
  it('reads and writes built-in kinds through its typed APIs', async () => {
    const apps = config.makeApiClient(AppsV1Api);
    const body: V1Deployment = {
      metadata: { name: 'web' },
      spec: {
        selector: { matchLabels: { app: 'web' } },
        template: {
          metadata: { labels: { app: 'web' } },
          spec: { containers: [{ name: 'web', image: 'nginx:1.27' }] },
        },
      },
    };
    const created = await apps.createNamespacedDeployment({ namespace: 'default', body });
    expect(created.spec?.replicas).toBe(1);
    expect(created.metadata?.creationTimestamp).toBeInstanceOf(Date);
    const scale = await apps.readNamespacedDeploymentScale({ namespace: 'default', name: 'web' });
    const scaled = await apps.replaceNamespacedDeploymentScale({
      namespace: 'default',
      name: 'web',
      body: { ...scale, spec: { replicas: 3 } },
    });
    expect(scaled.spec?.replicas).toBe(3);
    const { items } = await apps.listNamespacedDeployment({ namespace: 'default' });
    expect(items.map(({ spec }) => spec?.replicas)).toEqual([3]);
  });

  it('keeps an informer like the server', async () => {
    const core = config.makeApiClient(CoreV1Api);
    await core.createNamespacedConfigMap({ namespace: 'default', body: configMap('first') });
    const path = '/api/v1/namespaces/default/configmaps';
    const informer = makeInformer(config, path, () => core.listNamespacedConfigMap({ namespace: 'default' }));
    const seen: string[] = [];
    for (const verb of [ADD, UPDATE, DELETE] as const) {
      informer.on(verb, ({ metadata }) => seen.push(`${verb} ${metadata?.name}`));
    }
    await informer.start();
    await core.createNamespacedConfigMap({ namespace: 'default', body: configMap('second') });
    await core.replaceNamespacedConfigMap({
      namespace: 'default',
      name: 'second',
      body: configMap('second', { a: '1' }),
    });
    await core.deleteNamespacedConfigMap({ namespace: 'default', name: 'first' });
    await expect.poll(() => seen).toContain('delete first');
    expect(seen).toEqual(expect.arrayContaining(['add first', 'add second', 'update second']));
    expect(informer.list('default')?.map(({ metadata }) => metadata?.name)).toContain('second');
    await informer.stop();
  });

  it('watches', async () => {
    const watch = new Watch(config);
    const events: string[] = [];
    const ended = Promise.withResolvers<unknown>();
    const controller = await watch.watch(
      '/api/v1/namespaces/default/configmaps',
      { allowWatchBookmarks: true, fieldSelector: 'metadata.name=watched' },
      (type, object: V1ConfigMap) => events.push(`${type} ${object.metadata?.name}`),
      ended.resolve,
    );
    const core = config.makeApiClient(CoreV1Api);
    await core.createNamespacedConfigMap({ namespace: 'default', body: configMap('watched') });
    await core.deleteNamespacedConfigMap({ namespace: 'default', name: 'watched' });
    await expect.poll(() => events).toEqual(['ADDED watched', 'DELETED watched']);
    controller.abort();
    await ended.promise;
  });

  it('applies objects of any kind, and finds the kinds through discovery', async () => {
    const objects = KubernetesObjectApi.makeApiClient(config);
    const apply = (data: object) =>
      objects.patch(
        configMap('applied', data),
        undefined,
        undefined,
        'tester',
        true,
        PatchStrategy.ServerSideApply,
      );
    await apply({ a: '1', b: '2' });
    const applied: V1ConfigMap = await apply({ a: '1' });
    expect(applied.data).toEqual({ a: '1' });
    expect(applied.metadata?.managedFields?.[0]).toMatchObject({ manager: 'tester', operation: 'Apply' });
    await objects.delete(configMap('applied'));
  });

  it('is told of a missing object by its status', async () => {
    const custom = config.makeApiClient(CustomObjectsApi);
    const wanted = { group: 'example.com', version: 'v1', namespace: 'default', plural: 'things', name: 'a' };
    await expect(custom.getNamespacedCustomObject(wanted)).rejects.toMatchObject({ code: 404 });
  });
});
