import Type, { type Static } from 'typebox';
import { EntityName, EntityReference, PROTOCOLS, Tags, Uuid } from './entity-fields.ts';
import { rule } from './rule.ts';

/** A host name, which may be that of an upstream, or an address; IPv6 in brackets. */
const ServiceHost = Type.String({
  minLength: 1,
  maxLength: 256,
  pattern:
    '^(\\[[0-9A-Fa-f:.]+\\]|(?=.{1,256}$)[A-Za-z0-9_]([A-Za-z0-9_-]*[A-Za-z0-9_])?(\\.[A-Za-z0-9_]([A-Za-z0-9_-]*[A-Za-z0-9_])?)*\\.?)$',
  ...rule('must be a host name, an IPv4 address, or an IPv6 address in brackets'),
});

function timeoutMs() {
  return Type.Integer({ minimum: 1, maximum: 2147483646, default: 60000 });
}

const required = { host: ServiceHost };

/** Fields that the API fills in where a client leaves them out. Timeouts are in milliseconds. */
const defaulted = {
  connect_timeout: timeoutMs(),
  enabled: Type.Boolean({ default: true }),
  port: Type.Integer({ minimum: 0, maximum: 65535, default: 80 }),
  protocol: Type.Enum([...PROTOCOLS], { default: 'http' }),
  read_timeout: timeoutMs(),
  retries: Type.Integer({ minimum: 0, maximum: 32767, default: 5 }),
  write_timeout: timeoutMs(),
};

/** Fields that are absent from the answer where a client leaves them out. */
const optional = {
  ca_certificates: Type.Optional(Type.Array(Uuid, { uniqueItems: true })),
  client_certificate: Type.Optional(EntityReference),
  name: Type.Optional(EntityName),
  path: Type.Optional(
    Type.String({
      minLength: 1,
      maxLength: 1024,
      pattern: '^(?![\\s\\S]*//)/[^\\s?#]*$',
      ...rule("must begin with '/' and must not contain '//', spaces, '?' or '#'"),
    }),
  ),
  tags: Type.Optional(Tags),
  tls_sans: Type.Optional(
    Type.Object(
      {
        dnsnames: Type.Optional(Type.Array(Type.String({ minLength: 1, maxLength: 256 }))),
        uris: Type.Optional(Type.Array(Type.String({ minLength: 1, maxLength: 1024 }))),
      },
      { additionalProperties: false },
    ),
  ),
  tls_verify: Type.Optional(Type.Boolean()),
  tls_verify_depth: Type.Optional(Type.Integer({ minimum: 0, maximum: 64 })),
};

/** A service as the API answers it: defaults filled in, times in whole Unix seconds. */
export const Service = Type.Object(
  {
    id: Uuid,
    ...required,
    ...defaulted,
    ...optional,
    created_at: Type.Integer(),
    updated_at: Type.Integer(),
  },
  { additionalProperties: false },
);
export type Service = Static<typeof Service>;

/**
 * The body of a POST or PUT of a service. `url`, a shorthand for protocol, host, port and path, is taken apart before
 * a body is read by this schema and is no part of an answer.
 */
export const ServiceRequest = Type.Object(
  {
    id: Type.Optional(Uuid),
    ...required,
    ...Type.Partial(Type.Object(defaulted)).properties,
    ...optional,
    created_at: Type.Optional(Type.Integer()),
    updated_at: Type.Optional(Type.Integer()),
  },
  { additionalProperties: false },
);
