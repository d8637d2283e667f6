import { builtInSchema } from '../built-in-schemas/built-in-schemas.ts';
import type { ServedResource } from '../registry/served-resource.ts';

const common = {
  shortNames: [],
  categories: [],
  namespaced: true,
  verbs: ['create', 'delete', 'deletecollection', 'get', 'list', 'patch', 'update', 'watch'],
  statusSubresource: false,
  scaleSubresource: false,
  printerColumns: [],
  selectableFields: [],
};

/** A custom resource with a status. */
export const kongTarget: ServedResource = {
  ...common,
  group: 'configuration.konghq.com',
  version: 'v1alpha1',
  kind: 'KongTarget',
  listKind: 'KongTargetList',
  plural: 'kongtargets',
  singular: 'kongtarget',
  statusSubresource: true,
  builtIn: false,
  schema: {
    type: 'object',
    description: 'An address that an upstream sends to.',
    required: ['spec'],
    properties: {
      apiVersion: { type: 'string' },
      kind: { type: 'string' },
      metadata: { type: 'object' },
      spec: {
        type: 'object',
        required: ['target'],
        properties: {
          target: { type: 'string' },
          weight: { type: 'integer', default: 100, minimum: 0, maximum: 65535 },
          note: { type: 'string', nullable: true },
          port: { 'x-kubernetes-int-or-string': true, anyOf: [{ type: 'integer' }, { type: 'string' }] },
          extra: {
            type: 'object',
            properties: { known: { type: 'string' } },
            'x-kubernetes-preserve-unknown-fields': true,
          },
        },
      },
    },
  },
};

/** A built-in kind in a namespace. */
export const secret: ServedResource = {
  ...common,
  group: '',
  version: 'v1',
  kind: 'Secret',
  listKind: 'SecretList',
  plural: 'secrets',
  singular: 'secret',
  builtIn: true,
  schema: builtInSchema('', 'v1', 'Secret'),
};

/** A built-in kind in no namespace. */
export const customResourceDefinition: ServedResource = {
  ...common,
  group: 'apiextensions.k8s.io',
  version: 'v1',
  kind: 'CustomResourceDefinition',
  listKind: 'CustomResourceDefinitionList',
  plural: 'customresourcedefinitions',
  singular: 'customresourcedefinition',
  namespaced: false,
  statusSubresource: true,
  builtIn: true,
  schema: builtInSchema('apiextensions.k8s.io', 'v1', 'CustomResourceDefinition'),
};
