import { describe, expect, it } from 'vitest';
import type { Manifest } from '../../test/fake-cluster.ts';
import { auth, controlPlane, stored, target, upstream } from '../../test/manifests.ts';
import { type EntityObject, namespacedName } from '../entity/entity-object.ts';
import { entities } from '../kinds/entities.ts';
import { resolveReferences } from './resolve.ts';

const deletionTimestamp = '2030-01-01T00:00:00Z';

function verdict(type: string, status: string, reason: string, message = '') {
  return { type, status, reason, message, lastTransitionTime: deletionTimestamp };
}

const pending = { conditions: [verdict('Programmed', 'Unknown', 'Pending')] };
const refused = { conditions: [verdict('Programmed', 'False', 'FailedToCreate')] };
const valid = { conditions: [verdict('APIAuthValid', 'True', 'Valid')] };

/** The whole tree in order, of which a case replaces a part. */
const whole: Readonly<Record<string, EntityObject>> = {
  auth: stored(auth(), { status: valid }),
  controlPlane: stored(controlPlane(), { status: { id: 'plane-1' } }),
  upstream: stored(upstream(), { status: { konnect: { id: 'upstream-1' } } }),
  target: stored(target('target-a', '10.0.0.1')),
};

type Parts = Readonly<Record<string, EntityObject | undefined>>;

function changed(manifest: Manifest, parts: { metadata?: object; status?: object } = {}): EntityObject {
  return stored(manifest, parts);
}

function resolve(of: string, parts: Parts = {}, permitted = false) {
  const objects = Object.values({ ...whole, ...parts }).filter((object) => object !== undefined);
  const object = { ...whole, ...parts }[of];
  if (!object) throw new TypeError(`there is no ${of}`);
  const resolution = resolveReferences(
    object,
    (kind) => entities.find((descriptor) => descriptor.kind.kind === kind) ?? {},
    (kind, at) =>
      objects.find((other) => other.kind === kind && namespacedName(other.metadata) === namespacedName(at)),
    () => permitted,
  );
  const said = resolution.conditions.map(({ type, status, reason, message }) =>
    `${type} ${status} ${reason} ${message}`.trim(),
  );
  return { ...resolution, said };
}

const validCondition = {
  upstream: 'KongUpstreamRefValid True Valid',
  controlPlane: 'ControlPlaneRefValid True Valid',
  authResolved: 'APIAuthResolvedRef True ResolvedRef',
  auth: 'APIAuthValid True Valid',
};
const above = [validCondition.authResolved, validCondition.auth];

describe('when everything above is there', () => {
  it.each([
    [
      'target',
      [validCondition.upstream, validCondition.controlPlane, ...above],
      ['upstream', 'controlPlane', 'apiAuth'],
    ],
    ['upstream', [validCondition.controlPlane, ...above], ['controlPlane', 'apiAuth']],
    ['controlPlane', above, ['apiAuth']],
  ])('a %s can be made, and what it refers to is valid', (of, said, roles) => {
    const resolution = resolve(of);
    expect(resolution).toMatchObject({ usable: true, onItsWay: false, said });
    expect(Object.keys(resolution.parents)).toEqual(roles);
  });
});

const namespaced = (name: string) => ({
  type: 'konnectNamespacedRef',
  konnectNamespacedRef: { name, namespace: 'other' },
});

/** What is wrong, of which kind of object, with which parts; what is said of it first; and whether it may be over in a moment. */
const cases: [string, string, Parts, string, boolean][] = [
  [
    'whose upstream is missing',
    'target',
    { upstream: undefined },
    "KongUpstreamRefValid False Invalid KongUpstream default/upstream doesn't exist",
    true,
  ],
  [
    'whose upstream is being deleted',
    'target',
    { upstream: changed(upstream(), { metadata: { deletionTimestamp }, status: { konnect: { id: '1' } } }) },
    'KongUpstreamRefValid False Invalid KongUpstream default/upstream is being deleted',
    false,
  ],
  [
    'whose upstream was created a moment ago',
    'target',
    { upstream: changed(upstream(), { status: pending }) },
    'KongUpstreamRefValid False Invalid KongUpstream default/upstream is not programmed yet',
    true,
  ],
  [
    'whose upstream was refused',
    'target',
    { upstream: changed(upstream(), { status: refused }) },
    'KongUpstreamRefValid False Invalid KongUpstream default/upstream is not programmed yet',
    false,
  ],
  [
    'whose upstream is in another namespace',
    'target',
    {
      target: changed(
        target('target-a', '10.0.0.1', { upstreamRef: { name: 'upstream', namespace: 'other' } }),
      ),
    },
    'KongUpstreamRefValid False RefNotPermitted KongUpstream other/upstream is in another namespace, and no KongReferenceGrant in other permits a KongTarget of default to refer to it',
    false,
  ],
  [
    'whose control plane is missing',
    'upstream',
    { controlPlane: undefined },
    "ControlPlaneRefValid False Invalid KonnectGatewayControlPlane default/gateway doesn't exist",
    true,
  ],
  [
    'whose control plane is being deleted',
    'upstream',
    { controlPlane: changed(controlPlane(), { metadata: { deletionTimestamp }, status: { id: '1' } }) },
    'ControlPlaneRefValid False Invalid KonnectGatewayControlPlane default/gateway is being deleted',
    false,
  ],
  [
    'whose control plane is a group',
    'upstream',
    { controlPlane: changed(controlPlane('gateway', { cluster_type: 'CLUSTER_TYPE_CONTROL_PLANE_GROUP' })) },
    "ControlPlaneRefValid False Invalid KonnectGatewayControlPlane default/gateway is a control-plane group; entities can't be attached to it",
    false,
  ],
  [
    'whose control plane is of the ingress-controller type',
    'upstream',
    {
      controlPlane: changed(controlPlane('gateway', { cluster_type: 'CLUSTER_TYPE_K8S_INGRESS_CONTROLLER' })),
    },
    "ControlPlaneRefValid False Invalid KonnectGatewayControlPlane default/gateway is a control plane of the ingress-controller type; entities can't be attached to it",
    false,
  ],
  [
    'whose control plane nobody has looked at yet',
    'upstream',
    { controlPlane: changed(controlPlane()) },
    'ControlPlaneRefValid False NotProgrammed KonnectGatewayControlPlane default/gateway is not programmed yet',
    true,
  ],
  [
    'whose control plane was refused',
    'upstream',
    { controlPlane: changed(controlPlane(), { status: refused }) },
    'ControlPlaneRefValid False NotProgrammed KonnectGatewayControlPlane default/gateway is not programmed yet',
    false,
  ],
  [
    'whose control plane is in another namespace',
    'upstream',
    { upstream: changed(upstream('upstream', { controlPlaneRef: namespaced('gateway') })) },
    'ResolvedRefs False RefNotPermitted KonnectGatewayControlPlane other/gateway is in another namespace, and no KongReferenceGrant in other permits a KongUpstream of default to refer to it',
    false,
  ],
  [
    'that refers to a certificate',
    'upstream',
    { upstream: changed(upstream('upstream', { clientCertificateRef: { name: 'cert' } })) },
    "KongCertificateRefValid False Invalid spec.clientCertificateRef names KongCertificate default/cert, but the kind KongCertificate isn't served; name the certificate by its id in spec.client_certificate.id",
    false,
  ],
  [
    'that names no auth configuration',
    'controlPlane',
    { controlPlane: changed(controlPlane('gateway', { konnect: undefined })) },
    'APIAuthResolvedRef False RefInvalid spec.konnect.authRef is missing; name the API auth configuration to use',
    false,
  ],
  [
    'whose auth configuration is missing',
    'controlPlane',
    { auth: undefined },
    "APIAuthResolvedRef False RefNotFound KonnectAPIAuthConfiguration default/konnect-api-auth doesn't exist",
    true,
  ],
  [
    'whose auth configuration is in another namespace',
    'controlPlane',
    {
      controlPlane: changed(
        controlPlane('gateway', { konnect: { authRef: { name: 'a', namespace: 'other' } } }),
      ),
    },
    'APIAuthResolvedRef False RefNotPermitted KonnectAPIAuthConfiguration other/a is in another namespace, and no KongReferenceGrant in other permits a KonnectGatewayControlPlane of default to refer to it',
    false,
  ],
];

describe('a reference that can not be used', () => {
  it.each(cases)('an object %s says so: %s', (_case, of, parts, first, onItsWay) => {
    expect(resolve(of, parts)).toMatchObject({
      usable: false,
      onItsWay,
      said: expect.arrayContaining([first]),
    });
    expect(resolve(of, parts).said[0]).toBe(first);
  });

  it('that is missing leaves what lies behind it unjudged', () => {
    expect(resolve('target', { upstream: undefined }).said).toHaveLength(1);
    expect(resolve('target', { controlPlane: undefined }).said).toEqual([
      validCondition.upstream,
      "ControlPlaneRefValid False Invalid KonnectGatewayControlPlane default/gateway doesn't exist",
    ]);
  });

  it('does not hide what is wrong further up', () => {
    const message = 'the token was refused';
    const parts = {
      upstream: changed(upstream(), { status: pending }),
      auth: changed(auth(), {
        status: { conditions: [verdict('APIAuthValid', 'False', 'Invalid', message)] },
      }),
    };
    expect(resolve('target', parts)).toMatchObject({
      usable: false,
      onItsWay: false,
      said: [
        'KongUpstreamRefValid False Invalid KongUpstream default/upstream is not programmed yet',
        validCondition.controlPlane,
        validCondition.authResolved,
        `APIAuthValid False Invalid KonnectAPIAuthConfiguration default/konnect-api-auth: ${message}`,
      ],
    });
  });
});

describe('an auth configuration', () => {
  it.each([
    ['that nobody has checked yet', {}, [validCondition.authResolved], true],
    [
      'that shows the default of its CRD',
      { conditions: [verdict('Valid', 'Unknown', 'Pending', 'Waiting for controller')] },
      [validCondition.authResolved],
      true,
    ],
    [
      'that could not be checked',
      { conditions: [verdict('APIAuthValid', 'Unknown', 'Pending', 'no answer')] },
      [
        validCondition.authResolved,
        'APIAuthValid Unknown Pending KonnectAPIAuthConfiguration default/konnect-api-auth: no answer',
      ],
      true,
    ],
  ])('%s can not be used yet', (_case, status, said, onItsWay) => {
    expect(resolve('controlPlane', { auth: changed(auth(), { status }) })).toMatchObject({
      usable: false,
      onItsWay,
      said,
    });
  });

  it('that is being deleted can be used as long as it is held', () => {
    const parts = { auth: changed(auth(), { metadata: { deletionTimestamp }, status: valid }) };
    expect(resolve('target', parts).usable).toBe(true);
  });
});

it('never says more than the eight conditions that a CRD allows', () => {
  const most = {
    upstream: changed(
      upstream('upstream', {
        clientCertificateRef: { name: 'cert' },
        controlPlaneRef: namespaced('gateway'),
      }),
    ),
  };
  for (const of of ['target', 'upstream', 'controlPlane']) {
    expect(resolve(of, most).said.length + 1).toBeLessThanOrEqual(8);
  }
});
