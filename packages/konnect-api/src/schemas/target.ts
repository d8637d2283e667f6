import Type, { type Static } from 'typebox';
import { EntityReference, Tags, Uuid } from './entity-fields.ts';

/** Fields that the API fills in where a client leaves them out. */
const defaulted = {
  failover: Type.Boolean({ default: false }),
  weight: Type.Integer({ minimum: 0, maximum: 65535, default: 100 }),
};

/**
 * A target as the API answers it: the address with its port, times in Unix seconds with a fraction. A target of
 * weight 0 takes no traffic.
 */
export const Target = Type.Object(
  {
    id: Uuid,
    target: Type.String({ minLength: 1 }),
    upstream: EntityReference,
    ...defaulted,
    tags: Type.Optional(Tags),
    created_at: Type.Number(),
    updated_at: Type.Number(),
  },
  { additionalProperties: false },
);
export type Target = Static<typeof Target>;

/**
 * The body of a POST or PUT of a target. `id` and `upstream` have to repeat what the path says, where they are
 * given; the times are read and ignored, so that an answer can be sent back.
 */
export const TargetRequest = Type.Object(
  {
    id: Type.Optional(Uuid),
    target: Type.String({ minLength: 1 }),
    upstream: Type.Optional(EntityReference),
    ...Type.Partial(Type.Object(defaulted)).properties,
    tags: Type.Optional(Tags),
    created_at: Type.Optional(Type.Number()),
    updated_at: Type.Optional(Type.Number()),
  },
  { additionalProperties: false },
);
