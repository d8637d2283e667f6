import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { auth, controlPlane, secret, target, upstream } from './manifests.ts';
import { World } from './world.ts';

async function withUpstream(): Promise<{ world: World; planeId: string; upstreamId: string }> {
  const world = new World();
  world.create(secret(), auth(), controlPlane(), upstream());
  await world.start();
  world.countFromHere();
  const [planeId = '', upstreamId = ''] = [world.konnect.planes()[0]?.id, world.konnect.upstreams()[0]?.id];
  return { world, planeId, upstreamId };
}

describe('two targets with one address', () => {
  it('the second says whose the first is, and is programmed as soon as that is deleted', async () => {
    const { world } = await withUpstream();
    world.create(target('target-a', '10.0.0.1'));
    await world.settle();
    world.create(target('target-b', '10.0.0.1:8000'));
    await world.settle();
    const holderId = world.cluster.get('KongTarget', 'target-a').status?.konnect?.['id'];
    expect(world.condition('KongTarget', 'target-b', 'Programmed')).toEqual({
      verdict: 'False FailedToCreate',
      message: expect.stringContaining(`; target ${holderId} made from KongTarget default/target-a has it`),
    });

    world.countFromHere();
    await world.pass(5 * world.syncPeriodMs);
    expect(world.konnect.changes).toEqual([]);
    expect(world.cluster.writes).toEqual([]);

    world.cluster.delete('KongTarget', 'target-a');
    await world.settle();
    expect(world.programmed('KongTarget', 'target-b')).toBe('True Programmed');
    await world.stop();
  });

  it('the second is programmed as soon as the first gets another address', async () => {
    const { world } = await withUpstream();
    world.create(target('target-a', '10.0.0.1'));
    await world.settle();
    world.create(target('target-b', '10.0.0.1'));
    await world.settle();
    world.cluster.edit('KongTarget', 'target-a', { spec: { target: '10.0.0.9' } });
    await world.settle();
    expect(world.programmed('KongTarget', 'target-b')).toBe('True Programmed');
    expect(world.konnect.targets().map((entity) => entity.target)).toEqual([
      '10.0.0.9:8000',
      '10.0.0.1:8000',
    ]);
    await world.stop();
  });

  it('the second is programmed at the next scan after a stranger has deleted the first', async () => {
    const { world, planeId, upstreamId } = await withUpstream();
    const strangerId = randomUUID();
    world.konnect.putTarget(planeId, upstreamId, strangerId, { target: '10.0.0.1' });
    world.create(target('target-b', '10.0.0.1'));
    await world.settle();
    expect(world.condition('KongTarget', 'target-b', 'Programmed')?.message).toContain(
      `; target ${strangerId} has it`,
    );
    world.konnect.deleteTarget(planeId, strangerId);
    await world.pass(world.syncPeriodMs);
    expect(world.programmed('KongTarget', 'target-b')).toBe('True Programmed');
    await world.stop();
  });

  it('the second gets another try at the next scan when the first vanished before it could be named', async () => {
    const { world, planeId, upstreamId } = await withUpstream();
    const strangerId = randomUUID();
    world.konnect.putTarget(planeId, upstreamId, strangerId, { target: '10.0.0.1' });
    world.konnect.after = () => undefined;
    world.konnect.before = ({ method, path }) => {
      const isLookUp = method === 'GET' && path.endsWith(`/${upstreamId}/targets`);
      if (isLookUp && world.konnect.targets().length > 0) world.konnect.deleteTarget(planeId, strangerId);
      return undefined;
    };
    world.create(target('target-b', '10.0.0.1'));
    await world.settle();
    expect(world.programmed('KongTarget', 'target-b')).toBe('False FailedToCreate');
    await world.pass(world.syncPeriodMs);
    expect(world.programmed('KongTarget', 'target-b')).toBe('True Programmed');
    await world.stop();
  });

  it('the second can be deleted, and is not remembered', async () => {
    const { world } = await withUpstream();
    world.create(target('target-a', '10.0.0.1'));
    await world.settle();
    world.create(target('target-b', '10.0.0.1'));
    await world.settle();
    const { size } = world.core.memories;
    world.cluster.delete('KongTarget', 'target-b');
    await world.settle();
    expect(world.cluster.find('KongTarget', 'target-b')).toBeUndefined();
    expect(world.konnect.targets()).toHaveLength(1);
    expect(world.core.memories.size).toBe(size - 1);
    await world.pass(2 * world.syncPeriodMs);
    expect(world.core.memories.size).toBe(size - 1);
    await world.stop();
  });
});

describe('two upstreams with one name', () => {
  it('the second says whose the first is, and is programmed with its targets as soon as that is deleted', async () => {
    const { world } = await withUpstream();
    world.create(
      upstream('upstream-2', { name: 'upstream' }),
      target('target-2', '10.0.0.1', { upstreamRef: { name: 'upstream-2' } }),
    );
    await world.pass(2_000);
    expect(world.condition('KongUpstream', 'upstream-2', 'Programmed')).toEqual({
      verdict: 'False FailedToCreate',
      message: expect.stringMatching(/; upstream \S+ made from KongUpstream default\/upstream has it$/),
    });
    expect(world.condition('KongTarget', 'target-2', 'KongUpstreamRefValid')).toEqual({
      verdict: 'False Invalid',
      message: 'KongUpstream default/upstream-2 is not programmed yet',
    });
    world.cluster.delete('KongUpstream', 'upstream');
    await world.pass(2_000);
    expect(world.programmed('KongUpstream', 'upstream-2')).toBe('True Programmed');
    expect(world.programmed('KongTarget', 'target-2')).toBe('True Programmed');
    await world.stop();
  });
});

describe('a control plane whose name is taken', () => {
  it('says whose it is, and is programmed as soon as the object that has it is deleted', async () => {
    const { world, planeId } = await withUpstream();
    world.create(controlPlane('gateway-2', { name: 'gateway' }));
    await world.settle();
    expect(world.condition('KonnectGatewayControlPlane', 'gateway-2', 'Programmed')).toEqual({
      verdict: 'False FailedToCreate',
      message: expect.stringContaining(
        `; control plane ${planeId} made from KonnectGatewayControlPlane default/gateway has it`,
      ),
    });
    world.cluster.delete('KonnectGatewayControlPlane', 'gateway');
    await world.settle();
    expect(world.programmed('KonnectGatewayControlPlane', 'gateway-2')).toBe('True Programmed');
    await world.stop();
  });

  it('is programmed within a sync period after a stranger has given the name up', async () => {
    const { world } = await withUpstream();
    const stranger = world.konnect.createPlane('org-1', { name: 'gateway-2' });
    world.create(controlPlane('gateway-2'));
    await world.settle();
    expect(world.condition('KonnectGatewayControlPlane', 'gateway-2', 'Programmed')?.message).toContain(
      `; control plane ${stranger.id} has it`,
    );
    world.countFromHere();
    await world.pass(3 * world.syncPeriodMs);
    expect(world.konnect.changes.length).toBeLessThanOrEqual(3);
    expect(world.cluster.writes).toEqual([]);
    world.konnect.deletePlane(stranger.id);
    await world.pass(world.syncPeriodMs);
    expect(world.programmed('KonnectGatewayControlPlane', 'gateway-2')).toBe('True Programmed');
    await world.stop();
  });

  it('by its own, made before a crash, takes that', async () => {
    const world = new World();
    world.create(secret(), auth(), controlPlane());
    await world.startSoon();
    world.konnect.after = ({ method }) => {
      if (method === 'POST') world.kill();
      return undefined;
    };
    await world.settle();
    expect(world.konnect.planes()).toHaveLength(1);
    expect(world.programmed('KonnectGatewayControlPlane', 'gateway')).toBeUndefined();

    world.konnect.after = () => undefined;
    await world.start();
    expect(world.programmed('KonnectGatewayControlPlane', 'gateway')).toBe('True Programmed');
    expect(world.konnect.planes()).toMatchObject([
      { id: world.cluster.get('KonnectGatewayControlPlane', 'gateway').status?.id },
    ]);
    await world.stop();
  });
});

describe('a refused content', () => {
  it.each(['10.42.42.42.42', 'host:80:80'])('%s names the field, and is not tried again', async (address) => {
    const { world } = await withUpstream();
    world.create(target('target-a', address));
    await world.settle();
    expect(world.condition('KongTarget', 'target-a', 'Programmed')).toEqual({
      verdict: 'False FailedToCreate',
      message: expect.stringContaining(
        'the control plane refused to create the target: validation error: target: ',
      ),
    });
    world.countFromHere();
    await world.pass(5 * world.syncPeriodMs);
    expect(world.konnect.changes).toEqual([]);
    expect(world.cluster.writes).toEqual([]);

    world.cluster.edit('KongTarget', 'target-a', { spec: { target: '10.0.0.1' } });
    await world.settle();
    expect(world.programmed('KongTarget', 'target-a')).toBe('True Programmed');
    await world.stop();
  });

  it('of an entity that exists leaves the entity as it was, and takes the old content back', async () => {
    const { world } = await withUpstream();
    world.create(target('target-a', '10.0.0.1'));
    await world.settle();
    world.cluster.edit('KongTarget', 'target-a', { spec: { target: 'host:80:80' } });
    await world.settle();
    expect(world.programmed('KongTarget', 'target-a')).toBe('False FailedToUpdate');
    await world.pass(2 * world.syncPeriodMs);
    expect(world.konnect.targets()).toMatchObject([{ target: '10.0.0.1:8000' }]);
    world.cluster.edit('KongTarget', 'target-a', { spec: { target: '10.0.0.1' } });
    await world.settle();
    expect(world.programmed('KongTarget', 'target-a')).toBe('True Programmed');
    await world.stop();
  });
});
