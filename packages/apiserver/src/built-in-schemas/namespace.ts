import type { SchemaProps } from '../schema/schema-props.ts';
import { builtInRoot, text } from './root.ts';

/** core/v1 NamespaceSpec. */
export const namespaceSpec: SchemaProps = {
  type: 'object',
  description: 'What is asked of the namespace.',
  properties: {
    finalizers: {
      type: 'array',
      description: 'Who has to clean up before the namespace may go. The server itself is one: kubernetes.',
      items: { type: 'string' },
      'x-kubernetes-list-type': 'atomic',
    },
  },
};

/** core/v1 NamespaceCondition. */
export const namespaceCondition: SchemaProps = {
  type: 'object',
  description: 'One thing that is to be said about the namespace.',
  required: ['type', 'status'],
  properties: {
    lastTransitionTime: { type: 'string', format: 'date-time', description: 'When the status last changed.' },
    message: text('What happened, for people.'),
    reason: text('What happened, in one word.'),
    status: text('True, False or Unknown.'),
    type: text('What the condition is about.'),
  },
};

/** core/v1 NamespaceStatus. */
export const namespaceStatus: SchemaProps = {
  type: 'object',
  description: 'Where the namespace is in its life.',
  properties: {
    conditions: {
      type: 'array',
      description: 'What keeps the namespace from being removed.',
      items: namespaceCondition,
      'x-kubernetes-list-type': 'map',
      'x-kubernetes-list-map-keys': ['type'],
      'x-kubernetes-patch-strategy': 'merge',
      'x-kubernetes-patch-merge-key': 'type',
    },
    phase: text('Active, or Terminating while the namespace is emptied.'),
  },
};

/** core/v1 Namespace. */
export const namespaceSchema = builtInRoot('A scope for names: objects of a kind are told apart within it.', {
  spec: namespaceSpec,
  status: namespaceStatus,
});
