import { describe, expect, it } from 'vitest';
import { serverError } from './fake-konnect.ts';
import { auth, controlPlane, secret, target, upstream } from './manifests.ts';
import { World } from './world.ts';

const inPlane = (name: string) => ({
  spec: { controlPlaneRef: { type: 'konnectNamespacedRef', konnectNamespacedRef: { name } } },
});

async function twoPlanes(): Promise<World> {
  const world = new World();
  world.create(secret(), auth(), controlPlane(), controlPlane('other'), upstream());
  world.create(target('target-a', '10.0.0.1'));
  await world.start();
  await world.pass(1_000);
  world.countFromHere();
  return world;
}

const idOf = (world: World, name: string) =>
  world.cluster.get('KonnectGatewayControlPlane', name).status?.id ?? '';

describe('an upstream whose control plane is changed', () => {
  it('moves with its targets, and nothing is left where it was', async () => {
    const world = await twoPlanes();
    world.cluster.edit('KongUpstream', 'upstream', inPlane('other'));
    await world.pass(2_000);
    const [former, home] = [idOf(world, 'gateway'), idOf(world, 'other')].map((id) =>
      world.konnect.plane(id),
    );
    expect([former?.upstreams.size, former?.targets.size]).toEqual([0, 0]);
    expect([home?.upstreams.size, home?.targets.size]).toEqual([1, 1]);
    expect(world.programmed('KongTarget', 'target-a')).toBe('True Programmed');
    expect(world.events).toEqual([]);
    await world.stop();
  });

  it('says what it has left when that can not be removed', async () => {
    const world = await twoPlanes();
    world.konnect.before = ({ method }) => {
      if (method === 'DELETE') throw serverError();
      return undefined;
    };
    world.cluster.edit('KongUpstream', 'upstream', inPlane('other'));
    await world.settle();
    expect(world.programmed('KongUpstream', 'upstream')).toBe('True Programmed');
    expect(world.events.filter(({ name }) => name === 'upstream')).toEqual([
      expect.objectContaining({
        reason: 'LeftBehind',
        message: expect.stringContaining(idOf(world, 'gateway')),
      }),
    ]);
    await world.stop();
  });

  it('leaves what is in a control plane that no object stands for', async () => {
    const world = await twoPlanes();
    const former = idOf(world, 'gateway');
    const annotations = { 'sluice/deletion-policy': 'Orphan' };
    world.cluster.edit('KonnectGatewayControlPlane', 'gateway', { metadata: { annotations } });
    world.cluster.delete('KonnectGatewayControlPlane', 'gateway');
    await world.settle();
    world.cluster.edit('KongUpstream', 'upstream', inPlane('other'));
    await world.pass(2_000);
    expect(world.konnect.plane(former).upstreams.size).toBe(1);
    expect(world.konnect.plane(idOf(world, 'other')).upstreams.size).toBe(1);
    await world.stop();
  });
});
