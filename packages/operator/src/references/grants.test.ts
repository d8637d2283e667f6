import type { KongReferenceGrant } from '@sluice/kong-resources';
import { describe, expect, it } from 'vitest';
import { grant, stored } from '../../test/manifests.ts';
import { crossing, isPermitted } from './grants.ts';

const from = { group: 'configuration.konghq.com', kind: 'KongUpstream', namespace: 'apps' };
const to = { group: 'konnect.konghq.com', kind: 'KonnectGatewayControlPlane', name: 'gateway' };

const grantOf = (spec: object, metadata: object = {}) =>
  stored<KongReferenceGrant>(grant('grant', [from], [to]), { metadata, ...{ spec } });

describe('a grant permits a reference', () => {
  it.each([
    ['of that group, kind and namespace to that object', { from: [from], to: [to] }],
    [
      'to any object of the kind, where it names none',
      { from: [from], to: [{ group: to.group, kind: to.kind }] },
    ],
    [
      'where one of several entries fits',
      { from: [{ ...from, namespace: 'other' }, from], to: [{ ...to, name: 'x' }, to] },
    ],
  ])('%s', (_case, spec) => {
    expect(isPermitted([grantOf(spec)], from, to)).toBe(true);
  });
});

describe('a grant does not permit a reference', () => {
  it.each<[string, object, object?]>([
    ['of another group', { from: [{ ...from, group: 'x' }], to: [to] }],
    ['of another kind', { from: [{ ...from, kind: 'KongTarget' }], to: [to] }],
    ['of another namespace', { from: [{ ...from, namespace: 'other' }], to: [to] }],
    ['to another name', { from: [from], to: [{ ...to, name: 'other' }] }],
    ['to another kind', { from: [from], to: [{ ...to, kind: 'KonnectAPIAuthConfiguration' }] }],
    ['to another group', { from: [from], to: [{ ...to, group: 'core' }] }],
    ['while it is being deleted', { from: [from], to: [to] }, { deletionTimestamp: '2030-01-01T00:00:00Z' }],
  ])('%s', (_case, spec, metadata) => {
    expect(isPermitted([grantOf(spec, metadata)], from, to)).toBe(false);
  });
});

it('a reference within a namespace crosses nothing', () => {
  expect(crossing(from, { ...to, namespace: 'apps' }, () => false)).toBeUndefined();
});

it('one that is not permitted says which grant is missing', () => {
  expect(crossing(from, { ...to, namespace: 'platform' }, () => false)).toEqual({
    permitted: false,
    message:
      'KonnectGatewayControlPlane platform/gateway is in another namespace, and no KongReferenceGrant in platform permits a KongUpstream of apps to refer to it',
  });
});
