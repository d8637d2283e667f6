import { KongUpstream } from '@sluice/kong-resources';
import { compileDefaults, UpstreamRequest, upstreamsPath } from '@sluice/konnect-api';
import { differingFields } from '../drift/differing-fields.ts';
import { judgeClientCertificate } from '../references/client-certificate-ref.ts';
import { controlPlaneRef } from '../references/control-plane-ref.ts';
import { coreEntity } from './core-entity.ts';

/** The fields of an upstream that the kind knows. The API may have more; those are left alone. */
const fields = [
  'name',
  'algorithm',
  'slots',
  'hash_on',
  'hash_on_header',
  'hash_on_cookie',
  'hash_on_cookie_path',
  'hash_on_query_arg',
  'hash_on_uri_capture',
  'hash_fallback',
  'hash_fallback_header',
  'hash_fallback_query_arg',
  'hash_fallback_uri_capture',
  'sticky_sessions_cookie',
  'sticky_sessions_cookie_path',
  'healthchecks',
  'host_header',
  'use_srv_name',
  'client_certificate',
] as const satisfies readonly (keyof KongUpstream['spec'])[];

/** Gives a body what the API fills in where it is silent. */
const fillDefaults = compileDefaults(UpstreamRequest);

/** Keeps Konnect's upstreams like the cluster's KongUpstreams. */
export const upstream = coreEntity<KongUpstream>({
  kind: KongUpstream,
  noun: 'upstream',
  parent: controlPlaneRef,
  judgeOthers: judgeClientCertificate,
  collection: ({ controlPlaneId = '' }) => upstreamsPath(controlPlaneId),
  wholeCollection: upstreamsPath,
  toKonnect: ({ spec }) =>
    Object.fromEntries(
      fields.filter((field) => spec[field] !== undefined).map((field) => [field, spec[field]]),
    ),
  differences: (body, shown) => differingFields(Object(fillDefaults(body)), shown, [...fields, 'tags']),
  uniqueValue: (of) => ('name' in of && typeof of.name === 'string' ? of.name : undefined),
  parentIds: () => ({}),
});
