import Type from 'typebox';

const UUID = '^[0-9a-fA-F]{8}-([0-9a-fA-F]{4}-){3}[0-9a-fA-F]{12}$';

const Name = Type.String({
  minLength: 1,
  maxLength: 128,
  pattern: '^[^\\u0000-\\u001f\\u007f\\ud800-\\udfff]*$',
  'x-rule': 'must not contain control characters',
});

const Email = Type.String({
  maxLength: 254,
  pattern: '^$|^[^@\\s\\u0000-\\u001f\\ud800-\\udfff]+@[^@\\s\\u0000-\\u001f\\ud800-\\udfff]+$',
  'x-rule': 'must be an e-mail address',
});

/** A role in one control plane or, without `controlPlaneId`, in the organisation and all its control planes. */
const RoleGrantRequest = Type.Object(
  {
    controlPlaneId: Type.Optional(
      Type.String({
        pattern: UUID,
        'x-rule': 'must be the id of a control plane',
      }),
    ),
    role: Type.Enum(['admin', 'viewer']),
  },
  { additionalProperties: false },
);

const Roles = Type.Array(RoleGrantRequest, { maxItems: 1000 });

/** The body of `POST /sluice/v1/users`. */
export const CreateUserRequest = Type.Object(
  {
    kind: Type.Optional(Type.Enum(['person', 'system-account'], { default: 'person' })),
    name: Name,
    email: Type.Optional(Email),
    roles: Roles,
  },
  { additionalProperties: false },
);

/** The body of `PATCH /sluice/v1/users/{id}`: what is left out stays; `roles` replace all. */
export const UpdateUserRequest = Type.Object(
  { name: Type.Optional(Name), email: Type.Optional(Email), roles: Type.Optional(Roles) },
  { additionalProperties: false },
);

/** The body of `POST /sluice/v1/tokens`. Without `userId` the token is the caller's own. */
export const CreateTokenRequest = Type.Object(
  {
    name: Name,
    userId: Type.Optional(
      Type.String({ pattern: UUID, 'x-rule': 'must be the id of a user or system account' }),
    ),
    expiresAt: Type.Optional(
      Type.String({
        pattern: '^\\d{4}-\\d{2}-\\d{2}T\\d{2}:\\d{2}(:\\d{2}(\\.\\d+)?)?(Z|[+-]\\d{2}:\\d{2})$',
        'x-rule': 'must be a time like 2030-01-31T12:00:00Z',
      }),
    ),
  },
  { additionalProperties: false },
);

/** The body of `POST /sluice/v1/organizations`. */
export const CreateOrganizationRequest = Type.Object(
  {
    name: Name,
    administrator: Type.Object({ name: Name, email: Type.Optional(Email) }, { additionalProperties: false }),
  },
  { additionalProperties: false },
);

/** The body of `PATCH /sluice/v1/organizations/{id}`. */
export const UpdateOrganizationRequest = Type.Object({ name: Name }, { additionalProperties: false });
