import Type from 'typebox';
import { rule } from './rule.ts';

/** A UUID of any version, written with small or capital letters. Ids that clients derive (UUIDv5) are as good as random ones. */
export const Uuid = Type.String({
  pattern: '^[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}$',
  ...rule('must be a UUID'),
});

/** The tags of a core entity: at most 20, unique, 1 to 128 characters each. */
export const Tags = Type.Array(
  Type.String({
    minLength: 1,
    maxLength: 128,
    pattern: '^(?! )[A-Za-z0-9._~: -]*(?<! )$',
    ...rule("may hold letters, digits, '.', '-', '_', '~', ':' and, inside, spaces"),
  }),
  { maxItems: 20, uniqueItems: true },
);

/** The name of an entity that clients may use in the place of its id. */
export const EntityName = Type.String({
  minLength: 1,
  maxLength: 128,
  pattern: '^[A-Za-z0-9._~-]*$',
  ...rule("may hold letters, digits, '.', '-', '_' and '~' only"),
});

/** What services and routes speak. */
export const PROTOCOLS = [
  'grpc',
  'grpcs',
  'http',
  'https',
  'tcp',
  'tls',
  'tls_passthrough',
  'udp',
  'ws',
  'wss',
] as const;

/** A reference to another entity by its id. */
export const EntityReference = Type.Object({ id: Uuid }, { additionalProperties: false });

/** The path of a URL: begins with a slash and has no empty segment. */
export const UrlPath = Type.String({
  maxLength: 1024,
  pattern: '^(?![\\s\\S]*//)/',
  ...rule("must begin with '/' and must not contain '//'"),
});

/** A host name as `host_header` and `https_sni` take it. */
export const HostName = Type.String({
  minLength: 1,
  maxLength: 256,
  pattern:
    '^(?=.{1,256}$)[A-Za-z0-9_]([A-Za-z0-9_-]*[A-Za-z0-9_])?(\\.[A-Za-z0-9_]([A-Za-z0-9_-]*[A-Za-z0-9_])?)*\\.?$',
  ...rule('must be a valid hostname'),
});

const HEADER_NAME_PATTERN = "^[!#$%&'*+.^_`|~0-9A-Za-z-]{1,64}$";

/** The name of an HTTP header (a token of RFC 9110, section 5.6.2), at most 64 characters. */
export const HeaderName = Type.String({
  minLength: 1,
  maxLength: 64,
  pattern: HEADER_NAME_PATTERN,
  ...rule('must be the name of an HTTP header: 1 to 64 characters of an HTTP token'),
});

/** HTTP headers with the values of each. */
export const Headers = Type.Record(Type.String({ pattern: HEADER_NAME_PATTERN }), Type.Array(Type.String()), {
  additionalProperties: false,
});

/** The name of a cookie, a query argument or a URI capture. */
export const ArgumentName = Type.String({
  minLength: 1,
  pattern: '^[A-Za-z0-9_-]*$',
  ...rule("may hold letters, digits, '-' and '_' only"),
});
