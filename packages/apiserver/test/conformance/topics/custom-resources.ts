import { eventually, expectEqual, expectPart, expectRefusal, expectStatus } from '../expectations.ts';
import { CRDS, gadget, gadgets } from '../gadget.ts';
import type { Place } from '../place.ts';
import { sources, type Topic } from '../topic.ts';
import { widget } from '../widget.ts';

const condition = (object: unknown, type: string): unknown =>
  (object as { status?: { conditions?: { type: string; status: string }[] } }).status?.conditions?.find(
    (one) => one.type === type,
  )?.status;

export const customResources: Topic = {
  title: 'CustomResourceDefinitions',
  source: sources.customResources,
  cases: [
    {
      name: 'are accepted and established, with their names and stored versions',
      run: async ({ client, group }) => {
        const { object } = await client.get(`${CRDS}/widgets.${group}`);
        expectEqual([condition(object, 'NamesAccepted'), condition(object, 'Established')], ['True', 'True']);
        expectPart(object, {
          status: { acceptedNames: { kind: 'Widget', shortNames: ['wg'] }, storedVersions: ['v1'] },
        });
      },
    },
    {
      name: 'drop unknown fields, and keep those of open objects',
      run: async ({ client, widgets, group, fresh }) => {
        const { object } = await client.create(
          widgets,
          widget(group, fresh(), { unheardOf: 1, free: { any: { thing: true } } }),
        );
        expectEqual(object['spec'], { replicas: 1, free: { any: { thing: true } } });
      },
    },
    {
      name: 'fill in defaults, also for nulls of what is not nullable, and deep down',
      run: async ({ client, widgets, group, fresh }) => {
        const { object } = await client.create(
          widgets,
          widget(group, fresh(), { replicas: null, maybe: null, nested: { b: 'y' } }),
        );
        expectEqual(object['spec'], { replicas: 1, maybe: null, nested: { a: 'x', b: 'y' } });
      },
    },
    {
      name: 'are served in each version',
      run: async ({ client, widgets, group, fresh }) => {
        const name = fresh();
        await client.create(widgets, widget(group, name, { size: 3 }));
        const other = await client.get(`${widgets.replace('/v1/', '/v1beta1/')}/${name}`);
        expectPart(expectStatus(other, 200), { apiVersion: `${group}/v1beta1`, spec: { size: 3 } });
      },
    },
    {
      name: 'have a scale that reads and writes the paths they name',
      run: async ({ client, widgets, group, fresh }) => {
        const name = fresh();
        const path = `${widgets}/${name}`;
        await client.create(widgets, widget(group, name, { replicas: 3, size: 50 }));
        await client.patch(`${path}/status`, { status: { replicas: 2, selector: 'a=b' } });
        const scale = expectStatus(await client.get(`${path}/scale`), 200);
        expectPart(scale, {
          apiVersion: 'autoscaling/v1',
          kind: 'Scale',
          spec: { replicas: 3 },
          status: { replicas: 2, selector: 'a=b' },
        });
        expectStatus(await client.update(`${path}/scale`, { ...scale, spec: { replicas: 7 } }), 200);
        expectPart((await client.get(path)).object, { spec: { replicas: 7, size: 50 } });
      },
    },
    {
      name: 'have columns by paths with filters, slices and dots in names',
      run: async (place) => {
        const { path, crdPath, group } = await gadgets(place, {
          type: 'object',
          'x-kubernetes-preserve-unknown-fields': true,
        });
        const column = (name: string, jsonPath: string, type = 'string') => ({ name, type, jsonPath });
        const value = [
          column('Ready', '.spec.conditions[?(@.type=="Ready")].status'),
          column('Last', '.spec.conditions[-1:].type'),
          column('Label', '.metadata.labels.example\\.com/team'),
          column('Whole', '.spec.whole', 'integer'),
          column('None', '.spec.none'),
        ];
        const add = { op: 'add', path: '/spec/versions/0/additionalPrinterColumns', value };
        expectStatus(await place.client.patch(crdPath, [add], 'json'), 200);
        const conditions = [
          { type: 'Ready', status: 'True' },
          { type: 'Synced', status: 'False' },
        ];
        const one = gadget(group, 'a', { conditions, whole: 'none' });
        one.metadata.labels = { 'example.com/team': 'blue' };
        expectStatus(await place.client.create(path, one), 201);
        const accept = 'application/json;as=Table;g=meta.k8s.io;v=v1';
        const cells = async () => {
          const { object } = await place.client.get(`${path}/a`, { accept });
          return (object['rows'] as { cells: unknown[] }[])[0]?.cells;
        };
        await eventually(async () => (await cells())?.length === 6);
        expectEqual((await cells())?.slice(1, 4), ['True', 'Synced', 'blue']);
      },
    },
    {
      name: 'of a name that is taken already are not accepted, until it is free',
      run: async (place) => {
        const { group, crdPath } = await gadgets(place, { type: 'object' });
        const second = (await place.client.get(crdPath)).object;
        const name = `others.${group}`;
        const taken = {
          ...second,
          metadata: { name },
          status: undefined,
          spec: { ...(second['spec'] as object), names: { plural: 'others', kind: 'Gadget' } },
        };
        expectStatus(await place.client.create(CRDS, taken), 201);
        place.cleanUp(`${CRDS}/${name}`);
        const accepted = async (): Promise<unknown> =>
          condition((await place.client.get(`${CRDS}/${name}`)).object, 'NamesAccepted');
        await eventually(async () => (await accepted()) === 'False');
        await place.client.delete(crdPath);
        await eventually(async () => (await accepted()) === 'True');
      },
    },
    {
      name: 'take their objects along when they are deleted',
      run: async (place) => {
        const { path, crdPath, group } = await gadgets(place, { type: 'object' });
        expectStatus(await place.client.create(path, gadget(group, 'a', {})), 201);
        expectStatus(await place.client.delete(crdPath), 200);
        await eventually(async () => (await place.client.get(path)).status === 404);
      },
    },
    {
      name: 'take effect anew when they are changed',
      run: async (place) => {
        const { path, crdPath, group } = await gadgets(place, {
          type: 'object',
          properties: { a: { type: 'integer' } },
        });
        const body = (name: string) => ({
          apiVersion: `${group}/v1`,
          kind: 'Gadget',
          metadata: { name },
          spec: { a: 5 },
        });
        expectStatus(await place.client.create(path, body('a')), 201);
        const operation = {
          op: 'add',
          path: '/spec/versions/0/schema/openAPIV3Schema/properties/spec/properties/a/maximum',
          value: 3,
        };
        expectStatus(await place.client.patch(crdPath, [operation], 'json'), 200);
        await eventually(
          async () => (await place.client.create(`${path}?dryRun=All`, body(place.fresh()))).status === 422,
        );
      },
    },
    ...(
      [
        ['a schema without a type', {}],
        ['a list without items', { type: 'object', properties: { a: { type: 'array' } } }],
        [
          'fields beside additionalProperties',
          { type: 'object', properties: { a: { type: 'string' } }, additionalProperties: { type: 'string' } },
        ],
        [
          'a default that breaks the schema',
          { type: 'object', properties: { a: { type: 'integer', default: 'x' } } },
        ],
        [
          'a list of type map without keys',
          {
            type: 'object',
            properties: { a: { type: 'array', items: { type: 'object' }, 'x-kubernetes-list-type': 'map' } },
          },
        ],
      ] as const
    ).map(([what, spec]) => ({
      name: `are refused with ${what}`,
      run: async (place: Place) => {
        expectEqual((await gadgets(place, spec)).answer, 422);
      },
    })),
    {
      name: 'are refused with a rule that doesn’t compile',
      since: '1.25',
      run: async (place) => {
        const spec = { type: 'object', 'x-kubernetes-validations': [{ rule: 'self.none ==' }] };
        expectEqual((await gadgets(place, spec)).answer, 422);
      },
    },
  ],
};

/** Specs of a Widget that break its schema, with the sentence that says how. */
const broken: [object, string | RegExp][] = [
  [
    { size: 'big' },
    'spec.size: Invalid value: "string": spec.size in body must be of type integer: "string"',
  ],
  [{ size: 101 }, 'spec.size: Invalid value: 101: spec.size in body should be less than or equal to 100'],
  [
    { size: 5, replicas: 1, color: 'pink' },
    'spec.color: Unsupported value: "pink": supported values: "red", "green", "blue"',
  ],
  [
    { title: 'far too long' },
    /spec\.title: (Too long|Invalid value).*(may not be more than|must have at most|may not be longer than|be at most) 10/,
  ],
  [{ title: 'ABC' }, 'spec.title: Invalid value: "ABC": spec.title in body should match \'^[a-z]*$\''],
  [
    { since: 'yesterday' },
    'spec.since: Invalid value: "yesterday": spec.since in body must be of type date-time: "yesterday"',
  ],
  [{ port: true }, 'spec.port'],
  [{ nested: {} }, 'spec.nested.b: Required value'],
  [{ parts: [{ count: 1 }] }, /spec\.parts(\[0\])?\.name: Required value/],
  [{ parts: [{ name: 'a' }, { name: 'a' }] }, 'spec.parts[1]: Duplicate value'],
  [{ tags: ['x', 'x'] }, 'spec.tags[1]: Duplicate value: "x"'],
];

export const validation: Topic = {
  title: 'Validation by schema',
  source: sources.customResources,
  cases: [
    ...broken.map(([spec, words]) => ({
      name: `refuses \`${JSON.stringify(spec)}\``,
      run: async ({ client, widgets, group, fresh }: Place) => {
        expectRefusal(await client.create(widgets, widget(group, fresh(), spec)), 422, 'Invalid', words);
      },
    })),
    {
      name: 'names every field that is wrong, as a cause of its own',
      run: async ({ client, widgets, group, fresh }) => {
        const answer = await client.create(widgets, widget(group, fresh(), { title: 'ABC', color: 'pink' }));
        expectRefusal(answer, 422, 'Invalid');
        const fields = answer.failure.details?.causes?.map(({ field }) => field) ?? [];
        expectEqual(fields.filter((field) => field?.startsWith('spec')).toSorted(), [
          'spec.color',
          'spec.title',
        ]);
      },
    },
    {
      name: 'takes integers and strings where either may be',
      run: async ({ client, widgets, group, fresh }) => {
        expectStatus(await client.create(widgets, widget(group, fresh(), { port: 80 })), 201);
        expectStatus(await client.create(widgets, widget(group, fresh(), { port: 'http' })), 201);
      },
    },
  ],
};
