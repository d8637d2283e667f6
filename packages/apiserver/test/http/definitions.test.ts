import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createKongTargetCrd, kongTarget, readCrd, TARGETS } from '../server/kong-target.ts';
import type { KubeClient } from '../server/kube-client.ts';
import { startTestServer, type TestServer } from '../server/test-server.ts';

const CRDS = '/apis/apiextensions.k8s.io/v1/customresourcedefinitions';
const TARGET_CRD = `${CRDS}/kongtargets.configuration.konghq.com`;

let server: TestServer;
let client: KubeClient;
beforeEach(async () => {
  server = await startTestServer();
  client = server.client;
});
afterEach(() => server.close());

/** A small CRD of two versions. */
function widgets(names: object = {}, more: object = {}): object {
  const version = (name: string, storage: boolean, fields: object) => ({
    name,
    served: true,
    storage,
    schema: {
      openAPIV3Schema: { type: 'object', properties: { spec: { type: 'object', properties: fields } } },
    },
  });
  const text = { type: 'string' };
  const own = { plural: 'widgets', kind: 'Widget', shortNames: ['wd'], ...names };
  return {
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    metadata: { name: `${own.plural}.example.com` },
    spec: {
      group: 'example.com',
      scope: 'Cluster',
      names: own,
      versions: [
        { ...version('v1alpha1', false, { size: text, old: text }), deprecated: true },
        version('v1', true, { size: text, color: { type: 'string', default: 'red' } }),
      ],
      ...more,
    },
  };
}

const WIDGETS = '/apis/example.com/v1/widgets';
const widget = (name: string, spec: object, version = 'v1') => ({
  apiVersion: `example.com/${version}`,
  kind: 'Widget',
  metadata: { name },
  spec,
});

describe('a CRD', () => {
  it('is established when its creation is answered, with its names completed', async () => {
    const { status, object } = await client.create(CRDS, widgets());
    expect(status).toBe(201);
    expect(object).toMatchObject({
      spec: { names: { singular: 'widget', listKind: 'WidgetList' }, conversion: { strategy: 'None' } },
      status: {
        acceptedNames: { plural: 'widgets', kind: 'Widget' },
        storedVersions: ['v1'],
        conditions: [
          { type: 'NamesAccepted', status: 'True' },
          { type: 'Established', status: 'True' },
        ],
      },
    });
    expect((await client.create(WIDGETS, widget('a', { size: 'l' }))).status).toBe(201);
  });

  it('converts between its versions, and warns of the deprecated one', async () => {
    await client.create(CRDS, widgets());
    const old = WIDGETS.replace('/v1/', '/v1alpha1/');
    const created = await client.create(old, widget('a', { size: 'l', old: 'x' }, 'v1alpha1'));
    expect(created.headers['warning']).toContain('example.com/v1alpha1 Widget is deprecated');
    const stored = await client.get(`${WIDGETS}/a`);
    expect(stored.object).toMatchObject({ apiVersion: 'example.com/v1', spec: { size: 'l', color: 'red' } });
    expect(stored.object['spec']).not.toHaveProperty('old');
    const { object } = await client.get(`${old}/a`);
    expect(object).toMatchObject({ apiVersion: 'example.com/v1alpha1', spec: { size: 'l' } });
    expect(object['spec']).not.toHaveProperty('color');
    const list = await client.get(old);
    expect(list.list.items[0]?.apiVersion).toBe('example.com/v1alpha1');
  });

  it('that changes takes effect at once, also for objects that are stored', async () => {
    await client.create(CRDS, widgets());
    await client.create(WIDGETS, widget('a', { size: 'l' }));
    const path = '/spec/versions/1/schema/openAPIV3Schema/properties/spec/properties';
    const patch = [
      { op: 'add', path: `${path}/shape`, value: { type: 'string', default: 'round' } },
      { op: 'remove', path: `${path}/color` },
    ];
    const changed = await client.patch(`${CRDS}/widgets.example.com`, patch, 'json');
    expect(changed.object.metadata.generation).toBe(2);
    expect((await client.get(`${WIDGETS}/a`)).object['spec']).toEqual({ size: 'l', shape: 'round' });
    await client.create(WIDGETS, widget('b', { shape: 'square' }));
    expect((await client.get(`${WIDGETS}/b`)).object['spec']).toEqual({ shape: 'square' });
  });

  it('is there again after a restart, with its objects', async () => {
    await createKongTargetCrd(client);
    await client.create(TARGETS, kongTarget('a'));
    await server.restart();
    expect((await client.get(`${TARGETS}/a`)).status).toBe(200);
    expect((await client.create(TARGETS, kongTarget('b'))).status).toBe(201);
  });

  it('that is deleted takes its objects along, and waits for those with finalizers', async () => {
    await createKongTargetCrd(client);
    await client.create(TARGETS, kongTarget('a'));
    await client.create(TARGETS, kongTarget('held', { metadata: { finalizers: ['example.com/a'] } }));
    const watch = await client.watch(`${CRDS}?watch=1`);
    await watch.take(1);
    const { object } = await client.delete(TARGET_CRD);
    expect(object.metadata.finalizers).toEqual(['customresourcecleanup.apiextensions.k8s.io']);
    expect(await watch.take(1)).toEqual(['MODIFIED kongtargets.configuration.konghq.com']);
    const late = await client.create(TARGETS, kongTarget('late'));
    expect(late.status).toBe(405);
    expect(late.failure.message).toBe('create not allowed while custom resource definition is terminating');

    await expect.poll(async () => (await client.get(`${TARGETS}/a`)).status).toBe(404);
    expect((await client.get(TARGET_CRD)).status).toBe(200);
    await client.patch(`${TARGETS}/held`, { metadata: { finalizers: null } });
    expect(await watch.take(1)).toEqual(['DELETED kongtargets.configuration.konghq.com']);
    expect((await client.get(TARGETS)).status).toBe(404);
    watch.close();

    await createKongTargetCrd(client);
    expect((await client.get(TARGETS)).list.items).toEqual([]);
  });

  it('whose names are taken is not served until they are free', async () => {
    await client.create(CRDS, widgets());
    const rival = widgets({ plural: 'rivals', kind: 'Rival', shortNames: ['wd'] });
    const { object } = await client.create(CRDS, rival);
    expect(object['status']).toMatchObject({
      conditions: [
        {
          type: 'NamesAccepted',
          status: 'False',
          reason: 'ShortNamesConflict',
          message: '"wd" is already in use',
        },
        { type: 'Established', status: 'False' },
      ],
    });
    expect((await client.get('/apis/example.com/v1/rivals')).status).toBe(404);
    await client.delete(`${CRDS}/widgets.example.com`);
    await expect.poll(async () => (await client.get('/apis/example.com/v1/rivals')).status).toBe(200);
  });

  it('that is established keeps the names that it has when it asks for taken ones', async () => {
    await client.create(CRDS, widgets());
    await client.create(CRDS, widgets({ plural: 'rivals', kind: 'Rival', shortNames: ['rv'] }));
    const { object } = await client.patch(`${CRDS}/rivals.example.com`, {
      spec: { names: { shortNames: ['wd'] } },
    });
    expect(object['status']).toMatchObject({
      acceptedNames: { plural: 'rivals', shortNames: ['rv'] },
      conditions: expect.arrayContaining([
        expect.objectContaining({ type: 'NamesAccepted', status: 'False', reason: 'ShortNamesConflict' }),
        expect.objectContaining({ type: 'Established', status: 'True' }),
      ]),
    });
    const shortNames = async () => {
      const { resources } = (await client.get('/apis/example.com/v1')).object as unknown as {
        resources: { name: string; shortNames?: string[] }[];
      };
      return resources.find(({ name }) => name === 'rivals')?.shortNames;
    };
    expect(await shortNames()).toEqual(['rv']);
    await client.delete(`${CRDS}/widgets.example.com`);
    await expect.poll(shortNames).toEqual(['wd']);
  });

  it.each([
    ['another name', { metadata: { name: 'x.example.com' } }, 'metadata.name: Invalid value'],
    ['no group', { spec: { group: undefined } }, 'spec.group: Required value'],
    ['no scope', { spec: { scope: undefined } }, 'spec.scope'],
    ['no versions', { spec: { versions: [] } }, 'spec.versions'],
    [
      'a short name that is none',
      { spec: { names: { plural: 'widgets', kind: 'Widget', shortNames: ['W'] } } },
      'spec.names.shortNames[0]: Invalid value: "W": a DNS-1035 label must consist of',
    ],
    [
      'unknown fields that are kept',
      { spec: { preserveUnknownFields: true } },
      'spec.preserveUnknownFields: Invalid value: true',
    ],
    [
      'no schema',
      { spec: { versions: [{ name: 'v1', served: true, storage: true }] } },
      'spec.versions[0].schema.openAPIV3Schema: Required value: schemas are required',
    ],
    [
      'a schema that is not structural',
      {
        spec: {
          versions: [
            {
              name: 'v1',
              served: true,
              storage: true,
              schema: { openAPIV3Schema: { properties: { a: {} } } },
            },
          ],
        },
      },
      'spec.versions[0].schema.openAPIV3Schema',
    ],
  ])(
    'with %s is refused',
    async (_what, { metadata, spec }: { metadata?: object; spec?: object }, message) => {
      const crd = widgets() as { metadata: object; spec: object };
      const changed = { ...crd, metadata: { ...crd.metadata, ...metadata }, spec: { ...crd.spec, ...spec } };
      const { status, failure } = await client.create(CRDS, changed);
      expect(status).toBe(422);
      expect(failure.message).toContain(message);
    },
  );

  it('in a group of Kubernetes says who has approved it', async () => {
    const crd = (annotations: object) => ({
      ...(widgets({}, { group: 'widgets.k8s.io' }) as { metadata: object }),
      metadata: { name: 'widgets.widgets.k8s.io', annotations },
    });
    const refused = await client.create(CRDS, crd({}));
    expect(refused.failure.message).toContain(
      'metadata.annotations[api-approved.kubernetes.io]: Required value: protected groups must have approval annotation',
    );
    const approval = 'https://github.com/kubernetes/enhancements/pull/1111';
    const { object } = await client.create(CRDS, crd({ 'api-approved.kubernetes.io': approval }));
    expect(object['status']).toMatchObject({
      conditions: expect.arrayContaining([
        expect.objectContaining({
          type: 'KubernetesAPIApprovalPolicyConformant',
          status: 'True',
          reason: 'ApprovedAnnotation',
        }),
      ]),
    });
  });

  it('keeps its scope', async () => {
    await client.create(CRDS, widgets());
    const { status, failure } = await client.patch(`${CRDS}/widgets.example.com`, {
      spec: { scope: 'Namespaced' },
    });
    expect(status).toBe(422);
    expect(failure.message).toContain('spec.scope');
  });

  it.each<[string, object, string]>([
    [
      'a column without a type',
      { additionalPrinterColumns: [{ name: 'a', jsonPath: '.a' }] },
      'spec.versions[0].additionalPrinterColumns[0].type: Required value',
    ],
    [
      'a column of an unknown type',
      { additionalPrinterColumns: [{ name: 'a', jsonPath: '.a', type: 'text' }] },
      'must be one of boolean,date,integer,number,string',
    ],
    [
      'a column of an unknown format',
      { additionalPrinterColumns: [{ name: 'a', jsonPath: '.a', type: 'string', format: 'x' }] },
      'spec.versions[0].additionalPrinterColumns[0].format: Invalid value: "x"',
    ],
    [
      'a column without a path',
      { additionalPrinterColumns: [{ name: 'a', jsonPath: 'a', type: 'string' }] },
      'must be a simple json path starting with .',
    ],
    [
      'a warning for nothing',
      { deprecationWarning: 'old' },
      'spec.versions[0].deprecationWarning: Invalid value: "old": can only be set for deprecated versions',
    ],
    [
      'a scale elsewhere',
      { subresources: { scale: { specReplicasPath: '.status.n', statusReplicasPath: '.status.n' } } },
      'spec.versions[0].subresources.scale.specReplicasPath: Invalid value: ".status.n": should be a json path under .spec',
    ],
    [
      'a selectable field of metadata',
      { selectableFields: [{ jsonPath: '.metadata.name' }] },
      'spec.versions[0].selectableFields[0].jsonPath: Invalid value: ".metadata.name": must not point to fields in metadata',
    ],
    [
      'a selectable field that is not there',
      { selectableFields: [{ jsonPath: '.spec.nothing' }] },
      'does not refer to a valid field',
    ],
    [
      'a selectable field that is no scalar',
      { selectableFields: [{ jsonPath: '.spec' }] },
      'must point to a field of type string, boolean or integer',
    ],
    [
      'a selectable field twice',
      { selectableFields: [{ jsonPath: '.spec.size' }, { jsonPath: '.spec.size' }] },
      'spec.versions[0].selectableFields[1].jsonPath: Duplicate value: ".spec.size"',
    ],
    [
      'too many selectable fields',
      { selectableFields: Array.from({ length: 9 }, () => ({ jsonPath: '.spec.size' })) },
      'spec.versions[0].selectableFields: Too many: 9: must have at most 8 items',
    ],
    ['a name that is none', { name: '1' }, 'spec.versions[0].name: Invalid value: "1"'],
  ])('of a version with %s is refused', async (_what, fields, message) => {
    const spec = { type: 'object', properties: { size: { type: 'string' } } };
    const schema = { openAPIV3Schema: { type: 'object', properties: { spec } } };
    const version = { name: 'v1', served: true, storage: true, schema, ...fields };
    const { status, failure } = await client.create(CRDS, widgets({}, { versions: [version] }));
    expect(status).toBe(422);
    expect(failure.message).toContain(message);
  });

  it('with a list that is none can not be read', async () => {
    const body = widgets({}, { names: { plural: 'widgets', kind: 'Widget', shortNames: 'wd' } });
    const { status, failure } = await client.create(CRDS, body);
    expect([status, failure.reason]).toEqual([400, 'BadRequest']);
    expect(failure.message).toBe(
      'CustomResourceDefinition in version "v1" cannot be handled as a CustomResourceDefinition: ' +
        'spec.names.shortNames: Invalid value: "string": spec.names.shortNames in body must be of type array: "string"',
    );
  });

  it('with two versions of one name is refused', async () => {
    const { spec } = widgets() as { spec: { versions: object[] } };
    const twice = spec.versions.map((version) => ({ ...version, name: 'v1' }));
    const { failure } = await client.create(CRDS, widgets({}, { versions: twice }));
    expect(failure.message).toContain('must contain unique version names');
  });

  it.each([
    'configuration.konghq.com_kongreferencegrants',
    'configuration.konghq.com_kongtargets',
    'configuration.konghq.com_kongupstreams',
    'konnect.konghq.com_konnectapiauthconfigurations',
    'konnect.konghq.com_konnectgatewaycontrolplanes',
  ])('of the contract is taken: %s', async (file) => {
    const { status, text } = await client.create(CRDS, await readCrd(file));
    expect(status, text).toBe(201);
  });
});
