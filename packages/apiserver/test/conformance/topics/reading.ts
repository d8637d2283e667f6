import { eventually, expectEqual, expectPart, expectRefusal, expectStatus } from '../expectations.ts';
import { sources, type Topic } from '../topic.ts';
import { configMap, widget } from '../widget.ts';

const as = (kind: string): { accept: string } => ({
  accept: `application/json;as=${kind};g=meta.k8s.io;v=v1`,
});
const aggregated = { accept: 'application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList' };

export const contentNegotiation: Topic = {
  title: 'Content negotiation',
  source: sources.concepts,
  cases: [
    {
      name: 'answers JSON, and YAML to whom asks for it',
      run: async ({ client, configMaps, fresh }) => {
        const name = fresh();
        await client.create(configMaps, configMap(name));
        expectEqual((await client.get(`${configMaps}/${name}`)).headers['content-type'], 'application/json');
        const yaml = await client.get(`${configMaps}/${name}`, { accept: 'application/yaml' });
        expectEqual(
          [yaml.headers['content-type'], yaml.text.includes(`name: ${name}`)],
          ['application/yaml', true],
        );
      },
    },
    {
      name: 'shows tables with the columns of a CRD',
      run: async ({ client, widgets, group, fresh }) => {
        const name = fresh();
        await client.create(widgets, widget(group, name, { color: 'blue', size: 3 }));
        const table = expectStatus(await client.get(`${widgets}/${name}`, as('Table')), 200);
        expectPart(table, {
          kind: 'Table',
          apiVersion: 'meta.k8s.io/v1',
          columnDefinitions: [
            { name: 'Name' },
            { name: 'Color' },
            { name: 'Size', priority: 1 },
            { name: 'Age' },
          ],
          rows: [{ cells: [name, 'blue', 3], object: { kind: 'PartialObjectMetadata', metadata: { name } } }],
        });
      },
    },
    {
      name: 'shows metadata alone, of one and of many',
      run: async ({ client, configMaps, fresh }) => {
        const name = fresh();
        await client.create(configMaps, configMap(name, { a: 'b' }));
        const one = expectStatus(await client.get(`${configMaps}/${name}`, as('PartialObjectMetadata')), 200);
        expectPart(one, { kind: 'PartialObjectMetadata', apiVersion: 'meta.k8s.io/v1', metadata: { name } });
        expectEqual(one['data'], undefined);
        const many = expectStatus(await client.get(configMaps, as('PartialObjectMetadataList')), 200);
        expectPart(many, { kind: 'PartialObjectMetadataList', apiVersion: 'meta.k8s.io/v1' });
      },
    },
    {
      name: 'falls back to JSON for a custom resource that is asked for in protobuf first',
      run: async ({ client, widgets }) => {
        const accept = 'application/vnd.kubernetes.protobuf,application/json';
        expectEqual((await client.get(widgets, { accept })).headers['content-type'], 'application/json');
      },
    },
    {
      name: 'refuses what it can’t write with 406, and what it can’t read with 415',
      run: async ({ client, configMaps }) => {
        expectEqual((await client.get(configMaps, { accept: 'text/csv' })).status, 406);
        expectRefusal(
          await client.send('POST', configMaps, 'x', { 'content-type': 'text/csv' }),
          415,
          'UnsupportedMediaType',
        );
      },
    },
    {
      name: 'refuses what it can’t write for discovery and OpenAPI, too, and writes discovery as YAML',
      run: async ({ client, group }) => {
        for (const path of ['/api', '/apis', `/apis/${group}`, `/apis/${group}/v1`, '/openapi/v2']) {
          expectEqual((await client.get(path, { accept: 'text/csv' })).status, 406);
        }
        const yaml = await client.get(`/apis/${group}`, { accept: 'application/yaml' });
        expectEqual([yaml.status, yaml.text.includes(`name: ${group}`)], [200, true]);
      },
    },
    {
      name: 'indents JSON for people who want to read it',
      run: async ({ client, configMaps, fresh }) => {
        const name = fresh();
        await client.create(configMaps, configMap(name));
        const indented = `\n    "name": "${name}",\n`;
        expectEqual((await client.get(`${configMaps}/${name}?pretty=true`)).text.includes(indented), true);
        expectEqual((await client.get(`${configMaps}/${name}?pretty=false`)).text.includes(indented), false);
        const list = await client.get(`${configMaps}?pretty=1`);
        expectEqual(list.text.includes(`"name": "${name}"`) && list.list.items.length > 0, true);
      },
    },
    {
      name: 'reads YAML',
      run: async ({ client, configMaps, fresh }) => {
        const yaml = `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: ${fresh()}}\ndata: {a: "1"}\n`;
        const answer = await client.send('POST', configMaps, yaml, { 'content-type': 'application/yaml' });
        expectPart(expectStatus(answer, 201), { data: { a: '1' } });
      },
    },
    {
      name: 'compresses long answers for whom takes them so',
      run: async ({ client, configMaps, fresh }) => {
        const name = fresh();
        await client.create(configMaps, configMap(name, { a: 'x'.repeat(300_000) }));
        const { headers } = await client.get(`${configMaps}/${name}`, { 'accept-encoding': 'gzip' });
        expectEqual(headers['content-encoding'], 'gzip');
      },
    },
  ],
};

export const discovery: Topic = {
  title: 'Discovery',
  source: sources.concepts,
  cases: [
    {
      name: 'names versions, groups and resources',
      run: async ({ client, group }) => {
        expectPart(expectStatus(await client.get('/api'), 200), { kind: 'APIVersions', versions: ['v1'] });
        expectPart(expectStatus(await client.get(`/apis/${group}`), 200), {
          kind: 'APIGroup',
          name: group,
          preferredVersion: { groupVersion: `${group}/v1`, version: 'v1' },
        });
        const list = expectStatus(await client.get(`/apis/${group}/v1`), 200);
        const resources = list['resources'] as { name: string }[];
        expectPart(resources.find(({ name }) => name === 'widgets') ?? {}, {
          kind: 'Widget',
          namespaced: true,
          singularName: 'widget',
          shortNames: ['wg'],
          categories: ['conformance'],
        });
        expectEqual(resources.map(({ name }) => name).toSorted(), [
          'widgets',
          'widgets/scale',
          'widgets/status',
        ]);
      },
    },
    {
      name: 'comes in one piece for those who ask for it so',
      since: '1.27',
      run: async ({ client, group }) => {
        const found = expectStatus(await client.get('/apis', aggregated), 200);
        expectPart(found, { kind: 'APIGroupDiscoveryList', apiVersion: 'apidiscovery.k8s.io/v2' });
        const items = found['items'] as { metadata: { name: string }; versions: { version: string }[] }[];
        const own = items.find(({ metadata }) => metadata.name === group);
        expectEqual(
          own?.versions.map(({ version }) => version),
          ['v1', 'v1beta1'],
        );
      },
    },
    {
      name: 'has an ETag, and nothing new for whom has it already',
      since: '1.27',
      run: async ({ client }) => {
        // What is served may change in between, because of others.
        await eventually(async () => {
          const { headers } = await client.get('/apis', aggregated);
          const known = { ...aggregated, 'if-none-match': String(headers['etag']) };
          return (await client.get('/apis', known)).status === 304;
        });
      },
    },
    {
      name: 'doesn’t know what isn’t there, and neither do the paths of it',
      run: async ({ client, namespace }) => {
        expectEqual((await client.get('/apis/none.example.com/v1')).status, 404);
        expectEqual(
          (await client.get(`/apis/none.example.com/v1/namespaces/${namespace}/things`)).status,
          404,
        );
        expectEqual((await client.get('/api/v1/things')).status, 404);
      },
    },
    {
      name: 'tells health and version',
      run: async ({ client }) => {
        for (const path of ['/healthz', '/livez', '/readyz'])
          expectEqual((await client.get(path)).text, 'ok');
        expectEqual((await client.get('/readyz?verbose')).text.includes('[+]ping ok'), true);
        const { gitVersion } = expectStatus(await client.get('/version'), 200) as unknown as {
          gitVersion: string;
        };
        expectEqual(/^v1\.\d+\.\d+/.test(gitVersion), true);
      },
    },
  ],
};
