import type { SchemaProps } from '../schema/schema-props.ts';

/** `metadata.managedFields[]` (meta/v1 ManagedFieldsEntry). */
export const managedFieldsEntry: SchemaProps = {
  type: 'object',
  description: 'What one manager owns of the object, and how it came to own it.',
  properties: {
    apiVersion: { type: 'string', description: 'The version of the object that the fields are named in.' },
    fieldsType: { type: 'string', description: 'The form of the set of fields. There is one: FieldsV1.' },
    fieldsV1: {
      type: 'object',
      description:
        'The set of fields as a tree: "f:<name>" is a field, "k:<keys>" a list item by its keys, "v:<value>" an item of a set, "i:<index>" a position, and "." the place itself.',
      'x-kubernetes-preserve-unknown-fields': true,
    },
    manager: { type: 'string', description: 'The name of who manages the fields.' },
    operation: { type: 'string', description: 'How the fields came to be managed: Apply or Update.' },
    subresource: {
      type: 'string',
      description: 'The subresource that the fields were written through, if any.',
    },
    time: {
      type: 'string',
      format: 'date-time',
      description: 'When the manager last changed what it owns or one of the values.',
    },
  },
};

/** `metadata.ownerReferences[]` (meta/v1 OwnerReference). */
export const ownerReference: SchemaProps = {
  type: 'object',
  description: 'An object that owns this one: of the same namespace, or of none.',
  required: ['apiVersion', 'kind', 'name', 'uid'],
  properties: {
    apiVersion: { type: 'string', description: 'API version of the owner.' },
    blockOwnerDeletion: {
      type: 'boolean',
      description: 'With foreground deletion the owner stays until this object is gone.',
    },
    controller: {
      type: 'boolean',
      description: 'Whether this is the owner that manages the object. At most one is.',
    },
    kind: { type: 'string', description: 'Kind of the owner.' },
    name: { type: 'string', description: 'Name of the owner.' },
    uid: { type: 'string', description: 'UID of the owner.' },
  },
  'x-kubernetes-map-type': 'atomic',
};

/** `metadata` of every object (meta/v1 ObjectMeta). */
export const objectMeta: SchemaProps = {
  type: 'object',
  description: 'What every stored object has: its names, its identity, its labels, its life cycle.',
  properties: {
    annotations: {
      type: 'object',
      description: 'Notes by tools and people, of any content. They can not be selected by.',
      additionalProperties: { type: 'string' },
    },
    creationTimestamp: {
      type: 'string',
      format: 'date-time',
      description: 'When the server created the object. Set by the server.',
    },
    deletionGracePeriodSeconds: {
      type: 'integer',
      format: 'int64',
      description:
        'Seconds that the object has to end by itself once its deletion is asked for. Set by the server.',
    },
    deletionTimestamp: {
      type: 'string',
      format: 'date-time',
      description:
        'From when on the object is to be gone. It goes when no finalizer is left. Set by the server.',
    },
    finalizers: {
      type: 'array',
      description:
        'Who has to clean up before the object may go. Each one removes its own entry when it is done.',
      items: { type: 'string' },
      'x-kubernetes-list-type': 'set',
      'x-kubernetes-patch-strategy': 'merge',
    },
    generateName: {
      type: 'string',
      description:
        'Beginning of a name that the server completes, for objects that are created without a name.',
    },
    generation: {
      type: 'integer',
      format: 'int64',
      description: 'Counts the changes of what is desired. Set by the server.',
    },
    labels: {
      type: 'object',
      description: 'Names and values by which objects are grouped and selected.',
      additionalProperties: { type: 'string' },
    },
    managedFields: {
      type: 'array',
      description: 'Who manages which fields. Kept by the server, for its own and for server-side apply.',
      items: managedFieldsEntry,
      'x-kubernetes-list-type': 'atomic',
    },
    name: {
      type: 'string',
      description: 'Unique among the objects of the kind in the namespace. It never changes.',
    },
    namespace: { type: 'string', description: 'The namespace that the object lives in. It never changes.' },
    ownerReferences: {
      type: 'array',
      description: 'The objects that own this one. When all of them are gone, it is collected.',
      items: ownerReference,
      'x-kubernetes-list-type': 'map',
      'x-kubernetes-list-map-keys': ['uid'],
      'x-kubernetes-patch-strategy': 'merge',
      'x-kubernetes-patch-merge-key': 'uid',
    },
    resourceVersion: {
      type: 'string',
      description:
        'Names the state of the object. Sent back with a write, it makes sure that nothing came between.',
    },
    selfLink: { type: 'string', description: 'No longer set.' },
    uid: { type: 'string', description: 'Unique in time and space. Set by the server.' },
  },
};
