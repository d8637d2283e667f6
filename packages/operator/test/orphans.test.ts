import { describe, expect, it } from 'vitest';
import { auth, controlPlane, secret, target, upstream } from './manifests.ts';
import { World } from './world.ts';

/** A world with a target whose object is gone, while its entity is still there. */
async function orphaned(options: World['options'] = {}): Promise<{ world: World; planeId: string }> {
  const world = new World();
  world.options = options;
  world.create(secret(), auth(), controlPlane(), upstream());
  world.create(target('target-a', '10.0.0.1'), target('target-b', '10.0.0.2'));
  await world.start();
  await world.stop();
  world.cluster.edit('KongTarget', 'target-b', { metadata: { finalizers: [] } });
  world.cluster.delete('KongTarget', 'target-b');
  await world.start();
  world.countFromHere();
  return { world, planeId: world.konnect.planes()[0]?.id ?? '' };
}

/** The Events about orphans, as `reason message`. */
function tales(world: World): string[] {
  return world.events
    .filter(({ reason }) => reason.startsWith('Orphans'))
    .map(({ name, reason, message }) => `${name} ${reason} ${message}`);
}

describe('an entity whose object is gone', () => {
  it('is reported once, and stays', async () => {
    const { world } = await orphaned();
    await world.pass(5 * world.syncPeriodMs);
    expect(world.konnect.targets()).toHaveLength(2);
    expect(tales(world)).toEqual([
      expect.stringMatching(
        /^gateway OrphansFound an entity of objects that are gone: target [0-9a-f-]{36} made from KongTarget default\/target-b; delete them by hand, or run the operator with --prune-orphans$/,
      ),
    ]);
    await world.stop();
  });

  it('is removed with --prune-orphans, when two scans running agree', async () => {
    const { world } = await orphaned({ pruneOrphans: true });
    // The first scan was that of the start.
    expect(world.konnect.targets()).toHaveLength(2);
    await world.pass(world.syncPeriodMs);
    expect(world.konnect.targets().map(({ target: address }) => address)).toEqual(['10.0.0.1:8000']);
    expect(tales(world)).toEqual([expect.stringMatching(/^gateway OrphansRemoved removed an entity/)]);
    await world.stop();
  });

  it.each<[string, (world: World, planeId: string) => void]>([
    [
      'in a control plane that another cluster made',
      (world, planeId) => {
        const [plane] = world.konnect.planes();
        world.konnect.before = ({ method }) => {
          // As if somebody labelled it anew each time.
          if (method === 'GET')
            world.konnect.updatePlane('org-1', planeId, { labels: { ...plane?.labels, 'k8s-uid': 'other' } });
          return undefined;
        };
      },
    ],
    [
      'in a control plane that was taken over',
      (world) => {
        const metadata = { annotations: { 'sluice/adopted': 'true' } };
        world.cluster.edit('KonnectGatewayControlPlane', 'gateway', { metadata });
      },
    ],
    [
      'in a control plane that is being deleted',
      (world) => {
        world.konnect.before = ({ method }) => {
          if (method === 'DELETE') throw new TypeError('not now');
          return undefined;
        };
        world.cluster.delete('KonnectGatewayControlPlane', 'gateway');
      },
    ],
    [
      'that the API server still has, whatever the cache says',
      (world) => {
        const { metadata } = world.cluster.create(target('target-b', '10.0.0.2'));
        const orphan = world.konnect.targets()[1];
        const tags = orphan?.tags?.map((tag) =>
          tag.startsWith('k8s-uid:') ? `k8s-uid:${metadata.uid}` : tag,
        );
        const { caches } = world.core;
        caches.hasObject = (_kind, uid) => uid !== metadata.uid;
        world.konnect.putTarget(
          world.konnect.planes()[0]?.id ?? '',
          orphan?.upstream?.id ?? '',
          orphan?.id ?? '',
          { ...orphan, tags },
        );
      },
    ],
  ])('is never removed %s', async (_case, arrange) => {
    const { world, planeId } = await orphaned({ pruneOrphans: true });
    const id = world.konnect.targets()[1]?.id;
    arrange(world, planeId);
    await world.pass(5 * world.syncPeriodMs);
    expect(world.konnect.targets().map((entity) => entity.id)).toContain(id);
    world.konnect.before = () => undefined;
    await world.stop();
  });

  it('is left alone in a namespace that is not watched', async () => {
    const { world } = await orphaned({ pruneOrphans: true });
    await world.stop();
    const [orphan] = world.konnect.targets().slice(1);
    const tags = orphan?.tags?.map((tag) =>
      tag.startsWith('k8s-namespace:') ? 'k8s-namespace:elsewhere' : tag,
    );
    const [planeId, upstreamId] = [world.konnect.planes()[0]?.id ?? '', orphan?.upstream?.id ?? ''];
    world.konnect.putTarget(planeId, upstreamId, orphan?.id ?? '', { ...orphan, tags });
    world.options = { pruneOrphans: true, namespaces: ['default'] };
    await world.start();
    await world.pass(5 * world.syncPeriodMs);
    expect(world.konnect.targets()).toHaveLength(2);
    await world.stop();
  });
});
