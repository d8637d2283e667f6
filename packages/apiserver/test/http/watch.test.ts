import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createKongTargetCrd, kongTarget, TARGETS } from '../server/kong-target.ts';
import type { KubeClient } from '../server/kube-client.ts';
import { startTestServer, type TestServer } from '../server/test-server.ts';

let server: TestServer;
let client: KubeClient;
beforeEach(async () => {
  server = await startTestServer();
  client = server.client;
  await createKongTargetCrd(client);
});
afterEach(() => server.close());

const at = (name: string) => `${TARGETS}/${name}`;
const currentRevision = async () => (await client.get(TARGETS)).list.metadata.resourceVersion;

describe('a watch', () => {
  it('without a revision begins with what is there', async () => {
    await client.create(TARGETS, kongTarget('a'));
    const watch = await client.watch(`${TARGETS}?watch=true`);
    await client.create(TARGETS, kongTarget('b'));
    expect(await watch.take(2)).toEqual(['ADDED a', 'ADDED b']);
    watch.close();
  });

  it('from a revision gets every later change once, in order', async () => {
    await client.create(TARGETS, kongTarget('a'));
    const from = await currentRevision();
    await client.patch(at('a'), { spec: { weight: 1 } });
    const watch = await client.watch(`${TARGETS}?watch=true&resourceVersion=${from}`);
    await client.create(TARGETS, kongTarget('b'));
    await client.delete(at('a'));
    expect(await watch.take(3)).toEqual(['MODIFIED a', 'ADDED b', 'DELETED a']);
    watch.close();
  });

  it('shows a deleted object as it last was, at the revision of its deletion', async () => {
    const { object } = await client.create(TARGETS, kongTarget('a'));
    const watch = await client.watch(
      `${TARGETS}?watch=true&resourceVersion=${object.metadata.resourceVersion}`,
    );
    await client.delete(at('a'));
    const event = await watch.next();
    expect(event?.object['spec']).toEqual(object['spec']);
    expect(Number(event?.object.metadata.resourceVersion)).toBeGreaterThan(
      Number(object.metadata.resourceVersion),
    );
    watch.close();
  });

  it('sees nothing of an update that changes nothing', async () => {
    const { object } = await client.create(TARGETS, kongTarget('a'));
    const watch = await client.watch(
      `${TARGETS}?watch=true&resourceVersion=${object.metadata.resourceVersion}`,
    );
    await client.update(at('a'), object);
    await client.create(TARGETS, kongTarget('b'));
    expect(await watch.take(1)).toEqual(['ADDED b']);
    watch.close();
  });

  it('with a selector sees objects come and go as they begin and cease to match', async () => {
    const selector = 'labelSelector=app%3Dx';
    const watch = await client.watch(
      `${TARGETS}?watch=true&resourceVersion=${await currentRevision()}&${selector}`,
    );
    await client.create(TARGETS, kongTarget('other'));
    await client.create(TARGETS, kongTarget('a', { metadata: { labels: { app: 'x' } } }));
    await client.patch(at('a'), { spec: { weight: 1 } });
    const left = await client.patch(at('a'), { metadata: { labels: { app: 'y' } } });
    await client.patch(at('a'), { metadata: { labels: { app: 'x' } } });
    expect(await watch.take(2)).toEqual(['ADDED a', 'MODIFIED a']);
    const gone = await watch.next();
    expect(gone).toMatchObject({
      type: 'DELETED',
      object: { metadata: { labels: { app: 'x' }, resourceVersion: left.object.metadata.resourceVersion } },
    });
    expect(await watch.take(1)).toEqual(['ADDED a']);
    watch.close();
  });

  it('of one object by its name, and of one namespace, sees no others', async () => {
    await client.create('/api/v1/namespaces', {
      apiVersion: 'v1',
      kind: 'Namespace',
      metadata: { name: 'other' },
    });
    const from = await currentRevision();
    const one = await client.watch(
      `${TARGETS}?watch=1&resourceVersion=${from}&fieldSelector=metadata.name%3Db`,
    );
    const all = await client.watch(
      `${TARGETS.replace('namespaces/default/', '')}?watch=1&resourceVersion=${from}`,
    );
    await client.create(TARGETS.replace('/default/', '/other/'), kongTarget('b'));
    await client.create(TARGETS, kongTarget('a'));
    await client.create(TARGETS, kongTarget('b'));
    expect(await all.take(3)).toEqual(['ADDED b', 'ADDED a', 'ADDED b']);
    const event = await one.next();
    expect(event?.object.metadata).toMatchObject({ name: 'b', namespace: 'default' });
    one.close();
    all.close();
  });

  it('with initial events ends them with a bookmark', async () => {
    await client.create(TARGETS, kongTarget('a'));
    const query = 'watch=1&sendInitialEvents=true&resourceVersionMatch=NotOlderThan&allowWatchBookmarks=true';
    const watch = await client.watch(`${TARGETS}?${query}`);
    expect(await watch.take(1)).toEqual(['ADDED a']);
    const bookmark = await watch.next();
    expect(bookmark).toMatchObject({
      type: 'BOOKMARK',
      object: { kind: 'KongTarget', metadata: { annotations: { 'k8s.io/initial-events-end': 'true' } } },
    });
    expect(bookmark?.object.metadata.resourceVersion).toBe(await currentRevision());
    watch.close();
  });

  it.each(['true', '1', ''])('takes flags as %j, as other servers do', async (flag) => {
    await client.create(TARGETS, kongTarget('a'));
    const query =
      `watch=${flag}&sendInitialEvents=${flag}&allowWatchBookmarks=${flag}` +
      `&resourceVersionMatch=NotOlderThan&resourceVersion=${await currentRevision()}`;
    const watch = await client.watch(`${TARGETS}?${query}`);
    expect(await watch.take(1)).toEqual(['ADDED a']);
    expect(await watch.next()).toMatchObject({
      type: 'BOOKMARK',
      object: { metadata: { annotations: { 'k8s.io/initial-events-end': 'true' } } },
    });
    watch.close();
  });

  it('without initial events begins with what comes next', async () => {
    await client.create(TARGETS, kongTarget('a'));
    const query = 'watch=1&sendInitialEvents=false&resourceVersionMatch=NotOlderThan';
    const watch = await client.watch(`${TARGETS}?${query}`);
    await client.create(TARGETS, kongTarget('b'));
    expect(await watch.take(1)).toEqual(['ADDED b']);
    watch.close();
  });

  it('with the state as it will be at a revision that is yet to come is refused', async () => {
    const query = 'watch=1&sendInitialEvents=true&resourceVersionMatch=NotOlderThan&resourceVersion=999999';
    const { status, failure } = await client.get(`${TARGETS}?${query}`);
    expect(status).toBe(504);
    expect(failure.details?.causes).toMatchObject([{ reason: 'ResourceVersionTooLarge' }]);
  });

  it('from a revision that is forgotten, or that never was, is told to list anew', async () => {
    await server.restart();
    for (const revision of ['1', '999999']) {
      const watch = await client.watch(`${TARGETS}?watch=1&resourceVersion=${revision}`);
      const event = await watch.next();
      expect(event).toMatchObject({
        type: 'ERROR',
        object: { kind: 'Status', reason: 'Expired', code: 410 },
      });
      expect(await watch.next()).toBeUndefined();
    }
  });

  it('goes on after a restart from the last revision', async () => {
    await client.create(TARGETS, kongTarget('a'));
    const from = await currentRevision();
    await server.restart();
    const watch = await client.watch(`${TARGETS}?watch=1&resourceVersion=${from}`);
    await client.create(TARGETS, kongTarget('b'));
    expect(await watch.take(1)).toEqual(['ADDED b']);
    watch.close();
  });

  it('as a table names the columns once', async () => {
    const accept = 'application/json;as=Table;v=v1;g=meta.k8s.io';
    const watch = await client.watch(`${TARGETS}?watch=1`, { accept });
    await client.create(TARGETS, kongTarget('a'));
    await client.create(TARGETS, kongTarget('b'));
    const [first, second] = [await watch.next(), await watch.next()];
    expect(first?.object).toMatchObject({ kind: 'Table', rows: [{ object: { metadata: { name: 'a' } } }] });
    expect(first?.object['columnDefinitions']).toHaveLength(5);
    expect(second?.object).toMatchObject({
      columnDefinitions: [],
      rows: [{ object: { metadata: { name: 'b' } } }],
    });
    watch.close();
  });

  it('ends when its CRD is changed, and lasts through a mere status of it', async () => {
    const crd =
      '/apis/apiextensions.k8s.io/v1/customresourcedefinitions/kongtargets.configuration.konghq.com';
    const watch = await client.watch(`${TARGETS}?watch=1`);
    await client.patch(`${crd}/status`, { status: { storedVersions: ['v1alpha1', 'v0'] } });
    await client.create(TARGETS, kongTarget('a'));
    expect(await watch.take(1)).toEqual(['ADDED a']);
    await client.patch(crd, { spec: { names: { shortNames: ['kt'] } } });
    expect(await watch.next()).toBeUndefined();
  });

  it('ends when the client said so', async () => {
    const watch = await client.watch(`${TARGETS}?watch=1&timeoutSeconds=1`);
    expect(await watch.next()).toBeUndefined();
  });

  it('ends when the server stops, which takes no longer for it', async () => {
    const watch = await client.watch(`${TARGETS}?watch=1`);
    await server.restart();
    expect(await watch.next()).toBeUndefined();
  });

  it.each([
    'resourceVersion=abc',
    'labelSelector=a%20b%20c',
    'fieldSelector=spec.weight%3D1',
    'timeoutSeconds=-1',
  ])('with %s is refused', async (query) => {
    expect((await client.get(`${TARGETS}?watch=1&${query}`)).status).toBe(400);
  });
});
