import { expect, it } from 'vitest';
import { auth, controlPlane, secret, target, upstream } from './manifests.ts';
import { World } from './world.ts';

it('a new target costs two Kubernetes writes and one Konnect call', async () => {
  const world = new World();
  for (const manifest of [secret(), auth(), controlPlane(), upstream()]) world.cluster.create(manifest);
  await world.start();
  world.countFromHere();

  const object = world.cluster.create(target('target-a', '10.0.0.1', { weight: 30 }));
  await world.settle();

  expect(world.programmed('KongTarget', 'target-a')).toBe('True Programmed');
  expect(world.writesTo(object)).toEqual(['finalizers', 'status']);
  expect(world.cluster.writes).toHaveLength(2);
  expect(world.konnect.calls).toHaveLength(1);
  expect(world.konnect.targets()).toMatchObject([{ target: '10.0.0.1:8000', weight: 30 }]);
  await world.stop();
});
