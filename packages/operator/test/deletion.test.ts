import { describe, expect, it } from 'vitest';
import { serverError, unreachable } from './fake-konnect.ts';
import { auth, controlPlane, secret, target, upstream } from './manifests.ts';
import { World } from './world.ts';

async function programmed(): Promise<World> {
  const world = new World();
  world.create(
    secret(),
    auth(),
    controlPlane(),
    upstream(),
    target('target-a', '10.0.0.1'),
    target('target-b', '10.0.0.2'),
  );
  await world.start();
  world.countFromHere();
  return world;
}

const down = () => {
  throw unreachable();
};

function expectNothingLeft(world: World): void {
  for (const kind of ['KonnectGatewayControlPlane', 'KongUpstream', 'KongTarget']) {
    expect(world.cluster.list(kind)).toEqual([]);
  }
  expect(world.konnect.planes()).toEqual([]);
}

const objects = [
  ['KonnectGatewayControlPlane', 'gateway'],
  ['KongUpstream', 'upstream'],
  ['KongTarget', 'target-a'],
  ['KongTarget', 'target-b'],
] as const;

describe('everything that is deleted goes, in Konnect and in the cluster', () => {
  it.each([
    ['parents first', objects],
    ['children first', objects.toReversed()],
  ])('%s, one after the other', async (_order, order) => {
    const world = await programmed();
    for (const [kind, name] of order) {
      world.cluster.delete(kind, name);
      await world.pass(3_000);
      expect(world.cluster.find(kind, name)).toBeUndefined();
    }
    expectNothingLeft(world);
    await world.stop();
  });

  it('at once, and a control plane that is gone costs what was in it no call', async () => {
    const world = await programmed();
    for (const [kind, name] of objects) world.cluster.delete(kind, name);
    await world.pass(10_000);
    expectNothingLeft(world);
    await world.stop();
  });

  it('after a restart, though the process knows nothing', async () => {
    const world = await programmed();
    await world.stop();
    for (const [kind, name] of objects) world.cluster.delete(kind, name);
    await world.start();
    await world.pass(10_000);
    expectNothingLeft(world);
    await world.stop();
  });

  it('without memory of what has left', async () => {
    const world = await programmed();
    const { size } = world.core.memories;
    world.cluster.delete('KongTarget', 'target-a');
    world.cluster.delete('KongTarget', 'target-b');
    await world.pass(2 * world.syncPeriodMs);
    expect(world.core.memories.size).toBe(size - 2);
    await world.stop();
  });
});

it('targets of an upstream that is deleted say so, and are created again when it returns', async () => {
  const world = await programmed();
  world.cluster.delete('KongUpstream', 'upstream');
  await world.pass(3_000);
  expect(world.konnect.targets()).toEqual([]);
  expect(world.condition('KongTarget', 'target-a', 'KongUpstreamRefValid')).toEqual({
    verdict: 'False Invalid',
    message: "KongUpstream default/upstream doesn't exist",
  });
  expect(world.programmed('KongTarget', 'target-a')).toBe('False ConditionWithStatusFalseExists');

  world.create(upstream());
  await world.pass(3_000);
  const upstreamId = world.cluster.get('KongUpstream', 'upstream').status?.konnect?.['id'];
  const returned = world.konnect.targets().map((entity) => `${entity.target} of ${entity.upstream?.id}`);
  expect(returned.sort()).toEqual([`10.0.0.1:8000 of ${upstreamId}`, `10.0.0.2:8000 of ${upstreamId}`]);
  expect(world.programmed('KongTarget', 'target-a')).toBe('True Programmed');
  expect(world.cluster.get('KongTarget', 'target-a').status?.konnect?.['upstreamID']).toBe(upstreamId);
  await world.stop();
});

describe('a deletion while the server is down', () => {
  it.each([
    ['out of reach', unreachable(), 'https://konnect.test could not be reached: connect ECONNREFUSED'],
    ['failing', serverError(), 'https://konnect.test answered 500: internal error'],
  ])('waits, says for what, and ends by itself: %s', async (_case, error, why) => {
    const world = await programmed();
    world.konnect.before = () => {
      throw error;
    };
    world.cluster.delete('KongTarget', 'target-a');
    await world.pass(60_000);
    expect(world.condition('KongTarget', 'target-a', 'Programmed')).toEqual({
      verdict: 'False KonnectAPIOpFailed',
      message: `deletion waits for the server: ${why}`,
    });
    expect(world.writesTo(world.cluster.get('KongTarget', 'target-a'))).toEqual(['status']);
    world.konnect.before = () => undefined;
    await world.pass(15_000);
    expect(world.cluster.find('KongTarget', 'target-a')).toBeUndefined();
    expect(world.konnect.targets()).toHaveLength(1);
    await world.stop();
  });

  it('ends at once with the annotation, and leaves the entity where it is', async () => {
    const world = await programmed();
    world.konnect.before = down;
    world.cluster.delete('KongTarget', 'target-a');
    await world.pass(10_000);
    world.cluster.edit('KongTarget', 'target-a', {
      metadata: { annotations: { 'sluice/deletion-policy': 'Orphan' } },
    });
    await world.settle();
    expect(world.cluster.find('KongTarget', 'target-a')).toBeUndefined();
    expect(world.konnect.targets()).toHaveLength(2);
    await world.stop();
  });
});

it('what somebody else has removed already is gone', async () => {
  const world = await programmed();
  const { controlPlaneID = '', id = '' } = world.cluster.get('KongTarget', 'target-a').status?.konnect ?? {};
  world.konnect.deleteTarget(controlPlaneID, id);
  world.cluster.delete('KongTarget', 'target-a');
  await world.settle();
  expect(world.cluster.find('KongTarget', 'target-a')).toBeUndefined();
  await world.stop();
});

it('an entity whose id was never written down is found by its tag', async () => {
  const world = await programmed();
  world.create(target('target-c', '10.0.0.3'));
  world.konnect.after = ({ method }) => {
    if (method === 'PUT') world.kill();
    return undefined;
  };
  await world.settle();
  expect(world.konnect.targets()).toHaveLength(3);
  expect(world.cluster.get('KongTarget', 'target-c').status?.konnect).toBeUndefined();

  world.konnect.after = () => undefined;
  world.cluster.delete('KongTarget', 'target-c');
  await world.start();
  expect(world.cluster.find('KongTarget', 'target-c')).toBeUndefined();
  expect(world.konnect.targets()).toHaveLength(2);
  await world.stop();
});

it('an object that was never made real needs no server to be deleted', async () => {
  const world = new World();
  world.create(target('target-a', '10.0.0.1'), upstream());
  await world.start();
  await world.pass(2_000);
  world.cluster.delete('KongTarget', 'target-a');
  world.cluster.delete('KongUpstream', 'upstream');
  await world.settle();
  expect(world.cluster.list('KongTarget')).toEqual([]);
  expect(world.cluster.list('KongUpstream')).toEqual([]);
  await world.stop();
});

it('an object that is deleted and made again during a call gets an entity of its own', async () => {
  const world = await programmed();
  const { promise, resolve } = Promise.withResolvers<void>();
  world.konnect.before = ({ method }) => (method === 'PUT' ? promise : undefined);
  world.create(target('target-c', '10.0.0.3'));
  await world.settle();
  world.cluster.delete('KongTarget', 'target-c');
  resolve();
  await world.settle();
  expect(world.cluster.find('KongTarget', 'target-c')).toBeUndefined();
  world.create(target('target-c', '10.0.0.3'));
  await world.settle();
  const { status } = world.cluster.get('KongTarget', 'target-c');
  expect(world.konnect.targets()[2]?.id).toBe(status?.konnect?.['id']);
  expect(world.konnect.targets()).toHaveLength(3);
  await world.stop();
});

describe('a control plane that is deleted but orphaned', () => {
  async function orphaned(): Promise<World> {
    const world = await programmed();
    world.cluster.edit('KonnectGatewayControlPlane', 'gateway', {
      metadata: { annotations: { 'sluice/deletion-policy': 'Orphan' } },
    });
    world.cluster.delete('KonnectGatewayControlPlane', 'gateway');
    await world.pass(3_000);
    expect(world.konnect.planes()).toHaveLength(1);
    expect(world.konnect.targets()).toHaveLength(2);
    return world;
  }

  it('lives on, and what is in it can still be deleted', async () => {
    const world = await orphaned();
    world.cluster.delete('KongUpstream', 'upstream');
    world.cluster.delete('KongTarget', 'target-a');
    await world.pass(3_000);
    expect(world.cluster.list('KongUpstream')).toEqual([]);
    expect(world.cluster.list('KongTarget')).toHaveLength(1);
    expect(world.konnect.upstreams()).toEqual([]);
    await world.stop();
  });

  it('keeps its entities; the objects get others, under other ids, in the one that takes its place', async () => {
    const world = await orphaned();
    const before = world.konnect.targets().map(({ id }) => id);
    const [old] = world.konnect.planes();
    world.create(controlPlane('gateway', { name: 'gateway-2' }));
    await world.pass(3_000);
    const planeId = world.cluster.get('KonnectGatewayControlPlane', 'gateway').status?.id ?? '';
    expect(planeId).not.toBe(old?.id);
    expect([...world.konnect.plane(old?.id ?? '').targets.keys()].sort()).toEqual(before.sort());
    const { targets } = world.konnect.plane(planeId);
    expect(targets.size).toBe(2);
    for (const { metadata, status } of world.cluster.list('KongTarget')) {
      expect(world.programmed('KongTarget', metadata.name)).toBe('True Programmed');
      expect(targets.has(status?.konnect?.['id'] ?? '')).toBe(true);
      expect(before).not.toContain(status?.konnect?.['id']);
    }
    await world.stop();
  });
});

describe('everything deleted at once, the Secret and the auth configuration too', () => {
  const all = [
    'Secret',
    'KonnectAPIAuthConfiguration',
    'KonnectGatewayControlPlane',
    'KongUpstream',
    'KongTarget',
  ];

  it('ends after a death at any moment, and an outage on top', async () => {
    for (let deadline = 1; deadline < 40; deadline++) {
      const world = await programmed();
      for (const kind of all) {
        for (const { metadata } of world.cluster.list(kind)) world.cluster.delete(kind, metadata.name);
      }
      let events = 0;
      const die = () => {
        if (++events === deadline) world.kill();
      };
      world.client.beforeWrite = die;
      world.konnect.after = () => {
        die();
        return undefined;
      };
      await world.settle();
      world.konnect.after = () => undefined;
      if (events < deadline) {
        await world.stop();
        expect(deadline).toBeGreaterThan(5);
        return;
      }
      world.konnect.before = down;
      await world.start();
      await world.pass(3_000);
      world.konnect.before = () => undefined;
      await world.pass(20_000);
      for (const kind of all) expect([deadline, world.cluster.list(kind)]).toEqual([deadline, []]);
      expect(world.konnect.planes()).toEqual([]);
      await world.stop();
    }
  });
});

it('an object whose finalizer is taken away by hand, and that vanishes during a call, is forgotten', async () => {
  const world = await programmed();
  const { size } = world.core.memories;
  const { promise, resolve } = Promise.withResolvers<void>();
  world.konnect.before = ({ method }) => (method === 'PUT' ? promise : undefined);
  world.create(target('target-c', '10.0.0.3'));
  await world.settle();
  world.cluster.edit('KongTarget', 'target-c', { metadata: { finalizers: [] } });
  world.cluster.delete('KongTarget', 'target-c');
  await world.settle();
  resolve();
  await world.settle();
  expect(world.core.memories.size).toBe(size);
  expect(world.log.filter(({ level }) => level === 'error')).toEqual([]);
  await world.stop();
});
