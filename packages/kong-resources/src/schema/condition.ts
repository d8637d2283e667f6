import { type Static, Type } from 'typebox';

const conditionSchema = Type.Object({
  type: Type.String({
    description: 'What the condition is about, for example Programmed.',
    maxLength: 316,
    pattern:
      '^([a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*/)?(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])$',
  }),
  status: Type.Enum(['True', 'False', 'Unknown'], {
    type: 'string',
    description: 'Whether it holds: True, False, or Unknown while it cannot be told.',
  }),
  reason: Type.String({
    description: 'One CamelCase word that programs can tell cases apart by.',
    minLength: 1,
    maxLength: 1024,
    pattern: '^[A-Za-z]([A-Za-z0-9_,:]*[A-Za-z0-9_])?$',
  }),
  message: Type.String({
    description: 'What is so, or what is wrong and what to do, for people.',
    maxLength: 32768,
  }),
  lastTransitionTime: Type.String({
    description: 'When status last changed, RFC 3339.',
    format: 'date-time',
  }),
  observedGeneration: Type.Optional(
    Type.Integer({
      description: 'The metadata.generation that the condition was judged by.',
      format: 'int64',
      minimum: 0,
    }),
  ),
});

/** One entry of `status.conditions` (meta/v1 Condition). */
export type Condition = Static<typeof conditionSchema>;

/** `status.conditions`: at most eight, one per type. The contract differs by kind in floor and default. */
export function conditionsSchema(options: { minItems?: number; default?: readonly object[] } = {}) {
  return Type.Optional(
    Type.Array(conditionSchema, {
      description: 'What the operator found out about the object, one entry per type.',
      maxItems: 8,
      'x-kubernetes-list-type': 'map',
      'x-kubernetes-list-map-keys': ['type'],
      ...options,
    }),
  );
}

/** The condition that an object shows until the operator has looked at it. */
export function pendingCondition(type: string): object {
  return {
    type,
    status: 'Unknown',
    reason: 'Pending',
    message: 'Waiting for controller',
    lastTransitionTime: '1970-01-01T00:00:00Z',
  };
}
