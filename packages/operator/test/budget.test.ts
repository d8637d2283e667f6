import { describe, expect, it } from 'vitest';
import type { StoredObject } from './fake-cluster.ts';
import { auth, controlPlane, secret, target, upstream } from './manifests.ts';
import { World } from './world.ts';

/** Targets of the upstreams that they name, spread evenly over them. */
function targetsOf(upstreams: readonly string[], count: number) {
  return Array.from({ length: count }, (_, at) => {
    const name = upstreams[at % upstreams.length] ?? '';
    return target(`target-${at}`, `10.0.${Math.floor(at / 250)}.${at % 250}`, { upstreamRef: { name } });
  });
}

function expectBudget(world: World, objects: readonly StoredObject[]): void {
  for (const object of objects) {
    expect(world.programmed(object.kind, object.metadata.name)).toBe('True Programmed');
    expect(world.writesTo(object)).toEqual(['finalizers', 'status']);
  }
}

describe('what a new entity costs: two Kubernetes writes and one Konnect call', () => {
  it('for one target of an upstream that is there', async () => {
    const world = new World();
    world.create(secret(), auth(), controlPlane(), upstream());
    await world.start();
    world.countFromHere();

    world.create(target('target-a', '10.0.0.1', { weight: 30 }));
    await world.settle();

    expectBudget(world, world.cluster.list('KongTarget'));
    expect(world.cluster.writes).toHaveLength(2);
    expect(world.konnect.calls).toHaveLength(1);
    expect(world.konnect.targets()).toMatchObject([{ target: '10.0.0.1:8000', weight: 30 }]);
    await world.stop();
  });

  it.each([
    ['before their upstreams', (targets: () => void, upstreams: () => void) => [targets, upstreams]],
    ['after their upstreams', (targets: () => void, upstreams: () => void) => [upstreams, targets]],
  ])('for 200 targets that come %s', async (_order, inOrder) => {
    const names = Array.from({ length: 20 }, (_, at) => `upstream-${at}`);
    const world = new World();
    world.create(secret(), auth(), controlPlane());
    await world.start();
    world.countFromHere();

    const steps = inOrder(
      () => world.create(...targetsOf(names, 200)),
      () => world.create(...names.map((name) => upstream(name))),
    );
    for (const step of steps) {
      step();
      await world.settle();
    }
    await world.pass(5_000);

    expectBudget(world, [...world.cluster.list('KongUpstream'), ...world.cluster.list('KongTarget')]);
    expect(world.konnect.targets()).toHaveLength(200);
    expect(world.konnect.changes).toHaveLength(220);
    expect(world.konnect.calls).toHaveLength(220);
    await world.stop();
  });

  it('for everything that is there when the operator starts', async () => {
    const world = new World();
    world.create(...targetsOf(['upstream'], 50), upstream(), controlPlane(), auth(), secret());
    await world.start();

    expectBudget(world, [
      ...world.cluster.list('KonnectGatewayControlPlane'),
      ...world.cluster.list('KongUpstream'),
      ...world.cluster.list('KongTarget'),
    ]);
    expect(world.konnect.changes).toHaveLength(52);
    await world.stop();
  });
});

describe('what is at rest costs nothing', () => {
  async function atRest(): Promise<World> {
    const world = new World();
    world.create(secret(), auth(), controlPlane(), upstream(), ...targetsOf(['upstream'], 30));
    await world.start();
    world.countFromHere();
    return world;
  }

  it('a second look at every object writes nothing and calls nobody', async () => {
    const world = await atRest();
    for (const kind of ['KonnectGatewayControlPlane', 'KongUpstream', 'KongTarget']) {
      for (const { metadata } of world.cluster.list(kind)) world.core.wake(kind, metadata);
    }
    await world.settle();
    expect(world.cluster.writes).toEqual([]);
    expect(world.konnect.calls).toEqual([]);
    await world.stop();
  });

  it('a sync period costs a call per collection and one per token, and no write', async () => {
    const world = await atRest();
    await world.pass(world.syncPeriodMs + 1_000);
    expect(world.cluster.writes).toEqual([]);
    expect(world.konnect.calls.map(({ method }) => method)).toEqual(['GET', 'GET', 'GET', 'GET']);
    await world.stop();
  });

  it('a restart makes no write, neither in Konnect nor in the cluster', async () => {
    const world = await atRest();
    await world.restart();
    await world.pass(2 * world.syncPeriodMs);
    expect(world.konnect.changes).toEqual([]);
    expect(world.cluster.writes).toEqual([]);
    await world.stop();
  });
});

it('conditions carry the time of day and the generation', async () => {
  const world = new World();
  world.create(secret(), auth(), controlPlane(), upstream());
  await world.start();
  const { metadata, status } = world.cluster.get('KongUpstream', 'upstream');
  expect(metadata.generation).toBe(1);
  for (const condition of status?.conditions ?? []) {
    expect(condition).toMatchObject({
      observedGeneration: 1,
      lastTransitionTime: expect.stringMatching(/^2030-01-01T00:0\d:\d\dZ$/),
    });
  }
  await world.stop();
});
