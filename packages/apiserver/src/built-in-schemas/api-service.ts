import type { SchemaProps } from '../schema/schema-props.ts';
import { builtInRoot, text } from './root.ts';

/** apiregistration.k8s.io/v1 APIServiceSpec. */
export const apiServiceSpec: SchemaProps = {
  type: 'object',
  description: 'Which version of which group it is about, and who serves it.',
  required: ['groupPriorityMinimum', 'versionPriority'],
  properties: {
    group: text('The API group; empty for the core group.'),
    groupPriorityMinimum: {
      type: 'integer',
      format: 'int32',
      description: 'Clients prefer groups with a higher one.',
    },
    version: text('The version of the group.'),
    versionPriority: {
      type: 'integer',
      format: 'int32',
      description: 'Clients prefer versions with a higher one.',
    },
  },
};

/** apiregistration.k8s.io/v1 APIServiceStatus. */
export const apiServiceStatus: SchemaProps = {
  type: 'object',
  description: 'Whether it is served.',
  properties: {
    conditions: {
      type: 'array',
      description: 'What is to be said about it: that it is available.',
      'x-kubernetes-list-type': 'map',
      'x-kubernetes-list-map-keys': ['type'],
      'x-kubernetes-patch-strategy': 'merge',
      'x-kubernetes-patch-merge-key': 'type',
      items: {
        type: 'object',
        description: 'One thing that is to be said.',
        required: ['type', 'status'],
        properties: {
          lastTransitionTime: {
            type: 'string',
            format: 'date-time',
            description: 'When the status last changed.',
          },
          message: text('What happened, for people.'),
          reason: text('What happened, in one word.'),
          status: text('True, False or Unknown.'),
          type: text('What the condition is about.'),
        },
      },
    },
  },
};

/** apiregistration.k8s.io/v1 APIService. */
export const apiServiceSchema = builtInRoot('A version of an API group that is served.', {
  spec: apiServiceSpec,
  status: apiServiceStatus,
});
