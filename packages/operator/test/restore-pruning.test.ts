import { describe, expect, it } from 'vitest';
import type { Manifest } from './fake-cluster.ts';
import { auth, controlPlane, secret, target, upstream } from './manifests.ts';
import { entityIds, idsIn, tales } from './restored-world.ts';
import { World } from './world.ts';

const backup = [upstream(), target('target-a', '10.0.0.1')];

/**
 * A world whose control plane is its cluster's own, so that pruning goes for it, while all that is in it is of objects
 * which are gone. The objects of the backup are still to be applied.
 */
async function prunable(objects: readonly Manifest[] = backup): Promise<{ world: World; ids: string[] }> {
  const world = new World();
  world.create(secret(), auth(), controlPlane(), ...objects);
  await world.start();
  await world.pass(1_000);
  await world.stop();
  for (const { kind, metadata } of objects) {
    world.cluster.edit(kind, metadata.name, { metadata: { finalizers: [] } });
    world.cluster.delete(kind, metadata.name);
  }
  world.options = { adoptByName: true, pruneOrphans: true };
  return { world, ids: entityIds(world) };
}

const pausedUpstream: Manifest = {
  ...upstream('upstream', { name: 'another' }),
  metadata: { name: 'upstream', annotations: { 'sluice/paused': 'true' } },
};

const pruned = (world: World) => tales(world).filter((tale) => tale.includes('Orphans'));

describe('with --prune-orphans beside it, --adopt-by-name loses nothing', () => {
  it('when the scans come before the objects', async () => {
    const { world, ids } = await prunable();
    world.create(...backup);
    // The first call about an upstream is held up until two scans have been.
    const held = Promise.withResolvers<void>();
    let scans = 0;
    world.konnect.before = ({ method, path }) => {
      if (method === 'GET' && path.endsWith('/targets')) scans++;
      return method === 'PUT' ? held.promise : undefined;
    };
    await world.start();
    await world.pass(3 * world.syncPeriodMs);
    expect(scans).toBeGreaterThan(1);
    held.resolve();
    world.konnect.before = () => undefined;
    await world.pass(3 * world.syncPeriodMs);
    expect(entityIds(world)).toEqual(ids);
    expect(Object.values(idsIn(world))).toEqual(ids);
    expect(pruned(world)).toEqual([]);
    await world.stop();
  });

  it('while the object is paused, and its target waits for it', async () => {
    const { world, ids } = await prunable();
    world.create(pausedUpstream, target('target-a', '10.0.0.1'));
    await world.start();
    await world.pass(5 * world.syncPeriodMs);
    expect(entityIds(world)).toEqual(ids);
    world.cluster.edit('KongUpstream', 'upstream', {
      metadata: { annotations: { 'sluice/paused': 'false' } },
    });
    await world.pass(3 * world.syncPeriodMs);
    expect(Object.values(idsIn(world))).toEqual(ids);
    expect(world.konnect.upstreams()).toMatchObject([{ name: 'another' }]);
    expect(pruned(world)).toEqual([]);
    await world.stop();
  });

  it('while the reference of the object leads nowhere', async () => {
    const { world, ids } = await prunable();
    const elsewhere = { type: 'konnectNamespacedRef', konnectNamespacedRef: { name: 'later' } };
    world.create(upstream('upstream', { controlPlaneRef: elsewhere }));
    world.create(target('target-a', '10.0.0.1', { upstreamRef: { name: 'later' } }));
    await world.start();
    await world.pass(5 * world.syncPeriodMs);
    expect(entityIds(world)).toEqual(ids);
    const home = { type: 'konnectNamespacedRef', konnectNamespacedRef: { name: 'gateway' } };
    world.cluster.edit('KongUpstream', 'upstream', { spec: { controlPlaneRef: home } });
    world.cluster.edit('KongTarget', 'target-a', { spec: { upstreamRef: { name: 'upstream' } } });
    await world.pass(2 * world.syncPeriodMs);
    expect(Object.values(idsIn(world))).toEqual(ids);
    expect(pruned(world)).toEqual([]);
    await world.stop();
  });

  it.each([
    ['a name', 'upstream'],
    ['a name that is too long for a tag', 'u'.repeat(200)],
  ])(
    'of an object with %s that only the API server knows, while the cache is behind',
    async (_what, name) => {
      const { world, ids } = await prunable([upstream(name, { name: 'one' })]);
      await world.start();
      world.core.caches.markedAs = () => [];
      const paused = { name, annotations: { 'sluice/paused': 'true' } };
      world.create({ ...upstream(name, { name: 'one' }), metadata: paused });
      await world.pass(5 * world.syncPeriodMs);
      expect(entityIds(world)).toEqual(ids);
      await world.stop();
    },
  );

  it('and what no object comes back for is removed', async () => {
    const { world, ids } = await prunable();
    world.create(upstream());
    await world.start();
    await world.pass(3 * world.syncPeriodMs);
    expect(entityIds(world)).toEqual(ids.slice(0, 1));
    expect(tales(world)).toEqual(['upstream TakenOver', 'gateway OrphansRemoved']);
    await world.stop();
  });

  it('and what is left of several is removed once one of them is taken back', async () => {
    const { world, ids } = await prunable([upstream()]);
    const [shown] = world.konnect.upstreams();
    const planeId = world.konnect.planes()[0]?.id ?? '';
    const copy = '11111111-1111-4111-8111-111111111111';
    world.konnect.putUpstream(planeId, copy, { ...shown, name: 'copy' });
    world.create(upstream());
    await world.start();
    await world.pass(3 * world.syncPeriodMs);
    expect(entityIds(world)).toEqual(ids);
    expect(tales(world)).toEqual(['upstream TakenOver', 'gateway OrphansRemoved']);
    await world.stop();
  });
});
