import type { SchemaProps } from '../schema/schema-props.ts';
import { builtInRoot, text } from './root.ts';

const names = (description: string): SchemaProps => ({
  type: 'array',
  description,
  items: { type: 'string' },
  'x-kubernetes-list-type': 'atomic',
});

/** apiextensions/v1 CustomResourceDefinitionNames. */
export const crdNames: SchemaProps = {
  type: 'object',
  description: 'How the resource and its kind are called.',
  required: ['plural', 'kind'],
  properties: {
    categories: names('Groups of resources that it is shown with, such as all.'),
    kind: text('The kind, in CamelCase and singular.'),
    listKind: text('The kind of its lists. The kind followed by List unless given.'),
    plural: text('The resource in paths: lower case and plural.'),
    shortNames: names('Short names for the command line.'),
    singular: text('The singular, in lower case. The kind in lower case unless given.'),
  },
};

/** apiextensions/v1 CustomResourceColumnDefinition. */
export const crdColumn: SchemaProps = {
  type: 'object',
  description: 'A column that kubectl get shows.',
  required: ['name', 'type', 'jsonPath'],
  properties: {
    description: text('What the column shows.'),
    format: text('How the value is written, such as name for the first column.'),
    jsonPath: text('Where the value is found in the object.'),
    name: text('The title.'),
    priority: {
      type: 'integer',
      format: 'int32',
      description: 'Columns above 0 are shown in wide output only.',
    },
    type: text('string, integer, number, boolean or date.'),
  },
};

/** apiextensions/v1 CustomResourceValidation. */
export const crdValidation: SchemaProps = {
  type: 'object',
  description: 'What the objects have to look like.',
  properties: {
    openAPIV3Schema: {
      type: 'object',
      description: 'A structural OpenAPI v3 schema: it types, prunes, defaults and validates the objects.',
      'x-kubernetes-preserve-unknown-fields': true,
    },
  },
};

/** apiextensions/v1 CustomResourceSubresources. */
export const crdSubresources: SchemaProps = {
  type: 'object',
  description: 'Parts of the objects that have paths of their own.',
  properties: {
    scale: {
      type: 'object',
      description: 'Makes the objects scalable.',
      required: ['specReplicasPath', 'statusReplicasPath'],
      properties: {
        labelSelectorPath: text('Where the selector of the replicas is found in status or spec.'),
        specReplicasPath: text('Where the wanted number of replicas is found in spec.'),
        statusReplicasPath: text('Where the number of replicas is found in status.'),
      },
    },
    status: {
      type: 'object',
      description: 'Splits status from the rest: each has its own path, and neither can change the other.',
      'x-kubernetes-preserve-unknown-fields': true,
    },
  },
};

/** apiextensions/v1 CustomResourceDefinitionVersion. */
export const crdVersion: SchemaProps = {
  type: 'object',
  description: 'A version of the resource.',
  required: ['name', 'served', 'storage'],
  properties: {
    additionalPrinterColumns: {
      type: 'array',
      description: 'Columns that kubectl get shows. The age alone unless given.',
      items: crdColumn,
      'x-kubernetes-list-type': 'atomic',
    },
    deprecated: { type: 'boolean', description: 'Whether clients are warned when they use the version.' },
    deprecationWarning: text('The warning, when the usual one will not do.'),
    name: text('The version in paths, such as v1 or v1beta1.'),
    schema: crdValidation,
    selectableFields: {
      type: 'array',
      description: 'Fields that field selectors know beside name and namespace.',
      items: {
        type: 'object',
        required: ['jsonPath'],
        properties: { jsonPath: text('Where the field is found in the object.') },
      },
      'x-kubernetes-list-type': 'atomic',
    },
    served: { type: 'boolean', description: 'Whether the version can be used.' },
    storage: { type: 'boolean', description: 'Whether objects are stored in this version. One version is.' },
    subresources: crdSubresources,
  },
};

/** apiextensions/v1 CustomResourceConversion. */
export const crdConversion: SchemaProps = {
  type: 'object',
  description: 'How objects get from one version to another.',
  required: ['strategy'],
  properties: {
    strategy: text('None, which only changes apiVersion, or Webhook, which asks a server.'),
    webhook: {
      type: 'object',
      description: 'The server to ask.',
      required: ['conversionReviewVersions'],
      properties: {
        clientConfig: {
          type: 'object',
          description: 'How the server is reached.',
          properties: {
            caBundle: {
              type: 'string',
              format: 'byte',
              description: 'Certificates that the server is checked with.',
            },
            service: {
              type: 'object',
              description: 'A service of the cluster.',
              required: ['namespace', 'name'],
              properties: {
                name: text('Name of the service.'),
                namespace: text('Namespace of the service.'),
                path: text('Path of the request.'),
                port: {
                  type: 'integer',
                  format: 'int32',
                  description: 'Port of the service. 443 unless given.',
                },
              },
            },
            url: text('An https URL, where it is no service of the cluster.'),
          },
        },
        conversionReviewVersions: names('Versions of ConversionReview that the server knows, best first.'),
      },
    },
  },
};

/** apiextensions/v1 CustomResourceDefinitionSpec. */
export const crdSpec: SchemaProps = {
  type: 'object',
  description: 'The resource that is defined.',
  required: ['group', 'names', 'scope', 'versions'],
  properties: {
    conversion: crdConversion,
    group: text('The API group of the resource.'),
    names: crdNames,
    preserveUnknownFields: { type: 'boolean', description: 'False. Fields without a schema are not kept.' },
    scope: text('Namespaced or Cluster.'),
    versions: {
      type: 'array',
      description: 'All versions that ever existed and may still be stored.',
      items: crdVersion,
      'x-kubernetes-list-type': 'atomic',
    },
  },
};

/** apiextensions/v1 CustomResourceDefinitionCondition. */
export const crdCondition: SchemaProps = {
  type: 'object',
  description: 'One thing that is to be said about the definition.',
  required: ['type', 'status'],
  properties: {
    lastTransitionTime: { type: 'string', format: 'date-time', description: 'When the status last changed.' },
    message: text('What happened, for people.'),
    observedGeneration: {
      type: 'integer',
      format: 'int64',
      description: 'The generation that the condition is about.',
    },
    reason: text('What happened, in one word.'),
    status: text('True, False or Unknown.'),
    type: text('NamesAccepted, Established, Terminating and others.'),
  },
};

/** apiextensions/v1 CustomResourceDefinitionStatus. */
export const crdStatus: SchemaProps = {
  type: 'object',
  description: 'What became of the definition.',
  properties: {
    acceptedNames: crdNames,
    conditions: {
      type: 'array',
      description: 'Whether the names are free, and the resource is served.',
      items: crdCondition,
      'x-kubernetes-list-type': 'map',
      'x-kubernetes-list-map-keys': ['type'],
    },
    observedGeneration: {
      type: 'integer',
      format: 'int64',
      description: 'The generation that the status is about.',
    },
    storedVersions: names('Versions in which objects may be stored.'),
  },
};

/** apiextensions/v1 CustomResourceDefinition. */
export const customResourceDefinitionSchema = builtInRoot(
  'Defines a kind of objects that the server serves like its own.',
  { spec: crdSpec, status: crdStatus },
  ['spec'],
);
