import { Type } from 'typebox';
import { rules } from './cel-rule.ts';
import { namespacedRef } from './name-ref.ts';

/** `spec.controlPlaneRef`: the control plane that an entity is put into. */
export const controlPlaneRefSchema = Type.Object(
  {
    type: Type.Optional(
      Type.Enum(['konnectNamespacedRef', 'kic'], {
        type: 'string',
        default: 'kic',
        description: 'How the control plane is named. konnectNamespacedRef is the one that entities can use.',
      }),
    ),
    konnectNamespacedRef: Type.Optional(namespacedRef('The KonnectGatewayControlPlane, by name.')),
  },
  {
    description: 'The control plane that the entity is put into.',
    ...rules(
      { message: "'konnectID' type is not supported", rule: "self.type != 'konnectID'" },
      {
        message: 'when type is konnectNamespacedRef, konnectNamespacedRef must be set',
        rule: "(has(self.type) && self.type == 'konnectNamespacedRef') ? has(self.konnectNamespacedRef) : true",
      },
      {
        message: 'when type is kic, konnectNamespacedRef must not be set',
        rule: "(has(self.type) && self.type == 'kic') ? !has(self.konnectNamespacedRef) : true",
      },
      {
        message: 'when type is unset, konnectNamespacedRef must not be set',
        rule: '!has(self.type) ? !has(self.konnectNamespacedRef) : true',
      },
    ),
  },
);
