import { readFileSync } from 'node:fs';
import type { KubernetesObject, Resource } from '@sluice/controller-runtime';
import {
  KongTarget,
  KongUpstream,
  KonnectAPIAuthConfiguration,
  KonnectGatewayControlPlane,
  resourceOf,
} from '@sluice/kong-resources';
import { startOperator } from '@sluice/operator';
import { pino } from 'pino';
import { afterAll, beforeAll, expect, it, onTestFinished, vi } from 'vitest';
import { ChaosProxy } from './support/chaos-proxy.ts';
import { type FaultWorld, startFaultWorld } from './support/fault-world.ts';

let world: FaultWorld;
beforeAll(async () => {
  world = await startFaultWorld();
});
afterAll(() => world?.stop());

const resources: Readonly<Record<string, Resource>> = Object.fromEntries(
  [KonnectAPIAuthConfiguration, KonnectGatewayControlPlane, KongUpstream, KongTarget].map((kind) => [
    kind.kind,
    resourceOf(kind),
  ]),
);
const namespace = 'default';
const anyPort = { host: '127.0.0.1', port: 0 };
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

const plane = (name: string, request: object, beside: object = {}) =>
  object('konnect.konghq.com/v1alpha2', 'KonnectGatewayControlPlane', name, {
    createControlPlaneRequest: { name, ...request },
    konnect: { authRef: { name: 'auth' } },
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

const target = (name: string, address: string, spec: object = {}) =>
  object(core, 'KongTarget', name, { upstreamRef: { name: 'minimal' }, target: address, ...spec });

const active = {
  type: 'https',
  concurrency: 3,
  timeout: 0.5,
  http_path: '/health',
  https_sni: 'example.com',
  https_verify_certificate: false,
  headers: { 'x-a': ['2', '1'], 'x-b': ['3'] },
  healthy: { http_statuses: [302, 200], interval: 1.5, successes: 2 },
  unhealthy: { http_failures: 1, http_statuses: [500, 429], interval: 5, tcp_failures: 2, timeouts: 3 },
};
const passive = {
  type: 'tcp',
  healthy: { successes: 1 },
  unhealthy: { http_failures: 0, tcp_failures: 1, timeouts: 0, http_statuses: [503, 500] },
};

const shapes: readonly KubernetesObject[] = [
  plane('plane', {}),
  plane('rich', {
    description: 'With all that there is',
    auth_type: 'pki_client_certs',
    labels: { team: 'a', 'managed-by': 'me' },
    proxy_urls: [
      { host: 'b.example.com', port: 443, protocol: 'https' },
      { host: 'a.example.com', port: 80, protocol: 'http' },
    ],
  }),
  plane('group', { cluster_type: 'CLUSTER_TYPE_CONTROL_PLANE_GROUP' }, { members: [{ name: 'rich' }] }),
  plane('empty-group', { cluster_type: 'CLUSTER_TYPE_CONTROL_PLANE_GROUP' }),
  upstream('minimal', {}),
  upstream('tagged', { tags: ['z', 'a', 'z'] }, { 'konghq.com/tags': ' m ,, a' }),
  upstream('slots', {
    slots: 10,
    algorithm: 'least-connections',
    host_header: 'example.com',
    use_srv_name: true,
  }),
  upstream('header', { algorithm: 'consistent-hashing', hash_on: 'header', hash_on_header: 'X-A' }),
  upstream('fallback', {
    hash_on: 'query_arg',
    hash_on_query_arg: 'a',
    hash_fallback: 'uri_capture',
    hash_fallback_uri_capture: 'b',
  }),
  upstream('cookie', { hash_on: 'cookie', hash_on_cookie: 'c', hash_on_cookie_path: '/x' }),
  upstream('sticky', {
    algorithm: 'sticky-sessions',
    sticky_sessions_cookie: 's',
    sticky_sessions_cookie_path: '/y',
  }),
  upstream('active', { healthchecks: { threshold: 55.5, active } }),
  upstream('passive', { healthchecks: { threshold: 0, passive } }),
  upstream('checked', { healthchecks: { threshold: 100, active, passive } }),
  target('address', '10.0.0.1'),
  target('with-port', '10.0.0.2:80', { weight: 0, tags: ['b', 'a'] }),
  target('host', 'example.com'),
  target('host-with-port', 'EXAMPLE.org:65535', { weight: 65535 }),
  target('six', '[::1]:80'),
  target('six-without-port', '[2001:db8::1]'),
];

async function everything(): Promise<KubernetesObject[]> {
  const lists = await Promise.all(
    Object.values(resources).map((resource) => world.client.list(resource, { namespace })),
  );
  return lists.flatMap(({ items }) => items);
}

it('100 scans over every shape of entity write nothing, neither to Konnect nor to the cluster', async () => {
  const konnect = await ChaosProxy.start(world.backends.konnect, world.tls);
  const operator = await startOperator({
    cluster: world.cluster,
    logger: pino({ level: 'silent' }),
    konnectCa: readFileSync(world.konnect.caFile, 'utf8'),
    syncPeriodMs: 50,
    metricsAddress: anyPort,
    healthAddress: anyPort,
  });
  onTestFinished(async () => {
    await operator.close();
    await konnect.stop();
  });
  const token = readFileSync(world.konnect.tokenFile, 'utf8').trim();
  const auth = object('konnect.konghq.com/v1alpha1', 'KonnectAPIAuthConfiguration', 'auth', {
    type: 'token',
    token,
    serverURL: konnect.url,
  });
  for (const shape of [auth, ...shapes]) {
    await world.client.create(resources[shape.kind ?? ''] as Resource, shape);
  }
  await vi.waitFor(
    async () => {
      const waiting = (await everything()).filter((made) => {
        const { conditions = [] } = (made as { status?: { conditions?: { type: string; status: string }[] } })
          .status ?? { conditions: [] };
        return !conditions.some(
          ({ type, status }) => (type === 'Programmed' || type === 'APIAuthValid') && status === 'True',
        );
      });
      expect(waiting.map(({ metadata }) => metadata.name)).toEqual([]);
    },
    { timeout: 30_000, interval: 200 },
  );
  const scans = () => konnect.asked.filter((asked) => asked.includes('/core-entities/targets')).length;
  const writes = () => konnect.asked.filter((asked) => !asked.startsWith('GET'));
  const [before, written, scanned] = [await everything(), writes().length, scans()];

  // Control planes that are no groups: two.
  await vi.waitFor(() => expect(scans() - scanned).toBeGreaterThanOrEqual(200), {
    timeout: 60_000,
    interval: 50,
  });
  expect(writes().slice(written)).toEqual([]);
  expect(await everything()).toEqual(before);
  const events = await world.client.list({ group: '', version: 'v1', plural: 'events', namespaced: true });
  expect(events.items).toEqual([]);
});
