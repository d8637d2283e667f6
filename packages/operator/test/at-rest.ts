import { auth, controlPlane, secret, target, upstream } from './manifests.ts';
import { World } from './world.ts';

/** A world in which an upstream and two targets are programmed; what is counted begins after that. */
export async function atRest(options: World['options'] = {}): Promise<World> {
  const world = new World();
  world.options = options;
  world.create(secret(), auth(), controlPlane(), upstream());
  world.create(target('target-a', '10.0.0.1'), target('target-b', '10.0.0.2'));
  await world.start();
  await world.pass(1_000);
  world.countFromHere();
  return world;
}
