import { afterAll, describe, expect, it } from 'vitest';
import { builtInType } from '../../src/built-in-schemas/built-in-schemas.ts';
import { kubernetesType, typeNameOf } from '../../src/built-in-schemas/read-types.ts';
import type { JsonObject, KubeObject } from '../../src/kube-object.ts';
import { encodeEnvelope } from '../../src/protobuf/encode-object.fixture.ts';
import type { Answer, KubeClient } from '../server/kube-client.ts';
import { sampleObject, unlikeOthers } from '../server/sample-objects.ts';
import { startTestServer, type TestServer } from '../server/test-server.ts';

/** A resource or subresource as discovery announces it. */
interface Announced {
  name: string;
  kind: string;
  namespaced: boolean;
  verbs: string[];
  group?: string;
  version?: string;
}

interface Resource extends Announced {
  group: string;
  version: string;
  /** Of the objects of the resource in the namespace `default`, or in none. */
  path: string;
  subresources: Announced[];
}

const server: TestServer = await startTestServer();
const client: KubeClient = server.client;
const resources = await discover();
afterAll(() => server.close());

async function discover(): Promise<Resource[]> {
  const groups = (await client.get('/apis')).object['groups'] as { versions: { groupVersion: string }[] }[];
  const groupVersions = ['v1', ...groups.flatMap(({ versions }) => versions.map((one) => one.groupVersion))];
  const found: Resource[] = [];
  for (const groupVersion of groupVersions) {
    const base = groupVersion === 'v1' ? '/api/v1' : `/apis/${groupVersion}`;
    const [version = '', group = ''] = groupVersion.split('/').reverse();
    const all = (await client.get(base)).object['resources'] as Announced[];
    for (const one of all.filter(({ name }) => !name.includes('/'))) {
      const path = `${base}${one.namespaced ? '/namespaces/default' : ''}/${one.name}`;
      const subresources = all.filter(({ name }) => name.startsWith(`${one.name}/`));
      found.push({ ...one, group, version, path, subresources });
    }
  }
  return found;
}

const keyOf = ({ group, version, name }: Resource): string => `${group}/${version}/${name}`;
const title = (resource: Resource): [string, Resource] => [keyOf(resource), resource];
const stored = resources.filter(({ verbs }) => verbs.includes('get') && verbs.includes('create'));

/** Verbs and the answers to a request for them, for an object that is there. */
async function statusOf(verb: string, path: string, object: KubeObject): Promise<number> {
  const { name } = object.metadata;
  const one = `${path}/${name}`;
  switch (verb) {
    case 'get':
      return (await client.get(one)).status;
    case 'list':
      return (await client.get(`${path}?limit=1`)).status;
    case 'watch': {
      const watch = await client.watch(`${path}?watch=true&timeoutSeconds=5`);
      const event = await watch.next();
      watch.close();
      return event?.type === 'ADDED' ? 200 : 500;
    }
    case 'create':
      return (await client.create(`${path}?dryRun=All`, { ...object, metadata: { name: `${name}-2` } }))
        .status;
    case 'update':
      return (await client.update(`${one}?dryRun=All`, object)).status;
    case 'patch':
      return (await client.patch(`${one}?dryRun=All`, { metadata: { labels: { a: 'b' } } })).status;
    case 'delete':
      return (await client.delete(`${one}?dryRun=All`)).status;
    case 'deletecollection':
      return (await client.delete(`${path}?dryRun=All&fieldSelector=metadata.name%3D${name}`)).status;
    default:
      throw new Error(`Nobody knows the verb ${verb}`);
  }
}

const ALL_VERBS = ['create', 'delete', 'deletecollection', 'get', 'list', 'patch', 'update', 'watch'];

describe('every verb that discovery announces is answered, and no other', () => {
  it.each(stored.filter((resource) => !unlikeOthers.has(keyOf(resource))).map(title))(
    '%s',
    async (key, resource) => {
      const { path, kind, verbs } = resource;
      const created = await client.create(path, sampleObject(key, kind, 'sample'));
      expect([created.status, created.text]).toEqual([201, created.text]);
      expect(created.object).toMatchObject({ kind, metadata: { name: 'sample' } });
      for (const verb of ALL_VERBS) {
        const status = await statusOf(verb, path, created.object);
        const expected = verbs.includes(verb) ? (verb === 'create' ? 201 : 200) : 405;
        expect([verb, status]).toEqual([verb, expected]);
      }
      for (const { name, verbs: subVerbs } of resource.subresources) {
        const at = `${path}/sample/${name.split('/')[1]}`;
        if (!subVerbs.includes('get')) continue;
        const shown = await client.get(at);
        expect([name, shown.status]).toEqual([name, 200]);
        for (const [verb, send] of [
          ['update', () => client.update(`${at}?dryRun=All`, shown.object)],
          ['patch', () => client.patch(`${at}?dryRun=All`, {})],
        ] as [string, () => Promise<Answer>][]) {
          expect([name, verb, (await send()).status]).toEqual([
            name,
            verb,
            subVerbs.includes(verb) ? 200 : 405,
          ]);
        }
      }
      await client.delete(`${path}/sample`);
    },
  );

  it.each(resources.filter(({ verbs }) => verbs.join() === 'create').map(title))(
    '%s',
    async (key, { path, kind }) => {
      const { status, object } = await client.create(path, sampleObject(key, kind, ''));
      expect(status).toBe(201);
      expect(object.kind).toBe(kind);
      expect((await client.get(path)).status).toBe(405);
    },
  );
});

describe('what discovery announces', () => {
  it('is all that the aggregated form announces', async () => {
    const all: string[] = [];
    for (const root of ['/api', '/apis']) {
      const accept = 'application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList';
      const groups = (await client.get(root, { accept })).list.items as unknown as {
        metadata: { name?: string };
        versions: {
          version: string;
          resources: { resource: string; subresources?: { subresource: string }[] }[];
        }[];
      }[];
      for (const { metadata, versions } of groups) {
        for (const { version, resources: inVersion } of versions) {
          for (const { resource, subresources = [] } of inVersion) {
            const key = `${metadata.name ?? ''}/${version}/${resource}`;
            all.push(key, ...subresources.map(({ subresource }) => `${key}/${subresource}`));
          }
        }
      }
    }
    const announced = resources.flatMap((one) => [
      keyOf(one),
      ...one.subresources.map(({ name }) => `${one.group}/${one.version}/${name}`),
    ]);
    expect(all.toSorted()).toEqual(announced.toSorted());
  });

  it.each(resources.map(title))('is described in OpenAPI: %s', async (_key, { group, version, kind }) => {
    const url = group === '' ? `/openapi/v3/api/${version}` : `/openapi/v3/apis/${group}/${version}`;
    const document = (await client.get(url)).object as unknown as {
      components: { schemas: Record<string, { 'x-kubernetes-group-version-kind'?: object[] }> };
    };
    const kinds = Object.values(document.components.schemas).flatMap(
      (schema) => schema['x-kubernetes-group-version-kind'] ?? [],
    );
    expect(kinds).toContainEqual({ group, version, kind });
  });

  it('is told with its own group in an error', async () => {
    for (const resource of stored) {
      const { status, failure } = await client.get(`${resource.path}/is-not-there`);
      expect([resource.name, status, failure.details?.group ?? '', failure.details?.kind]).toEqual([
        resource.name,
        404,
        resource.group,
        resource.name,
      ]);
    }
  });

  it('is shown as a table', async () => {
    const accept = 'application/json;as=Table;v=v1;g=meta.k8s.io';
    for (const { path } of stored) {
      const { status, object } = await client.get(path, { accept });
      expect([path, status, object.kind]).toEqual([path, 200, 'Table']);
    }
  });
});

describe('protobuf is read for every kind', () => {
  const isKnown = ({ group, version, kind }: Resource) =>
    builtInType(group, version, kind) ?? kubernetesType(typeNameOf(group, version, kind));
  it.each(
    resources.filter((one) => one.verbs.includes('create') && !unlikeOthers.has(keyOf(one))).map(title),
  )('%s', async (key, resource) => {
    const type = isKnown(resource);
    if (type === undefined) throw new Error(`Nobody knows the protobuf of ${key}`);
    const { path, kind, verbs } = resource;
    const name = verbs.includes('get') ? 'from-protobuf' : '';
    const sample = sampleObject(key, kind, name);
    const headers = { accept: 'application/vnd.kubernetes.protobuf,application/json' };
    const answer = await client.send('POST', `${path}?dryRun=All`, encodeEnvelope(sample, type), {
      ...headers,
      'content-type': 'application/vnd.kubernetes.protobuf',
    });
    expect([answer.status, answer.headers['content-type']]).toEqual([201, 'application/json']);
    const plain = (await client.create(`${path}?dryRun=All`, sample)).object;
    expect(withoutServerParts(answer.object)).toEqual(withoutServerParts(plain));
  });
});

/** An object without what is another one each time that it is made. */
function withoutServerParts({ metadata, ...rest }: KubeObject): JsonObject {
  const { uid: _uid, creationTimestamp: _time, managedFields: _fields, ...own } = metadata;
  return { ...(rest as JsonObject), metadata: own as JsonObject };
}
