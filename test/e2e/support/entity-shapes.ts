import type { KubernetesObject } from '@sluice/controller-runtime';
import fc from 'fast-check';

const namespace = 'default';
const core = 'configuration.konghq.com/v1alpha1';

function object(
  apiVersion: string,
  kind: string,
  name: string,
  spec: object,
  annotations = {},
): KubernetesObject {
  return { apiVersion, kind, metadata: { name, namespace, annotations }, ...{ spec } };
}

const konnect = { authRef: { name: 'auth' } };

const plane = (name: string, request: object, beside: object = {}) =>
  object('konnect.konghq.com/v1alpha2', 'KonnectGatewayControlPlane', name, {
    createControlPlaneRequest: { name, ...request },
    konnect,
    ...beside,
  });

const upstream = (name: string, spec: object, annotations = {}) =>
  object(
    core,
    'KongUpstream',
    name,
    {
      name,
      controlPlaneRef: { type: 'konnectNamespacedRef', konnectNamespacedRef: { name: 'plane' } },
      ...spec,
    },
    annotations,
  );

const target = (name: string, address: string, spec: object = {}, annotations = {}) =>
  object(
    core,
    'KongTarget',
    name,
    { upstreamRef: { name: 'minimal' }, target: address, ...spec },
    annotations,
  );

const active = {
  type: 'https',
  concurrency: 3,
  timeout: 0.5,
  http_path: '/health',
  https_sni: 'Example.COM',
  https_verify_certificate: false,
  headers: { 'x-a': ['2', '1'], 'X-B': ['3', '3'], 'x-c': [] },
  healthy: { http_statuses: [302, 200, 302], interval: 1.5, successes: 2 },
  unhealthy: { http_failures: 1, http_statuses: [500, 429], interval: 5, tcp_failures: 2, timeouts: 3 },
};
const passive = {
  type: 'tcp',
  healthy: { successes: 1, http_statuses: [] },
  unhealthy: { http_failures: 0, tcp_failures: 1, timeouts: 0, http_statuses: [503, 500, 503] },
};

const seconds = fc.oneof(
  fc.constant(0),
  fc.integer({ max: 65_535, min: 1 }),
  fc.constantFrom(0.001, 0.1, 1.25, 65_534.5),
);
const counter = fc.integer({ min: 0, max: 255 });
const checkType = fc.constantFrom('tcp', 'http', 'https', 'grpc', 'grpcs');
const http_statuses = fc.option(fc.array(fc.integer({ min: 100, max: 999 }), { maxLength: 32 }), {
  nil: undefined,
});
const headers = fc.dictionary(
  fc.constantFrom('x-a', 'X-B', 'x_c', '~'),
  fc.array(fc.constantFrom('1', '', 'é', ' ')),
);
/** A part of an object may be missing. */
const perhaps = <T>(part: fc.Arbitrary<T>) => fc.option(part, { nil: undefined });

/** Healthchecks in any part that the CRD takes, with lists in any order and with duplicates. */
const healthchecks = fc.record({
  threshold: fc.constantFrom(0, 0.1, 33.333, 99.9, 100),
  active: perhaps(
    fc.record({
      type: checkType,
      concurrency: fc.integer({ min: 1, max: 1_000 }),
      timeout: seconds,
      http_path: fc.constantFrom('/', '/a?b=c&d', '/é'),
      https_verify_certificate: fc.boolean(),
      headers: perhaps(headers),
      healthy: perhaps(fc.record({ http_statuses, interval: seconds, successes: counter })),
      unhealthy: perhaps(
        fc.record({
          http_statuses,
          interval: seconds,
          http_failures: counter,
          tcp_failures: counter,
          timeouts: counter,
        }),
      ),
    }),
  ),
  passive: perhaps(
    fc.record({
      type: checkType,
      healthy: perhaps(fc.record({ http_statuses, successes: counter })),
      unhealthy: perhaps(
        fc.record({ http_statuses, http_failures: counter, tcp_failures: counter, timeouts: counter }),
      ),
    }),
  ),
});

/** The id of a certificate that has to be in `plane` before the upstream that names it. */
export const certificateId = 'C0FFEE00-0000-4000-8000-000000000001';

/** Control planes in all their forms; the entities are in `plane`. */
export const planeShapes: readonly KubernetesObject[] = [
  plane('plane', {}),
  plane('rich', {
    description: 'With all that there is: é, 𝛼, "quotes"\nand lines',
    auth_type: 'pki_client_certs',
    cloud_gateway: false,
    cluster_type: 'CLUSTER_TYPE_CONTROL_PLANE',
    labels: { team: 'a', 'managed-by': 'me', 'a.b-c_d': 'A.b-C_d' },
    proxy_urls: [
      { host: 'b.example.com', port: 443, protocol: 'https' },
      { host: 'a.example.com', port: 80, protocol: 'http' },
    ],
  }),
  plane('empty', { description: '', labels: {}, proxy_urls: [] }),
  // The object's name doesn't fit into a label, and where it is cut stands no letter.
  plane(`${'long-name'.repeat(6)}-12345678--${'x'.repeat(40)}`, { name: 'long' }),
  plane('ingress', { cluster_type: 'CLUSTER_TYPE_K8S_INGRESS_CONTROLLER' }),
  plane(
    'group',
    { cluster_type: 'CLUSTER_TYPE_CONTROL_PLANE_GROUP' },
    { members: [{ name: 'rich' }, { name: 'plane' }] },
  ),
  plane('empty-group', { cluster_type: 'CLUSTER_TYPE_CONTROL_PLANE_GROUP' }),
  plane(
    'twice',
    { cluster_type: 'CLUSTER_TYPE_CONTROL_PLANE_GROUP' },
    { members: [{ name: 'rich' }, { name: 'rich' }] },
  ),
];

/** Upstreams and targets in all their forms. */
export const entityShapes: readonly KubernetesObject[] = [
  upstream('minimal', {}),
  upstream('odd-name', { name: `A.b_c~d-${'x'.repeat(120)}` }),
  upstream(
    'tagged',
    { tags: ['z', 'a', 'z', 'with space', 'managed-by:me', 'k8s-mine:a'] },
    { 'konghq.com/tags': ' m ,, a' },
  ),
  upstream('tagless', { tags: [] }, { 'konghq.com/tags': '' }),
  upstream(
    'long-tags',
    { tags: ['x'.repeat(128)] },
    { 'konghq.com/tags': `${'y'.repeat(200)},${'y'.repeat(128)}` },
  ),
  upstream('slots', {
    slots: 10,
    algorithm: 'least-connections',
    host_header: 'EXAMPLE.com.',
    use_srv_name: true,
  }),
  upstream('defaults', {
    slots: 10_000,
    algorithm: 'round-robin',
    hash_on: 'none',
    hash_fallback: 'none',
    hash_on_cookie_path: '/',
    sticky_sessions_cookie_path: '/',
    use_srv_name: false,
    healthchecks: {
      threshold: 0,
      passive: { type: 'http', healthy: { successes: 0 } },
      active: {
        type: 'http',
        concurrency: 10,
        timeout: 1,
        http_path: '/',
        https_verify_certificate: true,
        healthy: { http_statuses: [302, 200], interval: 0, successes: 0 },
      },
    },
  }),
  upstream('latency', { algorithm: 'latency', slots: 65_536 }),
  upstream('header', { algorithm: 'consistent-hashing', hash_on: 'header', hash_on_header: 'X-A' }),
  upstream('headers', {
    hash_on: 'header',
    hash_on_header: 'x-a',
    hash_fallback: 'header',
    hash_fallback_header: 'X-B',
  }),
  upstream('fallback', {
    hash_on: 'query_arg',
    hash_on_query_arg: 'a',
    hash_fallback: 'uri_capture',
    hash_fallback_uri_capture: 'b',
  }),
  upstream('capture', {
    hash_on: 'uri_capture',
    hash_on_uri_capture: 'c',
    hash_fallback: 'query_arg',
    hash_fallback_query_arg: 'd',
  }),
  upstream('path', { hash_on: 'path', hash_fallback: 'ip' }),
  upstream('consumer', { hash_on: 'consumer', hash_fallback: 'none' }),
  upstream('cookie', { hash_on: 'cookie', hash_on_cookie: 'c', hash_on_cookie_path: '/x' }),
  upstream('sticky', {
    algorithm: 'sticky-sessions',
    sticky_sessions_cookie: 's',
    sticky_sessions_cookie_path: '/y',
  }),
  upstream('active', { healthchecks: { threshold: 55.5, active } }),
  upstream('passive', { healthchecks: { threshold: 0, passive } }),
  upstream('checked', { healthchecks: { threshold: 100, active, passive } }),
  upstream('unchecked', { healthchecks: { threshold: 0 } }),
  upstream('certified', { client_certificate: { id: certificateId } }),
  ...fc
    .sample(healthchecks, { numRuns: 40, seed: 1 })
    .map((checks, at) => upstream(`any-${at}`, { healthchecks: checks })),
  target('address', '10.0.0.1'),
  target('with-port', '10.0.0.2:80', { weight: 0, tags: ['b', 'a'] }, { 'konghq.com/tags': 'b,c' }),
  target('host', 'example.com', { tags: [] }),
  target('host-with-port', 'EXAMPLE.org:65535', { weight: 65_535 }),
  target('host-with-dot', 'example.net.'),
  target('underscore', '_srv.example.net:1'),
  target('six', '[::1]:80'),
  target('six-without-port', '[2001:db8::1]'),
  target('six-bare', '2001:DB8::2'),
  target('six-mapped', '[::ffff:10.0.0.1]:81'),
  target('six-long', '[2001:0db8:0000:0000:0000:0000:0000:0003]:8000', { weight: 100 }),
];
