import { expect, it } from 'vitest';
import { auth, controlPlane, secret, target, upstream } from './manifests.ts';
import { World } from './world.ts';

/** A world in which all is programmed, and what its operator tells of drift from there on. */
async function programmed(world = new World()): Promise<{ world: World; told: string[] }> {
  const told: string[] = [];
  world.options = {
    driftObserver: {
      found: (kind) => void told.push(`found ${kind}`),
      mended: (kind) => void told.push(`mended ${kind}`),
      streamOpened: (server) => void told.push(`opened ${server}`),
      streamEnded: (server, how) => void told.push(`${how} ${server}`),
    },
  };
  world.create(secret(), auth(), controlPlane(), upstream(), target('target-a', '10.0.0.1'));
  await world.start();
  await world.pass(1_000);
  expect(told.splice(0)).toEqual(world.konnect.feed.isOffered ? ['opened https://konnect.test'] : []);
  return { world, told };
}

it('tells of drift that is found, and that it is mended', async () => {
  const { world, told } = await programmed();
  const [plane, parent, entity] = [
    world.konnect.planes()[0],
    world.konnect.upstreams()[0],
    world.konnect.targets()[0],
  ];
  world.konnect.putTarget(plane?.id ?? '', parent?.id ?? '', entity?.id ?? '', { ...entity, weight: 1 });
  await world.pass(world.syncPeriodMs);
  expect(told).toEqual(['found KongTarget', 'mended KongTarget']);
  await world.pass(world.syncPeriodMs);
  expect(told).toHaveLength(2);
  await world.stop();
});

it('tells nothing of what users change in the cluster', async () => {
  const { world, told } = await programmed();
  world.cluster.edit('KongTarget', 'target-a', { spec: { weight: 5 } });
  await world.pass(2 * world.syncPeriodMs);
  expect(world.konnect.targets()[0]?.weight).toBe(5);
  expect(told).toEqual([]);
  await world.stop();
});

it('tells of streams that break and are opened again, and of those that are over', async () => {
  const offering = new World();
  offering.konnect.feed.isOffered = true;
  const { world, told } = await programmed(offering);
  world.konnect.feed.breakOff();
  await world.pass(2_000);
  const server = 'https://konnect.test';
  expect(told.splice(0)).toEqual([`broken ${server}`, `opened ${server}`]);
  await world.stop();
  expect(told).toEqual([`over ${server}`]);
});
