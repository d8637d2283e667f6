import { describe, expect, it } from 'vitest';
import type { ServedResource } from '../registry/served-resource.ts';
import { openApiDocument, openApiIndex } from './openapi-v3.ts';
import { customResourceDefinition, kongTarget, secret } from './served-resources.fixture.ts';

type Json = Record<string, unknown>;

/** The value at a path of keys in a document of a resource. */
function at(resource: ServedResource, ...keys: string[]): unknown {
  let value: unknown = JSON.parse(openApiDocument([resource], 'v1.35.0').body);
  for (const key of keys) value = (value as Json)[key];
  return value;
}

const target = '/apis/configuration.konghq.com/v1alpha1/namespaces/{namespace}/kongtargets/{name}';

describe('OpenAPI v3 documents', () => {
  it('are found by group and version, under a hash of their content', () => {
    const [targets, secrets] = [
      openApiDocument([kongTarget], 'v1.35.0'),
      openApiDocument([secret], 'v1.35.0'),
    ];
    expect(openApiIndex([targets, secrets])).toEqual({
      paths: {
        'apis/configuration.konghq.com/v1alpha1': {
          serverRelativeURL: `/openapi/v3/apis/configuration.konghq.com/v1alpha1?hash=${targets.hash}`,
        },
        'api/v1': { serverRelativeURL: `/openapi/v3/api/v1?hash=${secrets.hash}` },
      },
    });
    expect(openApiDocument([kongTarget], 'v1.35.0').hash).toBe(targets.hash);
    expect(openApiDocument([{ ...kongTarget, statusSubresource: false }], 'v1.35.0').hash).not.toBe(
      targets.hash,
    );
  });

  it('tell kubectl the kind, the parameters and the patches of a custom resource', () => {
    const patch = at(kongTarget, 'paths', target, 'patch') as Json;
    expect(patch['x-kubernetes-group-version-kind']).toEqual({
      group: 'configuration.konghq.com',
      kind: 'KongTarget',
      version: 'v1alpha1',
    });
    expect(patch['x-kubernetes-action']).toBe('patch');
    const names = (patch['parameters'] as Json[]).map(({ name }) => name);
    expect(names).toEqual(['dryRun', 'fieldManager', 'fieldValidation', 'force']);
    expect(Object.keys((patch['requestBody'] as { content: Json }).content)).toEqual([
      'application/apply-patch+yaml',
      'application/json-patch+json',
      'application/merge-patch+json',
    ]);
  });

  it('offer strategic merge patches for built-in kinds alone', () => {
    const path = '/api/v1/namespaces/{namespace}/secrets/{name}';
    const content = at(secret, 'paths', path, 'patch', 'requestBody', 'content') as Json;
    expect(Object.keys(content)).toContain('application/strategic-merge-patch+json');
  });

  it.each([
    [
      kongTarget,
      [
        target.replace('/{name}', ''),
        target,
        `${target}/status`,
        '/apis/configuration.konghq.com/v1alpha1/kongtargets',
      ],
    ],
    [
      customResourceDefinition,
      [
        '/apis/apiextensions.k8s.io/v1/customresourcedefinitions',
        '/apis/apiextensions.k8s.io/v1/customresourcedefinitions/{name}',
        '/apis/apiextensions.k8s.io/v1/customresourcedefinitions/{name}/status',
      ],
    ],
  ])('have the paths of a resource', (resource, paths) => {
    expect(Object.keys(at(resource, 'paths') as Json).sort()).toEqual(paths.sort());
  });

  it('leave out what a resource cannot do', () => {
    const path = at({ ...kongTarget, verbs: ['get', 'list'] }, 'paths', target) as Json;
    expect(Object.keys(path)).toEqual(['get', 'parameters']);
  });

  it('give each operation an id of its own', () => {
    const paths = Object.values(at(kongTarget, 'paths') as Record<string, Json>);
    const ids = paths.flatMap((path) =>
      Object.values(path).flatMap((operation) => (operation as Json)['operationId'] ?? []),
    );
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids).toContain('patchConfigurationKonghqComV1alpha1NamespacedKongTarget');
    expect(ids).toContain('patchConfigurationKonghqComV1alpha1NamespacedKongTargetStatus');
    expect(ids).toContain('listConfigurationKonghqComV1alpha1KongTargetForAllNamespaces');
  });

  it('name schemas as kube-apiserver does', () => {
    expect(Object.keys(at(kongTarget, 'components', 'schemas') as Json)).toEqual([
      'com.konghq.configuration.v1alpha1.KongTarget',
      'com.konghq.configuration.v1alpha1.KongTargetList',
      'io.k8s.apimachinery.pkg.apis.meta.v1.DeleteOptions',
      'io.k8s.apimachinery.pkg.apis.meta.v1.ListMeta',
      'io.k8s.apimachinery.pkg.apis.meta.v1.ManagedFieldsEntry',
      'io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta',
      'io.k8s.apimachinery.pkg.apis.meta.v1.OwnerReference',
      'io.k8s.apimachinery.pkg.apis.meta.v1.Patch',
      'io.k8s.apimachinery.pkg.apis.meta.v1.Preconditions',
      'io.k8s.apimachinery.pkg.apis.meta.v1.Status',
      'io.k8s.apimachinery.pkg.apis.meta.v1.StatusCause',
      'io.k8s.apimachinery.pkg.apis.meta.v1.StatusDetails',
    ]);
    expect(at(secret, 'components', 'schemas')).toHaveProperty(['io.k8s.api.core.v1.Secret']);
    expect(at(customResourceDefinition, 'components', 'schemas')).toHaveProperty([
      'io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1.CustomResourceDefinitionSpec',
    ]);
  });

  it('describe a custom kind with its metadata, and how lists merge', () => {
    const schemas = at(kongTarget, 'components', 'schemas') as Record<
      string,
      { properties: Record<string, Json> }
    >;
    const kind = schemas['com.konghq.configuration.v1alpha1.KongTarget'];
    expect(kind?.properties['metadata']).toMatchObject({
      allOf: [{ $ref: '#/components/schemas/io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta' }],
    });
    expect(kind).toMatchObject({
      description: 'An address that an upstream sends to.',
      required: ['spec'],
      'x-kubernetes-group-version-kind': [
        { group: 'configuration.konghq.com', kind: 'KongTarget', version: 'v1alpha1' },
      ],
    });
    const meta = schemas['io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta'];
    expect(meta?.properties['ownerReferences']).toMatchObject({
      'x-kubernetes-patch-strategy': 'merge',
      'x-kubernetes-patch-merge-key': 'uid',
    });
  });

  it.each([kongTarget, secret, customResourceDefinition, { ...kongTarget, scaleSubresource: true }])(
    'refer to nothing that is not there',
    (resource) => {
      const { body } = openApiDocument([resource], 'v1.35.0');
      const names = new Set(Object.keys(at(resource, 'components', 'schemas') as Json));
      const used = [...body.matchAll(/"#\/components\/schemas\/([^"]+)"/g)].map((match) => match[1]);
      expect(used.length).toBeGreaterThan(0);
      expect(used.filter((name) => !names.has(name ?? ''))).toEqual([]);
    },
  );
});
