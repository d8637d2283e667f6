import type { SchemaProps } from '../schema/schema-props.ts';
import { text } from './root.ts';

/** core/v1 ObjectReference. */
export const objectReference: SchemaProps = {
  type: 'object',
  description: 'Names an object, or a part of one.',
  properties: {
    apiVersion: text('API version of the object.'),
    fieldPath: text('The part of the object that is meant, such as spec.containers{name}.'),
    kind: text('Kind of the object.'),
    name: text('Name of the object.'),
    namespace: text('Namespace of the object.'),
    resourceVersion: text('The state of the object that is meant.'),
    uid: text('UID of the object.'),
  },
  'x-kubernetes-map-type': 'atomic',
};

/** core/v1 LocalObjectReference. */
export const localObjectReference: SchemaProps = {
  type: 'object',
  description: 'Names an object of the same namespace.',
  properties: { name: text('Name of the object.') },
  'x-kubernetes-map-type': 'atomic',
};
