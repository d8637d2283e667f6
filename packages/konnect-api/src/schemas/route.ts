import Type, { type Static } from 'typebox';
import { EntityName, EntityReference, Headers, PROTOCOLS, Tags, Uuid } from './entity-fields.ts';
import { rule } from './rule.ts';

const HOST_LABELS =
  '[A-Za-z0-9_]([A-Za-z0-9_-]*[A-Za-z0-9_])?(\\.[A-Za-z0-9_]([A-Za-z0-9_-]*[A-Za-z0-9_])?)*';

/** A host that is matched, optionally with a port; `*` may stand for the first or the last part of the name. */
const HostMatch = Type.String({
  minLength: 1,
  maxLength: 256,
  pattern: `^(?=.{1,256}$)((\\*\\.)?${HOST_LABELS}|${HOST_LABELS}\\.\\*)(:\\d{1,5})?$`,
  ...rule("must be a host name; '*' may stand for its first or its last part"),
});

const PathMatch = Type.String({
  minLength: 1,
  maxLength: 1024,
  pattern: '^(/(?![\\s\\S]*//)|~/)',
  ...rule("must begin with '/' and must not contain '//', or begin with '~/' for a regular expression"),
});

/** One end of a connection: an address or a range in CIDR notation, a port, or both. */
const ConnectionEnd = Type.Object(
  {
    ip: Type.Optional(
      Type.String({
        pattern: '^[0-9A-Fa-f:.]{2,45}(/\\d{1,3})?$',
        ...rule('must be an IP address or a range in CIDR notation'),
      }),
    ),
    port: Type.Optional(Type.Integer({ minimum: 0, maximum: 65535 })),
  },
  { additionalProperties: false, minProperties: 1 },
);

/** Fields that the API fills in where a client leaves them out. */
const defaulted = {
  https_redirect_status_code: Type.Enum([301, 302, 307, 308, 426], { default: 426 }),
  path_handling: Type.Enum(['v0', 'v1'], { default: 'v0' }),
  preserve_host: Type.Boolean({ default: false }),
  protocols: Type.Array(Type.Enum([...PROTOCOLS]), { minItems: 1, uniqueItems: true, default: ['https'] }),
  request_buffering: Type.Boolean({ default: true }),
  response_buffering: Type.Boolean({ default: true }),
  strip_path: Type.Boolean({ default: true }),
};

/** What a route of the traditional kind is found by. An answer has `regex_priority` always. */
const traditional = {
  destinations: Type.Optional(Type.Array(ConnectionEnd, { uniqueItems: true })),
  headers: Type.Optional(Headers),
  hosts: Type.Optional(Type.Array(HostMatch, { uniqueItems: true })),
  methods: Type.Optional(
    Type.Array(
      Type.String({
        minLength: 1,
        maxLength: 64,
        pattern: '^[A-Z]+$',
        ...rule('must be an HTTP method in capital letters'),
      }),
      { uniqueItems: true },
    ),
  ),
  paths: Type.Optional(Type.Array(PathMatch, { uniqueItems: true })),
  regex_priority: Type.Optional(Type.Integer({ default: 0 })),
  snis: Type.Optional(
    Type.Array(
      Type.String({
        minLength: 1,
        maxLength: 256,
        pattern: `^(\\*\\.)?${HOST_LABELS}(\\.\\*)?\\.?$`,
        ...rule('must be a host name'),
      }),
      { uniqueItems: true },
    ),
  ),
  sources: Type.Optional(Type.Array(ConnectionEnd, { uniqueItems: true })),
};

/** What a route is found by that has an expression. An answer of one has both always. */
const byExpression = {
  expression: Type.Optional(Type.String({ minLength: 1, maxLength: 8192 })),
  priority: Type.Optional(Type.Integer({ minimum: 0, maximum: 70368744177663, default: 0 })),
};

/** Fields that are absent from the answer where a client leaves them out. */
const optional = {
  name: Type.Optional(EntityName),
  service: Type.Optional(EntityReference),
  tags: Type.Optional(Tags),
};

/**
 * A route as the API answers it, of either kind: with an `expression` and its `priority`, or with fields to match and
 * `regex_priority`. Never with fields of both. Times in whole Unix seconds.
 */
export const Route = Type.Object(
  {
    id: Uuid,
    ...defaulted,
    ...traditional,
    ...byExpression,
    ...optional,
    created_at: Type.Integer(),
    updated_at: Type.Integer(),
  },
  { additionalProperties: false },
);
export type Route = Static<typeof Route>;

/**
 * The body of a POST or PUT of a route. Below a service, `service` has to repeat what the path says, where it is
 * given.
 */
export const RouteRequest = Type.Object(
  {
    id: Type.Optional(Uuid),
    ...Type.Partial(Type.Object(defaulted)).properties,
    ...traditional,
    ...byExpression,
    ...optional,
    created_at: Type.Optional(Type.Integer()),
    updated_at: Type.Optional(Type.Integer()),
  },
  { additionalProperties: false },
);
