import { Type } from 'typebox';
import { type CelRule, rules } from './cel-rule.ts';

/** `spec.adopt`: take over an entity that exists in Konnect already, instead of creating one. */
export const adoptSchema = Type.Optional(
  Type.Object(
    {
      from: Type.Enum(['konnect'], { type: 'string', description: 'Where the entity to take over is.' }),
      mode: Type.Optional(
        Type.Enum(['match', 'override'], {
          type: 'string',
          description:
            'override (the default) writes the spec over the entity; match takes it only if it is equal already.',
        }),
      ),
      konnect: Type.Optional(
        Type.Object(
          {
            id: Type.String({ description: 'Id of the entity in Konnect.', minLength: 1, maxLength: 36 }),
          },
          { description: 'Which entity of Konnect.' },
        ),
      ),
    },
    {
      description: 'Take over an entity that exists in Konnect already.',
      ...rules(
        { message: "'from'(adopt source) is immutable", rule: 'self.from == oldSelf.from' },
        {
          message: "Must specify Konnect options when from='konnect'",
          rule: "self.from == 'konnect' ? has(self.konnect) : true",
        },
        {
          message: 'konnect.id is immutable',
          rule: 'has(self.konnect) ? (self.konnect.id == oldSelf.konnect.id) : true',
        },
      ),
    },
  ),
);

/** The rule of every adoptable kind's spec: adoption is decided when the object is created. */
export const adoptIsDecidedAtCreation: CelRule = {
  message: 'Cannot set or unset spec.adopt in updates',
  rule: '(has(oldSelf.adopt) && has(self.adopt)) || (!has(oldSelf.adopt) && !has(self.adopt))',
};
