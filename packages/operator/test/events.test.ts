import { expect, it } from 'vitest';
import { auth, controlPlane, secret, target, upstream } from './manifests.ts';
import { World } from './world.ts';

it('ordinary creation, change and deletion emit no Event, and a line in the log for each change in Konnect', async () => {
  const world = new World();
  world.create(secret(), auth(), controlPlane(), upstream(), target('target-a', '10.0.0.1'));
  await world.start();
  world.cluster.edit('KongTarget', 'target-a', { spec: { weight: 1 } });
  await world.settle();
  world.cluster.delete('KongTarget', 'target-a');
  await world.settle();

  expect(world.events).toEqual([]);
  const lines = world.log.filter(({ level }) => level === 'info');
  expect(lines.map(({ message, fields }) => `${fields['object']}: ${message}`)).toEqual([
    'KonnectGatewayControlPlane default/gateway: control plane created',
    'KongUpstream default/upstream: upstream created',
    'KongTarget default/target-a: target created',
    'KongTarget default/target-a: target updated',
    'KongTarget default/target-a: target deleted',
  ]);
  for (const { fields } of lines) {
    expect(fields).toEqual({
      object: expect.any(String),
      generation: expect.any(Number),
      id: expect.stringMatching(/^[0-9a-f-]{36}$/),
      server: 'https://konnect.test',
      durationMs: expect.any(Number),
    });
  }
  expect(JSON.stringify([world.log, world.cluster.list('KongUpstream')])).not.toContain('kpat_');
  await world.stop();
});

it('tags that found no room are named in one Event, and not again when nothing changes', async () => {
  const world = new World();
  world.create(secret(), auth(), controlPlane(), upstream());
  await world.start();
  const tags = Array.from({ length: 14 }, (_, at) => `tag-${at}`);
  world.create(target('target-a', '10.0.0.1', { tags }));
  await world.settle();
  const { metadata } = world.cluster.get('KongTarget', 'target-a');
  world.core.wake('KongTarget', metadata);
  await world.pass(3 * world.syncPeriodMs);

  expect(world.konnect.targets()[0]?.tags).toHaveLength(20);
  expect(world.events).toEqual([
    {
      name: 'target-a',
      type: 'Warning',
      reason: 'TagsDropped',
      message:
        '2 tags found no room on the entity: tag-12, tag-13; remove some from spec.tags or from the annotation konghq.com/tags',
    },
  ]);
  await world.stop();
});

it('what this version can not make is refused in the status, and nothing is called', async () => {
  const world = new World();
  world.create(secret(), auth(), controlPlane(), upstream());
  await world.start();
  world.countFromHere();
  world.create(target('target-a', '10.0.0.1', { adopt: { from: 'konnect', konnect: { id: 'x' } } }));
  await world.pass(world.syncPeriodMs);
  expect(world.condition('KongTarget', 'target-a', 'Programmed')).toEqual({
    verdict: 'False FailedToAdopt',
    message: "spec.adopt isn't supported by this version; create the object without it",
  });
  expect(world.konnect.changes).toEqual([]);
  world.cluster.delete('KongTarget', 'target-a');
  await world.settle();
  expect(world.cluster.list('KongTarget')).toEqual([]);
  await world.stop();
});
