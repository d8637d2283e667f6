import { describe, expect, it } from 'vitest';
import type { StoredObject } from './fake-cluster.ts';
import { auth, controlPlane, grant, inNamespace, secret, target, upstream } from './manifests.ts';
import { World } from './world.ts';

const core = 'configuration.konghq.com';
const konnect = 'konnect.konghq.com';

/** A Secret in `vault`, an auth configuration in `auth`, a control plane in `platform`, an upstream in `apps`, a target in `team`. */
function create(world: World): void {
  world.create(
    inNamespace('vault', secret()),
    inNamespace('auth', {
      ...auth(),
      spec: {
        type: 'secretRef',
        secretRef: { name: 'konnect-token', namespace: 'vault' },
        serverURL: 'https://konnect.test',
      },
    }),
    inNamespace(
      'platform',
      controlPlane('gateway', { konnect: { authRef: { name: 'konnect-api-auth', namespace: 'auth' } } }),
    ),
    inNamespace(
      'apps',
      upstream('upstream', {
        controlPlaneRef: {
          type: 'konnectNamespacedRef',
          konnectNamespacedRef: { name: 'gateway', namespace: 'platform' },
        },
      }),
    ),
    inNamespace(
      'team',
      target('target-a', '10.0.0.1', { upstreamRef: { name: 'upstream', namespace: 'apps' } }),
    ),
  );
}

/** The grants that let each refer to the next, by whom they are for. */
const grants = {
  KonnectAPIAuthConfiguration: inNamespace(
    'vault',
    grant(
      'for-auth',
      [{ group: konnect, kind: 'KonnectAPIAuthConfiguration', namespace: 'auth' }],
      [{ group: 'core', kind: 'Secret', name: 'konnect-token' }],
    ),
  ),
  KonnectGatewayControlPlane: inNamespace(
    'auth',
    grant(
      'for-planes',
      [{ group: konnect, kind: 'KonnectGatewayControlPlane', namespace: 'platform' }],
      [{ group: konnect, kind: 'KonnectAPIAuthConfiguration' }],
    ),
  ),
  KongUpstream: inNamespace(
    'platform',
    grant(
      'for-upstreams',
      [{ group: core, kind: 'KongUpstream', namespace: 'apps' }],
      [{ group: konnect, kind: 'KonnectGatewayControlPlane' }],
    ),
  ),
  KongTarget: inNamespace(
    'apps',
    grant(
      'for-targets',
      [{ group: core, kind: 'KongTarget', namespace: 'team' }],
      [{ group: core, kind: 'KongUpstream' }],
    ),
  ),
} as const;

const places = {
  KonnectAPIAuthConfiguration: ['konnect-api-auth', 'auth'],
  KonnectGatewayControlPlane: ['gateway', 'platform'],
  KongUpstream: ['upstream', 'apps'],
  KongTarget: ['target-a', 'team'],
} as const;

type Referrer = keyof typeof grants;

function verdicts(world: World, kind: Referrer): string[] {
  const [name, namespace] = places[kind];
  const object: StoredObject = world.cluster.get(kind, name, namespace);
  return (object.status?.conditions ?? []).map(({ type, status, reason }) => `${type} ${status} ${reason}`);
}

async function granted(): Promise<World> {
  const world = new World();
  create(world);
  world.create(...Object.values(grants));
  await world.start();
  await world.pass(2_000);
  return world;
}

describe('references across namespaces', () => {
  it('work where a grant permits each of them', async () => {
    const world = await granted();
    expect(verdicts(world, 'KongTarget')).toContain('Programmed True Programmed');
    expect(verdicts(world, 'KonnectAPIAuthConfiguration')).toEqual([
      'APIAuthValid True Valid',
      'ResolvedRefs True ResolvedRefs',
    ]);
    expect(verdicts(world, 'KongUpstream')).toContain('ResolvedRefs True ResolvedRefs');
    expect(verdicts(world, 'KonnectGatewayControlPlane')).toContain('APIAuthResolvedRef True ResolvedRef');
    await world.stop();
  });

  it.each<[Referrer, string]>([
    ['KonnectAPIAuthConfiguration', 'ResolvedRefs False RefNotPermitted'],
    ['KonnectGatewayControlPlane', 'APIAuthResolvedRef False RefNotPermitted'],
    ['KongUpstream', 'ResolvedRefs False RefNotPermitted'],
    ['KongTarget', 'KongUpstreamRefValid False RefNotPermitted'],
  ])('a %s without its grant says so: %s; with it, all is well again', async (kind, verdict) => {
    const world = await granted();
    const { metadata } = grants[kind];
    world.cluster.delete('KongReferenceGrant', metadata.name, metadata.namespace);
    await world.pass(2_000);
    expect(verdicts(world, kind)).toContain(verdict);
    if (kind !== 'KonnectAPIAuthConfiguration') {
      expect(verdicts(world, kind)).toContain('Programmed False ConditionWithStatusFalseExists');
    }
    world.create(grants[kind]);
    await world.pass(2_000);
    expect(verdicts(world, 'KongTarget')).toContain('Programmed True Programmed');
    expect(world.konnect.targets()).toHaveLength(1);
    await world.stop();
  });

  it('end with the deletion of everything, though the grants go first', async () => {
    const world = await granted();
    for (const { metadata } of Object.values(grants).slice(1)) {
      world.cluster.delete('KongReferenceGrant', metadata.name, metadata.namespace);
    }
    for (const [kind, [name, namespace]] of Object.entries(places))
      world.cluster.delete(kind, name, namespace);
    world.cluster.delete('Secret', 'konnect-token', 'vault');
    await world.pass(10_000);
    for (const kind of [...Object.keys(places), 'Secret']) expect(world.cluster.list(kind)).toEqual([]);
    expect(world.konnect.planes()).toEqual([]);
    await world.stop();
  });
});
