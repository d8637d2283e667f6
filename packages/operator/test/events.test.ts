import { describe, expect, it } from 'vitest';
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
        '2 tags found no room on the entity: tag-12, tag-13; it takes 20 in all, and k8s-uid and the like only from the operator; remove some from spec.tags or from the annotation konghq.com/tags',
    },
  ]);
  await world.stop();
});

describe('what went otherwise than planned is an Event', () => {
  async function atRest(): Promise<{ world: World; planeId: string }> {
    const world = new World();
    world.create(secret(), auth(), controlPlane(), upstream(), target('target-a', '10.0.0.1'));
    await world.start();
    return { world, planeId: world.konnect.planes()[0]?.id ?? '' };
  }

  it('a changed entity, with the fields that differed', async () => {
    const { world, planeId } = await atRest();
    const [entity] = world.konnect.targets();
    world.konnect.putTarget(planeId, entity?.upstream?.id ?? '', entity?.id ?? '', {
      ...entity,
      weight: 1,
      tags: ['mine'],
    });
    await world.pass(3 * world.syncPeriodMs);
    expect(world.events).toEqual([
      {
        name: 'target-a',
        type: 'Warning',
        reason: 'DriftMended',
        message: 'somebody had changed the target in Konnect; put back: weight, tags',
      },
    ]);
    await world.stop();
  });

  it('a removed entity, and a removed control plane', async () => {
    const { world, planeId } = await atRest();
    const [entity] = world.konnect.targets();
    world.konnect.deleteTarget(planeId, entity?.id ?? '');
    await world.pass(2 * world.syncPeriodMs);
    world.konnect.deletePlane(planeId);
    await world.pass(2 * world.syncPeriodMs);
    expect(world.events.map(({ name, reason, message }) => [name, reason, message])).toEqual([
      ['target-a', 'MadeAgain', 'the target had vanished; made again'],
      ['gateway', 'MadeAgain', 'the control plane had vanished; made again'],
    ]);
    await world.stop();
  });

  it('a refusal, once for as long as it is the same', async () => {
    const { world } = await atRest();
    world.create(target('bad', 'host:80:80'));
    await world.pass(3 * world.syncPeriodMs);
    world.cluster.edit('KongTarget', 'bad', { metadata: { annotations: { 'konghq.com/tags': 'a' } } });
    await world.pass(3 * world.syncPeriodMs);
    expect(world.events).toEqual([
      {
        name: 'bad',
        type: 'Warning',
        reason: 'Refused',
        message: expect.stringContaining('refused to create the target: validation error: target:'),
      },
    ]);
    await world.stop();
  });

  it('a unique value that another entity has', async () => {
    const { world, planeId } = await atRest();
    world.konnect.putUpstream(planeId, '11111111-1111-4111-8111-111111111111', { name: 'taken' });
    world.create(upstream('taken'));
    await world.pass(3 * world.syncPeriodMs);
    expect(world.events).toEqual([
      {
        name: 'taken',
        type: 'Warning',
        reason: 'Blocked',
        message: expect.stringContaining('; upstream 11111111-1111-4111-8111-111111111111 has it'),
      },
    ]);
    await world.stop();
  });

  it('but an edit that the scan comes upon is no drift, nor is one that was made while nobody looked', async () => {
    const { world } = await atRest();
    await world.stop();
    world.cluster.edit('KongTarget', 'target-a', { spec: { weight: 7 } });
    await world.start();
    await world.pass(2 * world.syncPeriodMs);
    expect(world.konnect.targets()).toMatchObject([{ weight: 7 }]);
    expect(world.events).toEqual([]);
    await world.stop();
  });
});

it('a field that the API has and the kind does not know is left as somebody set it', async () => {
  const world = new World();
  world.create(secret(), auth(), controlPlane(), upstream(), target('target-a', '10.0.0.1'));
  await world.start();
  const [entity] = world.konnect.targets();
  const [planeId, upstreamId] = [world.konnect.planes()[0]?.id ?? '', entity?.upstream?.id ?? ''];
  world.konnect.putTarget(planeId, upstreamId, entity?.id ?? '', { ...entity, failover: true });
  await world.pass(world.syncPeriodMs);
  world.cluster.edit('KongTarget', 'target-a', { spec: { weight: 7 } });
  await world.settle();
  expect(world.konnect.targets()).toMatchObject([{ weight: 7, failover: true }]);
  expect(world.events).toEqual([]);
  await world.stop();
});
