import { eventually, expectEqual, expectPart, expectStatus } from '../expectations.ts';
import { gadgets } from '../gadget.ts';
import type { Place } from '../place.ts';
import { sources, type Topic } from '../topic.ts';

const swaggerProtobuf = 'application/com.github.proto-openapi.spec.v2@v1.0+protobuf';

interface Schema {
  type?: string;
  description?: string;
  properties?: Record<string, Schema>;
  items?: Schema;
  additionalProperties?: Schema;
  allOf?: { $ref: string }[];
  required?: string[];
  'x-kubernetes-group-version-kind'?: { group: string; version: string; kind: string }[];
  [extension: string]: unknown;
}

interface Document {
  openapi: string;
  paths: Record<string, Record<string, unknown>>;
  components: { schemas: Record<string, Schema> };
}

/** Addresses of the documents by group and version, as `apis/apps/v1`. */
async function index({ client }: Place): Promise<Record<string, { serverRelativeURL: string }>> {
  return expectStatus(await client.get('/openapi/v3'), 200)['paths'] as Record<
    string,
    { serverRelativeURL: string }
  >;
}

async function documentOf(place: Place, part: string): Promise<Document> {
  const url = (await index(place))[part]?.serverRelativeURL ?? '';
  return expectStatus(await place.client.get(url), 200) as unknown as Document;
}

function schemaOf({ components }: Document, kind: string): Schema {
  const found = Object.values(components.schemas).find((schema) =>
    schema['x-kubernetes-group-version-kind']?.some((one) => one.kind === kind),
  );
  if (found === undefined) throw new Error(`The document has no schema of ${kind}.`);
  return found;
}

/** The schema that a field refers to. */
function referred({ components }: Document, field: Schema | undefined): Schema {
  const name = field?.allOf?.[0]?.$ref.split('/').at(-1) ?? '';
  const found = components.schemas[name];
  if (found === undefined) throw new Error(`Nothing is behind the reference ${name}.`);
  return found;
}

export const openApi: Topic = {
  title: 'OpenAPI',
  source: sources.concepts,
  since: '1.27',
  cases: [
    {
      name: 'v3 describes each group by itself, with the schema of its kinds',
      run: async (place) => {
        const document = await documentOf(place, `apis/${place.group}/v1`);
        expectEqual(document.openapi, '3.0.0');
        expectPart(schemaOf(document, 'Widget'), {
          type: 'object',
          'x-kubernetes-group-version-kind': [{ group: place.group, version: 'v1', kind: 'Widget' }],
        });
      },
    },
    {
      name: 'v3 tells how lists merge, which values there are, and what is required',
      run: async (place) => {
        const { properties } = schemaOf(await documentOf(place, `apis/${place.group}/v1`), 'Widget');
        expectPart(properties?.['spec']?.properties, {
          parts: { type: 'array', 'x-kubernetes-list-type': 'map', 'x-kubernetes-list-map-keys': ['name'] },
          tags: { 'x-kubernetes-list-type': 'set' },
          color: { enum: ['red', 'green', 'blue'] },
          size: { type: 'integer', maximum: 100 },
          nested: { required: ['b'] },
          free: { 'x-kubernetes-preserve-unknown-fields': true },
        });
      },
    },
    {
      name: 'v3 has the fields of built-in kinds, and refers to what they have in common',
      run: async (place) => {
        const document = await documentOf(place, 'apis/apps/v1');
        const deployment = schemaOf(document, 'Deployment');
        const spec = referred(document, deployment.properties?.['spec']);
        expectPart(spec, { type: 'object', properties: { replicas: { type: 'integer', format: 'int32' } } });
        expectEqual(spec.required?.toSorted(), ['selector', 'template']);
        const podSpec = referred(
          document,
          referred(document, spec.properties?.['template']).properties?.['spec'],
        );
        expectPart(podSpec.properties?.['containers'], {
          'x-kubernetes-patch-strategy': 'merge',
          'x-kubernetes-patch-merge-key': 'name',
        });
      },
    },
    {
      name: 'v3 says what fields are for, to whom has kubectl explain them',
      run: async (place) => {
        const core = await documentOf(place, 'api/v1');
        const service = schemaOf(core, 'Service');
        const spec = referred(core, service.properties?.['spec']);
        for (const described of [service, service.properties?.['spec'], spec.properties?.['ports']]) {
          expectEqual((described?.description ?? '') === '', false);
        }
      },
    },
    {
      name: 'v3 names paths, with what can be done there',
      run: async (place) => {
        const { paths } = await documentOf(place, `apis/${place.group}/v1`);
        const one = paths[`/apis/${place.group}/v1/namespaces/{namespace}/widgets/{name}`] ?? {};
        for (const method of ['get', 'put', 'patch', 'delete']) expectEqual(method in one, true);
        expectPart(one['patch'], {
          'x-kubernetes-action': 'patch',
          'x-kubernetes-group-version-kind': { group: place.group, version: 'v1', kind: 'Widget' },
        });
        expectEqual(
          Object.keys(paths).some((path) => path.endsWith('/widgets/{name}/status')),
          true,
        );
      },
    },
    {
      name: 'v3 has addresses that can be kept for ever, because they bear a hash',
      run: async (place) => {
        const url = (await index(place))['api/v1']?.serverRelativeURL ?? '';
        expectEqual(/\?hash=\w+$/.test(url), true);
        const { headers, status } = await place.client.get(url);
        expectEqual([status, String(headers['cache-control']).includes('immutable')], [200, true]);
        const old = await place.client.get('/openapi/v3/api/v1?hash=0123456789ABCDEF');
        expectEqual([old.status, String(old.headers['location']).endsWith(url)], [301, true]);
        const again = await place.client.get(url, { 'if-none-match': String(headers['etag']) });
        expectEqual(again.status, 304);
      },
    },
    {
      name: 'v3 has nothing under groups that there are not',
      run: async ({ client }) => {
        expectEqual((await client.get('/openapi/v3/apis/none.example.com/v1')).status, 404);
      },
    },
    {
      name: 'v3 shows a CRD as it is now, under a new address, and nothing of one that is gone',
      run: async (place) => {
        const { group, crdPath } = await gadgets(place, { type: 'object' });
        const part = `apis/${group}/v1`;
        await eventually(async () => part in (await index(place)));
        const before = (await index(place))[part]?.serverRelativeURL;
        const added = {
          op: 'add',
          path: '/spec/versions/0/schema/openAPIV3Schema/properties/spec/properties',
          value: { fresh: { type: 'string', description: 'It is new.' } },
        };
        expectStatus(await place.client.patch(crdPath, [added], 'json'), 200);
        await eventually(async () => (await index(place))[part]?.serverRelativeURL !== before);
        expectPart(schemaOf(await documentOf(place, part), 'Gadget').properties?.['spec']?.properties, {
          fresh: { type: 'string', description: 'It is new.' },
        });
        expectStatus(await place.client.delete(crdPath), 200);
        await eventually(async () => !(part in (await index(place))));
      },
    },
    {
      name: 'v2 describes everything, as JSON and as protobuf',
      run: async ({ client, group }) => {
        const json = expectStatus(await client.get('/openapi/v2'), 200);
        expectPart(json, { swagger: '2.0' });
        expectEqual(
          Object.keys(json['paths'] as object).some((path) => path.startsWith(`/apis/${group}/`)),
          true,
        );
        const protobuf = await client.get('/openapi/v2', { accept: swaggerProtobuf });
        expectEqual(protobuf.status, 200);
        expectEqual(protobuf.text.includes('2.0') && protobuf.text.includes(`/apis/${group}/v1`), true);
      },
    },
    {
      name: 'v2 has an ETag, and nothing new for whom has it already',
      run: async ({ client }) => {
        const { headers } = await client.get('/openapi/v2');
        const again = await client.get('/openapi/v2', { 'if-none-match': String(headers['etag']) });
        expectEqual([again.status, again.text], [304, '']);
      },
    },
    {
      name: 'v2 refers to no schema that it lacks',
      run: async ({ client }) => {
        const { text, object } = await client.get('/openapi/v2');
        const definitions = object['definitions'] as Record<string, Schema>;
        const names = [...text.matchAll(/"\$ref":"#\/definitions\/([^"]+)"/g)].map(([, name = '']) => name);
        expectEqual(
          [...new Set(names)].filter((name) => !(name in definitions)),
          [],
        );
      },
    },
  ],
};
