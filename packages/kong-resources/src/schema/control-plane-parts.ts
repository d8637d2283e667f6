import { type TProperties, Type } from 'typebox';
import type { CelRule } from './cel-rule.ts';
import { conditionsSchema, pendingCondition } from './condition.ts';

/** The parts that the versions of KonnectGatewayControlPlane have in common. */

const text = (about: string) => Type.Optional(Type.String({ description: about }));

const reservedPrefixes = ['k8s', 'kong', 'konnect', 'mesh', 'kic', '_', 'insomnia'];

/**
 * Rules about the labels, which lie at `self.<at>`: directly in the spec or in a part of it that may be absent, whose
 * presence `given` then tests.
 */
export function labelRules(at: string, given: string): CelRule[] {
  /** Every label, if there are any, has to satisfy `condition` (a CEL expression over `key`). */
  const each = (message: string, condition: string): CelRule => ({
    message: `spec.${at} ${message}`,
    rule: `${given}has(self.${at}) ? self.${at}.all(key, ${condition}) : true`,
  });
  return [
    {
      message: `spec.${at} must not have more than 40 entries`,
      rule: `${given}has(self.${at}) ? size(self.${at}) <= 40 : true`,
    },
    each('keys must be of length 1-63 characters', 'size(key) >= 1 && size(key) <= 63'),
    each(
      'values must be of length 1-63 characters',
      `size(self.${at}[key]) >= 1 && size(self.${at}[key]) <= 63`,
    ),
    each(
      "keys must not start with 'k8s', 'kong', 'konnect', 'mesh', 'kic', 'insomnia' or '_'",
      reservedPrefixes.map((prefix) => `!key.startsWith('${prefix}')`).join(' && '),
    ),
    each(
      "keys must satisfy the '^(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?$' pattern",
      "key.matches('^(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?$')",
    ),
  ];
}

const proxyUrl = Type.Object({
  host: Type.String({ description: 'Host name of the proxy.' }),
  port: Type.Integer({ description: 'Its port.', format: 'int64' }),
  protocol: Type.String({ description: 'Its protocol, for example http.' }),
});

const name = { description: 'Name of the control plane in Konnect. Unique in its organisation.' };

/** What the API is asked for, but for the name. */
const requestFields = {
  description: text('What the control plane is for.'),
  cluster_type: text('Type of the control plane; CLUSTER_TYPE_CONTROL_PLANE where it is left out.'),
  auth_type: text('How data planes authenticate: pinned_client_certs or pki_client_certs.'),
  cloud_gateway: Type.Optional(Type.Boolean({ description: 'Whether cloud gateways can be attached.' })),
  proxy_urls: Type.Optional(
    Type.Array(proxyUrl, { description: 'Where the data planes can be reached by clients.' }),
  ),
  labels: Type.Optional(
    Type.Unsafe<Record<string, string>>({
      type: 'object',
      description: "Labels of one's own in Konnect, beside those that tell where it comes from.",
      additionalProperties: { type: 'string' },
    }),
  ),
};

/** The request where its name can be left out, for a mirror has none. */
export const nameableRequest = { name: Type.Optional(Type.String(name)), ...requestFields };

/** The request with its name. */
export const namedRequest = { name: Type.String(name), ...requestFields };

const authRef = Type.Object(
  {
    name: Type.String({ description: 'Name of the object.', minLength: 1, maxLength: 253 }),
    namespace: Type.Optional(
      Type.String({
        description: 'Its namespace; the namespace of this object where it is left out.',
        minLength: 1,
        maxLength: 253,
      }),
    ),
  },
  { description: 'The KonnectAPIAuthConfiguration to use.' },
);

/** What isn't about the request. */
export const otherFields = {
  members: Type.Optional(
    Type.Array(
      Type.Object(
        { name: Type.Optional(Type.String({ description: 'Name of the control plane.', default: '' })) },
        { 'x-kubernetes-map-type': 'atomic' },
      ),
      { description: 'Control planes of the same namespace that a group is made of.' },
    ),
  ),
  source: Type.Optional(
    Type.Enum(['Origin', 'Mirror'], {
      type: 'string',
      default: 'Origin',
      description: 'Origin: this object makes the control plane. Mirror: it shows one that exists.',
    }),
  ),
  mirror: Type.Optional(
    Type.Object(
      {
        konnect: Type.Object(
          {
            id: Type.String({
              description: 'Id of the control plane in Konnect.',
              maxLength: 36,
              pattern: '^[0-9a-f]{8}(?:\\-[0-9a-f]{4}){3}-[0-9a-f]{12}$',
            }),
          },
          { description: 'Which control plane of Konnect.' },
        ),
      },
      { description: 'The control plane that a Mirror shows.' },
    ),
  ),
  konnect: Type.Optional(Type.Object({ authRef }, { description: 'How Konnect is reached.' })),
};

/** The authRef stays as it is from the moment at which `condition` has come true. */
function authRefIsImmutableOnce(condition: string, message: string): CelRule {
  return {
    message,
    rule: `(!has(self.status) || !has(self.status.conditions) || !self.status.conditions.exists(c, c.type == '${condition}' && c.status == 'True')) ? true : self.spec.konnect.authRef == oldSelf.spec.konnect.authRef`,
  };
}

/** The rules about the whole object. */
export const objectRules: CelRule[] = [
  authRefIsImmutableOnce(
    'Programmed',
    'spec.konnect.authRef is immutable when an entity is already Programmed',
  ),
  authRefIsImmutableOnce(
    'APIAuthValid',
    'spec.konnect.authRef is immutable when an entity refers to a Valid API Auth Configuration',
  ),
];

/** `status`, with the fields that a version has beside those of all. */
export function controlPlaneStatus<More extends TProperties>(more: More) {
  return Type.Optional(
    Type.Object(
      {
        ...more,
        conditions: conditionsSchema({ default: [pendingCondition('Programmed')] }),
        id: Type.Optional(
          Type.String({ description: 'Id of the control plane in Konnect.', maxLength: 256 }),
        ),
        organizationID: Type.Optional(
          Type.String({ description: 'Id of the organisation that it belongs to.', maxLength: 256 }),
        ),
        serverURL: Type.Optional(Type.String({ description: 'The server that it is on.', maxLength: 512 })),
        konnectEndpoints: Type.Optional(
          Type.Object(
            {
              controlPlane: Type.String({
                description: 'Where data planes fetch their configuration.',
                minLength: 1,
              }),
              telemetry: Type.String({
                description: 'Where data planes send their telemetry.',
                minLength: 1,
              }),
            },
            { description: 'Addresses for data planes.' },
          ),
        ),
      },
      { description: 'What the operator found out and made.' },
    ),
  );
}
