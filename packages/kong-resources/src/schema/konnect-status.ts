import { type TProperties, Type } from 'typebox';
import { conditionsSchema, pendingCondition } from './condition.ts';

const id = (description: string) => Type.Optional(Type.String({ description }));

/** Ids of parents that a core entity's `status.konnect` repeats. */
export const parentIds = {
  controlPlaneID: id('Id of the control plane that the entity is in.'),
  upstreamID: id('Id of the upstream that the entity belongs to.'),
  certificateID: id('Id of the client certificate that the entity uses.'),
};

/** `status` of a core entity: conditions, and where the entity is in Konnect. */
export function coreEntityStatus<Ids extends TProperties>(ids: Ids) {
  return Type.Optional(
    Type.Object(
      {
        conditions: conditionsSchema({ minItems: 1 }),
        konnect: Type.Optional(
          Type.Object(
            {
              id: Type.Optional(Type.String({ description: 'Id of the entity.', maxLength: 256 })),
              organizationID: Type.Optional(
                Type.String({ description: 'Id of the organisation that it belongs to.', maxLength: 256 }),
              ),
              serverURL: Type.Optional(
                Type.String({ description: 'The server that it is on.', maxLength: 512 }),
              ),
              ...ids,
            },
            { description: 'Where the entity is in Konnect.' },
          ),
        ),
      },
      {
        description: 'What the operator found out and made.',
        default: { conditions: [pendingCondition('Programmed')] },
      },
    ),
  );
}
