import { request } from 'node:https';
import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createKongTargetCrd, kongTarget, TARGETS } from '../server/kong-target.ts';
import type { KubeClient } from '../server/kube-client.ts';
import { ADMIN_TOKEN, startTestServer, type TestServer } from '../server/test-server.ts';

let server: TestServer;
let client: KubeClient;
beforeAll(async () => {
  server = await startTestServer();
  client = server.client;
  await createKongTargetCrd(client);
  for (const name of ['a', 'b', 'c', 'd', 'e']) {
    const labels = { half: name < 'c' ? 'first' : 'second' };
    await client.create(TARGETS, kongTarget(name, { metadata: { labels } }));
  }
});
afterAll(() => server.close());

const names = ({ list }: { list: { items: { metadata: { name?: string } }[] } }) =>
  list.items.map(({ metadata }) => metadata.name);

describe('a list', () => {
  it('comes in pages of one snapshot, whatever happens meanwhile', async () => {
    const first = await client.get(`${TARGETS}?limit=2`);
    expect(names(first)).toEqual(['a', 'b']);
    expect(first.list.metadata.remainingItemCount).toBe(3);
    await client.delete(`${TARGETS}/d`);
    await client.create(TARGETS, kongTarget('cc'));
    const second = await client.get(`${TARGETS}?limit=2&continue=${first.list.metadata.continue}`);
    expect(names(second)).toEqual(['c', 'd']);
    const third = await client.get(`${TARGETS}?limit=2&continue=${second.list.metadata.continue}`);
    expect(names(third)).toEqual(['e']);
    expect(third.list.metadata).toEqual({ resourceVersion: first.list.metadata.resourceVersion });
    expect(names(await client.get(TARGETS))).toEqual(['a', 'b', 'c', 'cc', 'e']);
    await client.delete(`${TARGETS}/cc`);
    await client.create(TARGETS, kongTarget('d', { metadata: { labels: { half: 'second' } } }));
  });

  it('shows an earlier state on request', async () => {
    const { resourceVersion } = (await client.get(TARGETS)).list.metadata;
    await client.create(TARGETS, kongTarget('later'));
    const exact = await client.get(
      `${TARGETS}?resourceVersion=${resourceVersion}&resourceVersionMatch=Exact`,
    );
    expect(names(exact)).toEqual(['a', 'b', 'c', 'd', 'e']);
    await client.delete(`${TARGETS}/later`);
  });

  it('in pages is of the revision that is named, and without pages of any later one', async () => {
    const { resourceVersion } = (await client.get(TARGETS)).list.metadata;
    await client.create(TARGETS, kongTarget('later'));
    const old = ['a', 'b', 'c', 'd', 'e'];
    const at = (query: string) => client.get(`${TARGETS}?resourceVersion=${resourceVersion}${query}`);
    expect(names(await at(''))).toEqual([...old, 'later']);
    expect(names(await at('&limit=0'))).toEqual([...old, 'later']);
    expect(names(await at('&limit=100'))).toEqual(old);
    expect(names(await at('&limit=100&resourceVersionMatch=NotOlderThan'))).toEqual([...old, 'later']);
    const first = await at('&limit=3');
    expect(first.list.metadata).toMatchObject({ resourceVersion, remainingItemCount: 2 });
    const rest = await client.get(`${TARGETS}?continue=${first.list.metadata.continue}`);
    expect(names(rest)).toEqual(['d', 'e']);
    expect(names(await client.get(`${TARGETS}?limit=100&resourceVersion=0`))).toEqual([...old, 'later']);
    await client.delete(`${TARGETS}/later`);
  });

  it('of other data than these offers to go on in the present', async () => {
    const text = JSON.stringify({ v: 'sluice/v1', rv: 999_999_999, after: 'default/c' });
    const token = Buffer.from(text).toString('base64url');
    const { status, failure } = await client.get(`${TARGETS}?continue=${token}`);
    expect([status, failure.reason]).toEqual([410, 'Expired']);
    const rest = await client.get(`${TARGETS}?continue=${failure.metadata.continue}`);
    expect(names(rest)).toEqual(['d', 'e']);
  });

  it('of a snapshot that is forgotten offers to go on in the present', async () => {
    const { list } = await client.get(`${TARGETS}?limit=2`);
    await client.create(TARGETS, kongTarget('after-list'));
    await client.delete(`${TARGETS}/after-list`);
    await server.restart();
    const { status, failure } = await client.get(`${TARGETS}?limit=2&continue=${list.metadata.continue}`);
    expect(status).toBe(410);
    expect(failure.reason).toBe('Expired');
    const rest = await client.get(`${TARGETS}?continue=${failure.metadata.continue}`);
    expect(names(rest)).toEqual(['c', 'd', 'e']);
  });

  it.each([
    ['labelSelector=half%3Dfirst', ['a', 'b']],
    ['labelSelector=half%21%3Dfirst', ['c', 'd', 'e']],
    ['labelSelector=half+in+(first%2Cother)', ['a', 'b']],
    ['labelSelector=%21half', []],
    ['labelSelector=constructor', []],
    ['labelSelector=%21constructor%2Chalf%3Dfirst', ['a', 'b']],
    ['labelSelector=half%3Dsecond&limit=1', ['c']],
    ['fieldSelector=metadata.name%3Db', ['b']],
    ['fieldSelector=metadata.name%21%3Db%2Cmetadata.namespace%3Ddefault', ['a', 'c', 'd', 'e']],
    ['fieldSelector=metadata.name%3Dnone', []],
  ])('with %s has %j', async (query, expected) => {
    expect(names(await client.get(`${TARGETS}?${query}`))).toEqual(expected);
  });

  it.each([
    ['continue=nonsense', 400],
    ['limit=x', 400],
    ['resourceVersion=999999999', 504],
    ['resourceVersionMatch=Exact', 422],
    ['resourceVersionMatch=Sometimes&resourceVersion=1', 422],
  ])('with %s is refused with %i', async (query, status) => {
    expect((await client.get(`${TARGETS}?${query}`)).status).toBe(status);
  });
});

describe('the form of an answer', () => {
  it('can be a table', async () => {
    const { object } = await client.get(TARGETS, { accept: 'application/json;as=Table;v=v1;g=meta.k8s.io' });
    expect(object).toMatchObject({ kind: 'Table', apiVersion: 'meta.k8s.io/v1' });
    const rows = object['rows'] as { cells: unknown[]; object: { kind: string } }[];
    expect(rows[0]?.cells.slice(0, 4)).toEqual(['a', 'upstream', '10.0.0.1:8000', 'Unknown']);
    expect(rows[0]?.object.kind).toBe('PartialObjectMetadata');
  });

  it.each([
    ['None', undefined],
    ['Object', 'KongTarget'],
  ])('can be a table that includes the object as %s', async (include, kind) => {
    const accept = 'application/json;as=Table;v=v1;g=meta.k8s.io';
    const { object } = await client.get(`${TARGETS}/a?includeObject=${include}`, { accept });
    expect((object['rows'] as { object?: { kind: string } }[])[0]?.object?.kind).toBe(kind);
  });

  it('can be metadata alone, of one and of many', async () => {
    const one = 'application/json;as=PartialObjectMetadata;g=meta.k8s.io;v=v1';
    const { object } = await client.get(`${TARGETS}/a`, { accept: one });
    expect(object).toMatchObject({ kind: 'PartialObjectMetadata', metadata: { name: 'a' } });
    expect(object).not.toHaveProperty('spec');
    const many = 'application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1';
    const { list } = await client.get(TARGETS, { accept: many });
    expect(list.items[0]).toMatchObject({ kind: 'PartialObjectMetadata', metadata: { name: 'a' } });
  });

  it('can be YAML', async () => {
    const { text, headers } = await client.get(`${TARGETS}/a`, { accept: 'application/yaml' });
    expect(headers['content-type']).toBe('application/yaml');
    expect(text).toContain('kind: KongTarget\n');
  });

  it.each([
    ['application/vnd.kubernetes.protobuf,application/json', 200],
    ['application/vnd.kubernetes.protobuf', 406],
    ['text/html', 406],
    ['text/html, */*;q=0.1', 200],
    ['application/json;as=Chart;g=meta.k8s.io;v=v1', 406],
  ])('for a client that accepts %s: %i', async (accept, status) => {
    expect((await client.get(`${TARGETS}/a`, { accept })).status).toBe(status);
  });

  it('is compressed when it is long and the client takes that', async () => {
    for (let index = 0; index < 400; index += 1) {
      const metadata = { annotations: { note: 'x'.repeat(1000) }, labels: { long: 'yes' } };
      await client.create(TARGETS, kongTarget(`long-${index}`, { metadata }));
    }
    const plain = await client.get(TARGETS);
    const zipped = await new Promise<Buffer>((resolve, reject) => {
      const headers = { authorization: `Bearer ${ADMIN_TOKEN}`, 'accept-encoding': 'gzip' };
      const outgoing = request(
        `${server.url}${TARGETS}`,
        { headers, ca: server.authority.cert },
        async (response) => {
          const chunks: Buffer[] = [];
          for await (const chunk of response) chunks.push(chunk);
          resolve(Buffer.concat(chunks));
        },
      );
      outgoing.on('error', reject);
      outgoing.end();
    });
    expect(zipped.length).toBeLessThan(plain.text.length / 4);
    expect(gunzipSync(zipped).toString()).toBe(plain.text);
    await client.delete(`${TARGETS}?labelSelector=long`);
  });
});

describe('what is not there', () => {
  it.each([
    '/apis/configuration.konghq.com/v1alpha1/namespaces/default/kongtargets/none',
    '/apis/configuration.konghq.com/v1alpha1/namespaces/default/nothings',
    '/apis/configuration.konghq.com/v9/namespaces/default/kongtargets',
    '/apis/configuration.konghq.com/v1alpha1/kongtargets/a',
    '/apis/configuration.konghq.com/v1alpha1/namespaces/default/kongtargets/a/scale',
    '/api/v1/componentstatuses',
    '/api/v1/namespaces/default/kongtargets',
    '/apis/none.example.com',
    '/api/v1/namespaces/%E0%A4%A/secrets',
    '/anything',
  ])('answers 404 at %s', async (path) => {
    const { status, failure } = await client.get(path);
    expect(status).toBe(404);
    expect(failure).toMatchObject({ kind: 'Status', reason: 'NotFound' });
  });

  it('names the object', async () => {
    const { failure } = await client.get(`${TARGETS}/none`);
    expect(failure.message).toBe('kongtargets.configuration.konghq.com "none" not found');
  });

  it.each([
    ['POST', `${TARGETS}/a`],
    ['PUT', TARGETS],
    ['POST', `${TARGETS}/a/status`],
    ['DELETE', '/api/v1/namespaces'],
    ['DELETE', '/version'],
  ])('%s %s answers 405', async (method, path) => {
    expect((await client.send(method, path, {})).status).toBe(405);
  });
});
