import { Type } from 'typebox';
import { ageColumn, conditionColumn, defineKind, type ObjectOf } from '../kind.ts';
import { rules } from '../schema/cel-rule.ts';
import { conditionsSchema, pendingCondition } from '../schema/condition.ts';
import { objectSchema } from '../schema/object-schema.ts';

const description = 'Which Konnect-compatible server to use, and the token to use it with.';

const schema = objectSchema({
  description,
  spec: Type.Object(
    {
      type: Type.Enum(['token', 'secretRef'], {
        type: 'string',
        description: 'Where the token is: here (token), or in a Secret (secretRef).',
      }),
      token: Type.Optional(
        Type.String({ description: 'The token itself: kpat_… of a person, spat_… of a system account.' }),
      ),
      secretRef: Type.Optional(
        Type.Object(
          {
            name: Type.Optional(Type.String({ description: 'Name of the Secret.' })),
            namespace: Type.Optional(
              Type.String({ description: 'Its namespace; that of this object where it is left out.' }),
            ),
          },
          {
            description:
              'The Secret that holds the token under the key token. It has to carry the label konghq.com/credential: konnect.',
            'x-kubernetes-map-type': 'atomic',
          },
        ),
      ),
      serverURL: Type.String({
        description: 'The server: a host name, or a URL that begins with https://. It never changes.',
        ...rules(
          { message: 'Server URL is required', rule: 'size(self) > 0' },
          { message: 'Server URL is immutable', rule: 'self == oldSelf' },
          {
            message: 'Server URL must use HTTPs if specifying scheme',
            rule: "isURL(self) ? url(self).getScheme() == 'https' : true",
          },
          {
            message: 'Server URL must satisfy hostname (RFC 1123) regex if not a valid absolute URL',
            rule: "size(self) > 0 && !isURL(self) ? self.matches('^(([a-zA-Z0-9]|[a-zA-Z0-9][a-zA-Z0-9-]*[a-zA-Z0-9]).)*([A-Za-z0-9]|[A-Za-z0-9][A-Za-z0-9-]*[A-Za-z0-9])$') : true",
          },
        ),
      }),
    },
    {
      description: 'The server and the token.',
      ...rules(
        {
          message: 'spec.token is required if auth type is set to token',
          rule: "self.type == 'token' ? size(self.token) > 0 : true",
        },
        {
          message: 'spec.secretRef is required if auth type is set to secretRef',
          rule: "self.type == 'secretRef' ? has(self.secretRef) : true",
        },
        {
          message: 'spec.token and spec.secretRef cannot be set at the same time',
          rule: '!(has(self.token) && has(self.secretRef))',
        },
      ),
    },
  ),
  status: Type.Optional(
    Type.Object(
      {
        conditions: conditionsSchema({ minItems: 1, default: [pendingCondition('Valid')] }),
        organizationID: Type.Optional(
          Type.String({
            description: 'Id of the organisation that the token belongs to; empty while it is refused.',
          }),
        ),
        serverURL: Type.Optional(Type.String({ description: 'The server, as https://host[:port].' })),
      },
      { description: 'What the operator found out.' },
    ),
  ),
  rules: [
    {
      message: 'Konnect tokens have to start with spat_ or kpat_',
      rule: "self.spec.type != 'token' || (self.spec.token.startsWith('spat_') || self.spec.token.startsWith('kpat_'))",
    },
    {
      message: 'Token is required once set',
      rule: "self.spec.type != 'token' || (!has(oldSelf.spec.token) || has(self.spec.token))",
    },
  ],
});

/** A server and the token for it. */
export type KonnectAPIAuthConfiguration = ObjectOf<typeof schema>;

/** The kind of a server and the token for it. */
export const KonnectAPIAuthConfiguration = defineKind({
  group: 'konnect.konghq.com',
  kind: 'KonnectAPIAuthConfiguration',
  plural: 'konnectapiauthconfigurations',
  singular: 'konnectapiauthconfiguration',
  categories: ['kong', 'konnect'],
  description,
  versions: [
    {
      name: 'v1alpha1',
      served: true,
      storage: true,
      printerColumns: [
        conditionColumn('Valid', 'APIAuthValid'),
        { name: 'OrgID', type: 'string', jsonPath: '.status.organizationID' },
        { name: 'ServerURL', type: 'string', jsonPath: '.status.serverURL' },
        ageColumn,
      ],
      schema,
    },
  ],
});
