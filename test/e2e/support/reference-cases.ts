import type { ConditionCase } from './condition-case.ts';
import { chain, kongObjects } from './kong-objects.ts';
import { auths, planes, type Stage, targets, upstreams } from './stage.ts';

const { auth, plane, upstream, target, secret, grant, refused, well } = kongObjects;

/** Another namespace, which the stage has. */
const far = 'far';

/** How the conditions about references get False for each of their reasons. */
export function referenceCases(on: Stage): readonly ConditionCase[] {
  return [
    {
      condition: 'APIAuthResolvedRef RefNotFound',
      why: 'there is none of that name',
      who: [`${planes}/nameless`, `${upstreams}/nameless`, `${targets}/nameless`],
      breaks: () => on.apply(...chain('nameless', 'default', 'later-auth')),
      mends: () => on.apply(auth('later-auth', on.world.konnect.url, on.world.token)),
    },
    {
      condition: 'APIAuthResolvedRef RefInvalid',
      why: 'none is named',
      who: [`${planes}/without`, `${upstreams}/without`, `${targets}/without`],
      breaks: () => on.apply(...chain('without', 'default', undefined)),
      mends: () => on.patch(planes, 'without', { konnect: { authRef: { name: 'auth' } } }),
    },
    {
      condition: 'APIAuthResolvedRef RefNotPermitted',
      why: 'it is in another namespace, and no grant permits that',
      who: [`${planes}/far/crossing`, `${upstreams}/far/crossing`, `${targets}/far/crossing`],
      breaks: () => on.apply(...chain('crossing', far, 'auth', 'default')),
      mends: () =>
        on.apply(
          grant('planes', 'default', ['KonnectGatewayControlPlane', far], ['KonnectAPIAuthConfiguration']),
        ),
    },
    {
      condition: 'APIAuthValid Invalid',
      why: 'the server refuses the token',
      who: [`${auths}/secret`, `${planes}/secret`, `${upstreams}/secret`, `${targets}/secret`],
      breaks: () =>
        on.apply(
          secret('token', 'default', 'kpat_nobody'),
          auth('secret', on.world.konnect.url, { name: 'token' }),
          ...chain('secret', 'default', 'secret'),
        ),
      mends: () => on.apply(secret('token', 'default', on.world.token)),
    },
    {
      condition: 'APIAuthValid Invalid',
      why: 'its Secret is missing',
      who: [`${auths}/no-secret`],
      breaks: () => on.apply(auth('no-secret', on.world.konnect.url, { name: 'late-token' })),
      mends: () => on.apply(secret('late-token', 'default', on.world.token)),
    },
    {
      condition: 'ControlPlaneRefValid Invalid',
      why: 'the control plane is missing',
      who: [`${upstreams}/planeless`, `${targets}/planeless`],
      breaks: () =>
        on.apply(upstream('planeless', {}, 'late-plane'), target('planeless', '10.0.0.1', 'planeless')),
      mends: () => on.apply(plane('late-plane')),
    },
    ...['CLUSTER_TYPE_CONTROL_PLANE_GROUP', 'CLUSTER_TYPE_K8S_INGRESS_CONTROLLER'].map(
      (cluster_type, at) => ({
        condition: 'ControlPlaneRefValid Invalid',
        why: `the control plane is of the type ${cluster_type}`,
        who: [`${upstreams}/odd-${at}`, `${targets}/odd-${at}`],
        breaks: () =>
          on.apply(
            plane(`odd-${at}`, { createControlPlaneRequest: { cluster_type } }),
            upstream(`odd-${at}`, {}, `odd-${at}`),
            target(`odd-${at}`, '10.0.0.1', `odd-${at}`),
          ),
        async mends() {
          await on.remove(planes, `odd-${at}`);
          await on.apply(plane(`odd-${at}`));
        },
      }),
    ),
    {
      condition: 'ControlPlaneRefValid NotProgrammed',
      why: 'the API refuses the control plane',
      who: [`${upstreams}/early`, `${targets}/early`],
      breaks: () => on.apply(plane('y'), upstream('early', {}, 'y'), target('early', '10.0.0.1', 'early')),
      mends: () => on.apply(plane('y', { createControlPlaneRequest: { name: 'long-enough' } })),
    },
    {
      condition: 'KongUpstreamRefValid Invalid',
      why: 'the upstream is missing',
      who: [`${targets}/stray`],
      breaks: () => on.apply(target('stray', '10.0.0.1', 'late-upstream')),
      mends: () => on.apply(upstream('late-upstream')),
    },
    {
      condition: 'KongUpstreamRefValid Invalid',
      why: 'the API refuses the upstream',
      who: [`${targets}/hasty`],
      breaks: () => on.apply(upstream('hasty', refused), target('hasty', '10.0.0.1', 'hasty')),
      mends: () => on.patch(upstreams, 'hasty', well),
    },
    {
      condition: 'KongUpstreamRefValid RefNotPermitted',
      why: 'the upstream is in another namespace, and no grant permits that',
      who: [`${targets}/far/foreign`],
      breaks: () =>
        on.apply(upstream('foreign'), {
          ...target('foreign', '10.0.0.1', 'foreign', {
            upstreamRef: { name: 'foreign', namespace: 'default' },
          }),
          metadata: { name: 'foreign', namespace: far },
        }),
      mends: () => on.apply(grant('targets', 'default', ['KongTarget', far], ['KongUpstream', 'foreign'])),
    },
    {
      condition: 'KongCertificateRefValid Invalid',
      why: 'the kind of the certificate is not served, so the condition is never True',
      who: [`${upstreams}/certified`],
      breaks: () => on.apply(upstream('certified', { clientCertificateRef: { name: 'cert' } })),
      mends: () => on.apply(upstream('certified')),
      ends: 'absent',
    },
    {
      condition: 'ResolvedRefs RefNotPermitted',
      why: 'the control plane is in another namespace, and no grant permits that',
      who: [`${upstreams}/far/guest`],
      breaks: () => on.apply(upstream('guest', {}, 'plane', far)),
      mends: () =>
        on.apply(grant('guests', 'default', ['KongUpstream', far], ['KonnectGatewayControlPlane', 'plane'])),
    },
    {
      condition: 'ResolvedRefs RefNotPermitted',
      why: 'the Secret of the token is in another namespace, and no grant permits that',
      who: [`${auths}/vault`],
      breaks: () =>
        on.apply(
          secret('vault', far, on.world.token),
          auth('vault', on.world.konnect.url, { name: 'vault', namespace: far }),
        ),
      mends: () =>
        on.apply(grant('vault', far, ['KonnectAPIAuthConfiguration', 'default'], ['Secret', 'vault'])),
    },
  ];
}
