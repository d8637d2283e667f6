import Type, { type Static } from 'typebox';
import { Uuid } from './entity-fields.ts';
import { rule } from './rule.ts';

/** What a control plane is for. Groups and ingress-controller planes take no entities. */
const ClusterType = Type.Enum([
  'CLUSTER_TYPE_CONTROL_PLANE',
  'CLUSTER_TYPE_K8S_INGRESS_CONTROLLER',
  'CLUSTER_TYPE_CONTROL_PLANE_GROUP',
  'CLUSTER_TYPE_SERVERLESS',
  'CLUSTER_TYPE_KAFKA_NATIVE_EVENT_PROXY',
  'CLUSTER_TYPE_SERVERLESS_V1',
]);
export type ClusterType = Static<typeof ClusterType>;

const AuthType = Type.Enum(['pinned_client_certs', 'pki_client_certs']);

/** Keys may be any text; one with control characters or half a character is no text. */
const Labels = Type.Record(
  Type.String({ pattern: '^[^\\u0000-\\u001f\\u007f\\ud800-\\udfff]*$' }),
  Type.String({
    minLength: 1,
    maxLength: 63,
    pattern: '^[a-z0-9A-Z]([a-z0-9A-Z._-]*[a-z0-9A-Z])?$',
    ...rule("must begin and end with a letter or digit and may hold '.', '-' and '_' between"),
  }),
  { maxProperties: 50, additionalProperties: false },
);

const ProxyUrls = Type.Array(
  Type.Object(
    {
      host: Type.String({ minLength: 1, maxLength: 120 }),
      port: Type.Integer({ minimum: 1 }),
      protocol: Type.String({ minLength: 1, maxLength: 32 }),
    },
    { additionalProperties: false },
  ),
  { maxItems: 5, uniqueItems: true },
);

const Name = Type.String({
  minLength: 2,
  maxLength: 256,
  pattern: '^[^\\u0000-\\u001f\\u007f\\ud800-\\udfff]*$',
  ...rule('must not contain control characters'),
});
const Description = Type.String({ maxLength: 2048 });

/** A control plane as the API answers it: times in ISO 8601, both endpoints never empty. */
export const ControlPlane = Type.Object(
  {
    id: Type.String({ format: 'uuid' }),
    name: Type.String(),
    description: Type.String(),
    labels: Type.Record(Type.String(), Type.String()),
    config: Type.Object(
      {
        control_plane_endpoint: Type.String(),
        telemetry_endpoint: Type.String(),
        cluster_type: ClusterType,
        auth_type: AuthType,
        cloud_gateway: Type.Boolean(),
        proxy_urls: ProxyUrls,
      },
      { additionalProperties: false },
    ),
    created_at: Type.String({ format: 'date-time' }),
    updated_at: Type.String({ format: 'date-time' }),
  },
  { additionalProperties: false },
);
export type ControlPlane = Static<typeof ControlPlane>;

/** The body of a POST of a control plane. */
export const CreateControlPlaneRequest = Type.Object(
  {
    name: Name,
    description: Type.Optional(Description),
    cluster_type: Type.Optional(ClusterType),
    auth_type: Type.Optional(AuthType),
    cloud_gateway: Type.Optional(Type.Boolean()),
    proxy_urls: Type.Optional(ProxyUrls),
    labels: Type.Optional(Labels),
  },
  { additionalProperties: false },
);
export type CreateControlPlaneRequest = Static<typeof CreateControlPlaneRequest>;

/** The body of a PATCH: what isn't sent stays; `labels` and `proxy_urls` replace the whole. */
export const UpdateControlPlaneRequest = Type.Object(
  {
    name: Type.Optional(Name),
    description: Type.Optional(Description),
    auth_type: Type.Optional(AuthType),
    proxy_urls: Type.Optional(ProxyUrls),
    labels: Type.Optional(Labels),
  },
  { additionalProperties: false },
);
export type UpdateControlPlaneRequest = Static<typeof UpdateControlPlaneRequest>;

/** The body of a change of a group's members: which control planes are to be set, added or removed. */
export const GroupMembershipRequest = Type.Object(
  { members: Type.Array(Type.Object({ id: Uuid }, { additionalProperties: false }), { maxItems: 1000 }) },
  { additionalProperties: false },
);
