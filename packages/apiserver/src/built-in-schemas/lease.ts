import type { SchemaProps } from '../schema/schema-props.ts';
import { builtInRoot, text } from './root.ts';

/** coordination.k8s.io/v1 LeaseSpec. */
export const leaseSpec: SchemaProps = {
  type: 'object',
  description: 'Who holds the lease, and until when.',
  properties: {
    acquireTime: { type: 'string', format: 'date-time', description: 'When the holder got the lease.' },
    holderIdentity: text('Who holds the lease. Empty when nobody does.'),
    leaseDurationSeconds: {
      type: 'integer',
      format: 'int32',
      description: 'Seconds after the last renewal from which on others may take the lease.',
    },
    leaseTransitions: {
      type: 'integer',
      format: 'int32',
      description: 'How often the lease has changed hands.',
    },
    preferredHolder: text('Who should hold the lease, by the strategy.'),
    renewTime: {
      type: 'string',
      format: 'date-time',
      description: 'When the holder last renewed the lease.',
    },
    strategy: text('How the holder is picked where holders are coordinated.'),
  },
};

/** coordination.k8s.io/v1 Lease. */
export const leaseSchema = builtInRoot('A lock that ends by itself: programs elect a leader with it.', {
  spec: leaseSpec,
});
