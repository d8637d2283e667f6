import type { SchemaProps } from '../schema/schema-props.ts';
import { builtInRoot, text } from './root.ts';

/** autoscaling/v1 ScaleSpec. */
export const scaleSpec: SchemaProps = {
  type: 'object',
  description: 'How many there are to be.',
  properties: {
    replicas: { type: 'integer', format: 'int32', description: 'The wanted number of replicas.' },
  },
};

/** autoscaling/v1 ScaleStatus. */
export const scaleStatus: SchemaProps = {
  type: 'object',
  description: 'How many there are.',
  required: ['replicas'],
  properties: {
    replicas: { type: 'integer', format: 'int32', description: 'The number of replicas.' },
    selector: text('The label selector that finds the replicas.'),
  },
};

/** autoscaling/v1 Scale: what the subresource `scale` of any kind shows. */
export const scaleSchema = builtInRoot('The number of replicas of something.', {
  spec: scaleSpec,
  status: scaleStatus,
});
