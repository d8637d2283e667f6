import { describe, expect, it } from 'vitest';
import type { Manifest } from './fake-cluster.ts';
import { auth, controlPlane, secret, target, upstream } from './manifests.ts';
import { World } from './world.ts';

function permutations<T>(items: readonly T[]): T[][] {
  if (items.length < 2) return [[...items]];
  return items.flatMap((item, at) => permutations(items.toSpliced(at, 1)).map((rest) => [item, ...rest]));
}

const parts: readonly Manifest[] = [
  secret(),
  auth(),
  controlPlane(),
  upstream(),
  target('target-a', '10.0.0.1'),
];
const orders = permutations(parts).map((order) => [order.map(({ kind }) => kind).join(', '), order] as const);

async function expectProgrammed(world: World): Promise<void> {
  for (const kind of ['KonnectGatewayControlPlane', 'KongUpstream', 'KongTarget']) {
    for (const { metadata } of world.cluster.list(kind)) {
      expect(world.programmed(kind, metadata.name)).toBe('True Programmed');
    }
  }
  expect(world.konnect.planes()).toHaveLength(1);
  expect(world.konnect.upstreams()).toHaveLength(1);
  expect(world.konnect.targets()).toHaveLength(1);
  const conditions = world.cluster.get('KongTarget', 'target-a').status?.conditions ?? [];
  expect(conditions.map(({ type, status }) => `${type}=${status}`).sort()).toEqual([
    'APIAuthResolvedRef=True',
    'APIAuthValid=True',
    'ControlPlaneRefValid=True',
    'KongUpstreamRefValid=True',
    'Programmed=True',
  ]);
  await world.stop();
}

describe('everything becomes programmed', () => {
  it.each(orders)('when a minute lies between each: %s', async (_name, order) => {
    const world = new World();
    await world.start();
    for (const manifest of order) {
      world.create(manifest);
      await world.pass(60_000);
    }
    await expectProgrammed(world);
  });

  it.each(orders.filter((_, at) => at % 7 === 0))('when all come at once: %s', async (_name, order) => {
    const world = new World();
    await world.start();
    world.create(...order);
    await world.pass(2_000);
    await expectProgrammed(world);
  });
});

describe('what waits says for what', () => {
  const whole = () => [secret(), auth(), controlPlane(), upstream(), target('target-a', '10.0.0.1')];
  const some = {
    verdict: 'False ConditionWithStatusFalseExists',
    message: 'Some conditions have status set to False',
  };

  it.each([
    [
      'a target without its upstream',
      ['KongUpstream'],
      'KongTarget',
      [['KongUpstreamRefValid', 'False Invalid', "KongUpstream default/upstream doesn't exist"]],
    ],
    [
      'a target whose upstream has no control plane',
      ['KonnectGatewayControlPlane'],
      'KongTarget',
      [
        ['KongUpstreamRefValid', 'False Invalid', 'KongUpstream default/upstream is not programmed yet'],
        ['ControlPlaneRefValid', 'False Invalid', "KonnectGatewayControlPlane default/gateway doesn't exist"],
      ],
    ],
    [
      'an upstream without its control plane',
      ['KonnectGatewayControlPlane'],
      'KongUpstream',
      [['ControlPlaneRefValid', 'False Invalid', "KonnectGatewayControlPlane default/gateway doesn't exist"]],
    ],
    [
      'an upstream whose control plane has no auth configuration',
      ['KonnectAPIAuthConfiguration'],
      'KongUpstream',
      [
        [
          'ControlPlaneRefValid',
          'False NotProgrammed',
          'KonnectGatewayControlPlane default/gateway is not programmed yet',
        ],
        [
          'APIAuthResolvedRef',
          'False RefNotFound',
          "KonnectAPIAuthConfiguration default/konnect-api-auth doesn't exist",
        ],
      ],
    ],
    [
      'a control plane without its auth configuration',
      ['KonnectAPIAuthConfiguration'],
      'KonnectGatewayControlPlane',
      [
        [
          'APIAuthResolvedRef',
          'False RefNotFound',
          "KonnectAPIAuthConfiguration default/konnect-api-auth doesn't exist",
        ],
      ],
    ],
    [
      'a control plane whose token is missing',
      ['Secret'],
      'KonnectGatewayControlPlane',
      [
        ['APIAuthResolvedRef', 'True ResolvedRef', ''],
        [
          'APIAuthValid',
          'False Invalid',
          'KonnectAPIAuthConfiguration default/konnect-api-auth: there is no Secret default/konnect-token with the label konghq.com/credential: konnect',
        ],
      ],
    ],
  ])('%s', async (_case, missing, kind, expected) => {
    const world = new World();
    world.create(...whole().filter((manifest) => !missing.includes(manifest.kind)));
    await world.start();
    await world.pass(2_000);

    const [object] = world.cluster.list(kind);
    const name = object?.metadata.name ?? '';
    for (const [type = '', verdict, message] of expected) {
      expect(world.condition(kind, name, type)).toEqual({ verdict, message });
    }
    expect(world.condition(kind, name, 'Programmed')).toEqual(some);
    // What couldn't be judged is absent.
    expect(object && world.cluster.get(kind, name).status?.conditions).toHaveLength(expected.length + 1);

    world.countFromHere();
    await world.pass(3 * world.syncPeriodMs);
    expect(world.cluster.writes).toEqual([]);
    await world.stop();
  });
});
