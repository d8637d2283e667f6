import Type, { type Static } from 'typebox';
import {
  ArgumentName,
  EntityName,
  EntityReference,
  HeaderName,
  HostName,
  Tags,
  UrlPath,
  Uuid,
} from './entity-fields.ts';
import { Healthchecks } from './healthchecks.ts';

const HashSource = Type.Enum(
  ['none', 'consumer', 'ip', 'header', 'cookie', 'path', 'query_arg', 'uri_capture'],
  { default: 'none' },
);

const required = { name: EntityName };

/** Fields that the API fills in where a client leaves them out. */
const defaulted = {
  algorithm: Type.Enum(
    ['consistent-hashing', 'latency', 'least-connections', 'round-robin', 'sticky-sessions'],
    { default: 'round-robin' },
  ),
  hash_fallback: HashSource,
  hash_on: HashSource,
  hash_on_cookie_path: Type.String({ ...UrlPath, default: '/' }),
  healthchecks: Healthchecks,
  slots: Type.Integer({ minimum: 10, maximum: 65536, default: 10000 }),
  sticky_sessions_cookie_path: Type.String({ ...UrlPath, default: '/' }),
  use_srv_name: Type.Boolean({ default: false }),
};

/** Fields that are absent from the answer where a client leaves them out. */
const optional = {
  client_certificate: Type.Optional(EntityReference),
  hash_fallback_header: Type.Optional(HeaderName),
  hash_fallback_query_arg: Type.Optional(ArgumentName),
  hash_fallback_uri_capture: Type.Optional(ArgumentName),
  hash_on_cookie: Type.Optional(ArgumentName),
  hash_on_header: Type.Optional(HeaderName),
  hash_on_query_arg: Type.Optional(ArgumentName),
  hash_on_uri_capture: Type.Optional(ArgumentName),
  host_header: Type.Optional(HostName),
  sticky_sessions_cookie: Type.Optional(ArgumentName),
  tags: Type.Optional(Tags),
};

/** An upstream as the API answers it: defaults filled in, times in whole Unix seconds. */
export const Upstream = Type.Object(
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
export type Upstream = Static<typeof Upstream>;

/**
 * The body of a POST or PUT of an upstream. Healthchecks may be given in part. `id` has to repeat the path's on a
 * PUT; the times are read and ignored, so that an answer can be sent back.
 */
export const UpstreamRequest = Type.Object(
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
