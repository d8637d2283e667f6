import { describe, expect, it } from 'vitest';
import { convertControlPlane, UnknownConversionError } from './convert-control-plane.ts';

const v1 = 'konnect.konghq.com/v1alpha1';
const v2 = 'konnect.konghq.com/v1alpha2';
const kind = 'KonnectGatewayControlPlane';
const metadata = { name: 'gateway', uid: 'u', annotations: { a: 'b' } };

const request = {
  name: 'gateway',
  description: 'd',
  cluster_type: 'CLUSTER_TYPE_CONTROL_PLANE_GROUP',
  auth_type: 'pki_client_certs',
  cloud_gateway: false,
  proxy_urls: [{ host: 'h', port: 1, protocol: 'http' }],
  labels: { team: 'a' },
};
const others = {
  members: [{ name: 'a' }],
  source: 'Origin',
  konnect: { authRef: { name: 'auth', namespace: 'other' } },
};

const pairs: [string, object, object][] = [
  ['everything', { ...request, ...others }, { createControlPlaneRequest: request, ...others }],
  [
    'a mirror',
    { source: 'Mirror', mirror: { konnect: { id: 'x' } } },
    { source: 'Mirror', mirror: { konnect: { id: 'x' } } },
  ],
  ['a name alone', { name: 'a' }, { createControlPlaneRequest: { name: 'a' } }],
  ['nothing', {}, {}],
];

describe.each(pairs)('a spec with %s', (_case, specV1, specV2) => {
  const objectV1 = { apiVersion: v1, kind, metadata, spec: specV1 };
  const objectV2 = { apiVersion: v2, kind, metadata, spec: specV2 };

  it('is converted forth and back without a loss', () => {
    expect(convertControlPlane(objectV1, v2)).toEqual(objectV2);
    expect(convertControlPlane(objectV2, v1)).toEqual(objectV1);
  });
});

it('a status keeps all but what v1alpha1 does not have', () => {
  const status = { id: '1', konnectEndpoints: { controlPlane: 'a', telemetry: 'b' }, conditions: [] };
  const object = { apiVersion: v2, kind, metadata, spec: {}, status: { ...status, clusterType: 'x' } };
  expect(convertControlPlane(object, v1)).toEqual({ apiVersion: v1, kind, metadata, spec: {}, status });
  expect(convertControlPlane({ ...object, apiVersion: v1, status }, v2)).toMatchObject({ status });
});

it('the same version is left as it is', () => {
  const object = { apiVersion: v2, kind, metadata, spec: {} };
  expect(convertControlPlane(object, v2)).toBe(object);
});

it.each([
  ['another kind', { apiVersion: v1, kind: 'KongTarget' }, v2],
  ['an unknown version', { apiVersion: v1, kind }, 'konnect.konghq.com/v2'],
  ['from an unknown version', { apiVersion: 'konnect.konghq.com/v2', kind }, v1],
])('%s is refused', (_case, object, to) => {
  expect(() => convertControlPlane(object, to)).toThrow(UnknownConversionError);
});
