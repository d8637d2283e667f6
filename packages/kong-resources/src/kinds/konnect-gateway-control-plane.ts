import { Type } from 'typebox';
import { conditionColumn, defineKind, type ObjectOf } from '../kind.ts';
import { type CelRule, rules } from '../schema/cel-rule.ts';
import { conditionsSchema, pendingCondition } from '../schema/condition.ts';
import { objectSchema } from '../schema/object-schema.ts';

const description = 'A gateway control plane in Konnect: what upstreams, targets and the like are put into.';

const text = (about: string) => Type.Optional(Type.String({ description: about }));

/** Every label, if there are any, has to satisfy `condition` (a CEL expression over `key`). */
function eachLabel(message: string, condition: string): CelRule {
  return { message, rule: `has(self.labels) ? self.labels.all(key, ${condition}) : true` };
}

const reservedPrefixes = ['k8s', 'kong', 'konnect', 'mesh', 'kic', '_', 'insomnia'];

const labelRules: CelRule[] = [
  {
    message: 'spec.labels must not have more than 40 entries',
    rule: 'has(self.labels) ? size(self.labels) <= 40 : true',
  },
  eachLabel('spec.labels keys must be of length 1-63 characters', 'size(key) >= 1 && size(key) <= 63'),
  eachLabel(
    'spec.labels values must be of length 1-63 characters',
    'size(self.labels[key]) >= 1 && size(self.labels[key]) <= 63',
  ),
  eachLabel(
    "spec.labels keys must not start with 'k8s', 'kong', 'konnect', 'mesh', 'kic', 'insomnia' or '_'",
    reservedPrefixes.map((prefix) => `!key.startsWith('${prefix}')`).join(' && '),
  ),
  eachLabel(
    "spec.labels keys must satisfy the '^(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?$' pattern",
    "key.matches('^(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?$')",
  ),
];

const clusterTypeRules: CelRule[] = [
  {
    message:
      "when specified, spec.cluster_type must be one of 'CLUSTER_TYPE_CONTROL_PLANE_GROUP', 'CLUSTER_TYPE_CONTROL_PLANE' or 'CLUSTER_TYPE_K8S_INGRESS_CONTROLLER'",
    rule: "!has(self.cluster_type) ? true : ['CLUSTER_TYPE_CONTROL_PLANE_GROUP', 'CLUSTER_TYPE_CONTROL_PLANE', 'CLUSTER_TYPE_K8S_INGRESS_CONTROLLER'].exists(ct, ct == self.cluster_type)",
  },
  {
    message: 'spec.members is only applicable for ControlPlanes that are created as groups',
    rule: "(has(self.cluster_type) && self.cluster_type != 'CLUSTER_TYPE_CONTROL_PLANE_GROUP') ? !has(self.members) : true",
  },
  {
    message: 'spec.cluster_type is immutable',
    rule: '!has(self.cluster_type) ? !has(oldSelf.cluster_type) : self.cluster_type == oldSelf.cluster_type',
  },
  {
    message: "cloud_gateway cannot be set for cluster_type 'CLUSTER_TYPE_K8S_INGRESS_CONTROLLER'",
    rule: "has(self.cluster_type) && self.cluster_type == 'CLUSTER_TYPE_K8S_INGRESS_CONTROLLER' ? !has(self.cloud_gateway) : true",
  },
];

const createFields = [
  'name',
  'description',
  'cluster_type',
  'auth_type',
  'cloud_gateway',
  'proxy_urls',
  'labels',
];

const sourceRules: CelRule[] = [
  {
    message: 'createControlPlaneRequest fields cannot be set for type Mirror',
    rule: `self.source == 'Mirror' ? ${createFields.map((field) => `!has(self.${field})`).join(' && ')} : true`,
  },
  { message: 'spec.source is immutable', rule: 'self.source == oldSelf.source' },
  {
    message: 'mirror field must be set for type Mirror',
    rule: "self.source == 'Mirror' ? has(self.mirror) : true",
  },
  {
    message: 'mirror field cannot be set for type Origin',
    rule: "self.source == 'Origin' ? !has(self.mirror) : true",
  },
  { message: 'Name must be set for type Origin', rule: "self.source == 'Origin' ? has(self.name) : true" },
];

/** The authRef stays as it is from the moment at which `condition` has come true. */
function authRefIsImmutableOnce(condition: string, message: string): CelRule {
  return {
    message,
    rule: `(!has(self.status) || !has(self.status.conditions) || !self.status.conditions.exists(c, c.type == '${condition}' && c.status == 'True')) ? true : self.spec.konnect.authRef == oldSelf.spec.konnect.authRef`,
  };
}

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

const proxyUrl = Type.Object({
  host: Type.String({ description: 'Host name of the proxy.' }),
  port: Type.Integer({ description: 'Its port.', format: 'int64' }),
  protocol: Type.String({ description: 'Its protocol, for example http.' }),
});

const spec = Type.Object(
  {
    name: text('Name of the control plane in Konnect. Unique in its organisation.'),
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
  },
  { description: 'The wanted control plane.', ...rules(...labelRules, ...clusterTypeRules, ...sourceRules) },
);

const status = Type.Optional(
  Type.Object(
    {
      conditions: conditionsSchema({ default: [pendingCondition('Programmed')] }),
      id: Type.Optional(Type.String({ description: 'Id of the control plane in Konnect.', maxLength: 256 })),
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
            telemetry: Type.String({ description: 'Where data planes send their telemetry.', minLength: 1 }),
          },
          { description: 'Addresses for data planes.' },
        ),
      ),
    },
    { description: 'What the operator found out and made.' },
  ),
);

const schema = objectSchema({
  description,
  spec: Type.Optional(spec),
  status,
  rules: [
    authRefIsImmutableOnce(
      'Programmed',
      'spec.konnect.authRef is immutable when an entity is already Programmed',
    ),
    authRefIsImmutableOnce(
      'APIAuthValid',
      'spec.konnect.authRef is immutable when an entity refers to a Valid API Auth Configuration',
    ),
  ],
});

/** A gateway control plane. */
export type KonnectGatewayControlPlane = ObjectOf<typeof schema>;

/** The kind of a gateway control plane. */
export const KonnectGatewayControlPlane = defineKind({
  group: 'konnect.konghq.com',
  kind: 'KonnectGatewayControlPlane',
  plural: 'konnectgatewaycontrolplanes',
  singular: 'konnectgatewaycontrolplane',
  categories: ['kong', 'konnect'],
  description,
  versions: [
    {
      name: 'v1alpha1',
      served: true,
      storage: true,
      printerColumns: [
        conditionColumn('Programmed', 'Programmed'),
        { name: 'ID', type: 'string', jsonPath: '.status.id' },
        { name: 'OrgID', type: 'string', jsonPath: '.status.organizationID' },
      ],
      schema,
    },
  ],
});
