import { Type } from 'typebox';
import { ageColumn, conditionColumn, defineKind, type ObjectOf } from '../kind.ts';
import { adoptIsDecidedAtCreation, adoptSchema } from '../schema/adopt.ts';
import { rules } from '../schema/cel-rule.ts';
import { coreEntityStatus, parentIds } from '../schema/konnect-status.ts';
import { namespacedRef } from '../schema/name-ref.ts';
import { objectSchema } from '../schema/object-schema.ts';
import { tagsSchema } from '../schema/tags.ts';

const description = 'One backend of a KongUpstream: an address, and its weight among its siblings.';

const schema = objectSchema({
  description,
  spec: Type.Object(
    {
      upstreamRef: namespacedRef('The KongUpstream that the target belongs to. It never changes.'),
      target: Type.String({
        description:
          'Where the traffic goes: an IP address or a host name, with :port where it is not 8000. IPv6 in brackets.',
      }),
      weight: Type.Integer({
        description: "Share of the traffic: weight over the sum of the upstream's weights. 0 takes none.",
        default: 100,
        minimum: 0,
        maximum: 65535,
      }),
      tags: tagsSchema,
      adopt: adoptSchema,
    },
    { description: 'The wanted target.', ...rules(adoptIsDecidedAtCreation) },
  ),
  status: coreEntityStatus({ controlPlaneID: parentIds.controlPlaneID, upstreamID: parentIds.upstreamID }),
  rules: [
    {
      message: 'spec.upstreamRef is immutable',
      rule: 'oldSelf.spec.upstreamRef == self.spec.upstreamRef',
    },
  ],
});

/** A weighted backend of an upstream. */
export type KongTarget = ObjectOf<typeof schema>;

/** The kind of a weighted backend of an upstream. */
export const KongTarget = defineKind({
  group: 'configuration.konghq.com',
  kind: 'KongTarget',
  plural: 'kongtargets',
  singular: 'kongtarget',
  categories: ['kong'],
  description,
  versions: [
    {
      name: 'v1alpha1',
      served: true,
      storage: true,
      printerColumns: [
        { name: 'Upstream', type: 'string', jsonPath: '.spec.upstreamRef.name' },
        { name: 'Target', type: 'string', jsonPath: '.spec.target' },
        conditionColumn('Programmed', 'Programmed'),
        ageColumn,
      ],
      schema,
    },
  ],
});
