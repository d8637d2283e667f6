import { describe, expect, it } from 'vitest';
import { auth, controlPlane, secret, target, upstream } from './manifests.ts';
import { World } from './world.ts';

async function programmed(): Promise<{ world: World; planeId: string; upstreamId: string }> {
  const world = new World();
  world.create(
    secret(),
    auth(),
    controlPlane(),
    upstream(),
    target('target-a', '10.0.0.1', { weight: 30 }),
    target('target-b', '10.0.0.2', { weight: 70 }),
  );
  await world.start();
  await world.pass(1_000);
  world.countFromHere();
  const [planeId = '', upstreamId = ''] = [world.konnect.planes()[0]?.id, world.konnect.upstreams()[0]?.id];
  return { world, planeId, upstreamId };
}

function expectWhole(world: World): void {
  expect(world.konnect.upstreams()).toHaveLength(1);
  expect(
    world.konnect
      .targets()
      .map((entity) => `${entity.target} ${entity.weight}`)
      .sort(),
  ).toEqual(['10.0.0.1:8000 30', '10.0.0.2:8000 70']);
  const [planeId, upstreamId] = [world.konnect.planes()[0]?.id, world.konnect.upstreams()[0]?.id];
  expect(world.cluster.get('KongUpstream', 'upstream').status?.konnect).toMatchObject({
    id: upstreamId,
    controlPlaneID: planeId,
  });
  for (const { metadata, status } of world.cluster.list('KongTarget')) {
    expect(world.programmed('KongTarget', metadata.name)).toBe('True Programmed');
    expect(status?.konnect).toMatchObject({ controlPlaneID: planeId, upstreamID: upstreamId });
  }
}

describe.each([
  ['while the operator runs', async () => undefined],
  ['and the operator is started again', (world: World) => world.restart()],
])('what somebody changes by hand is put back at the next scan, %s', (_when, then) => {
  it('a weight', async () => {
    const { world, planeId, upstreamId } = await programmed();
    const [first] = world.konnect.targets();
    world.konnect.putTarget(planeId, upstreamId, first?.id ?? '', { ...first, weight: 1 });
    await then(world);
    await world.pass(world.syncPeriodMs);
    expectWhole(world);
    expect(world.konnect.changes).toHaveLength(1);
    expect(world.cluster.writes).toEqual([]);
    await world.stop();
  });

  it('a target that was moved to another upstream', async () => {
    const { world, planeId, upstreamId } = await programmed();
    const [first] = world.konnect.targets();
    const otherId = '11111111-1111-4111-8111-111111111111';
    world.konnect.putUpstream(planeId, otherId, { name: 'by-hand' });
    world.konnect.putTarget(planeId, otherId, first?.id ?? '', { ...first });
    await then(world);
    await world.pass(world.syncPeriodMs);
    expect(world.konnect.targets().map(({ upstream }) => upstream?.id)).toEqual([upstreamId, upstreamId]);
    await world.stop();
  });

  it('tags', async () => {
    const { world, planeId } = await programmed();
    const [first] = world.konnect.upstreams();
    world.konnect.putUpstream(planeId, first?.id ?? '', { ...first, tags: ['mine'] });
    await then(world);
    await world.pass(world.syncPeriodMs);
    expectWhole(world);
    expect(world.konnect.upstreams()[0]?.tags).toContain('k8s-name:upstream');
    await world.stop();
  });

  it("a control plane's description", async () => {
    const { world, planeId } = await programmed();
    world.konnect.updatePlane('org-1', planeId, { description: 'mine' });
    await then(world);
    await world.pass(world.syncPeriodMs);
    expect(world.konnect.planes()[0]?.description).toBe('');
    await world.stop();
  });

  it('a target that was deleted', async () => {
    const { world, planeId } = await programmed();
    const [first] = world.konnect.targets();
    world.konnect.deleteTarget(planeId, first?.id ?? '');
    await then(world);
    await world.pass(world.syncPeriodMs);
    expectWhole(world);
    expect(world.konnect.changes).toHaveLength(1);
    await world.stop();
  });

  it('an upstream that was deleted with its targets', async () => {
    const { world, planeId, upstreamId } = await programmed();
    world.konnect.deleteUpstream(planeId, upstreamId);
    await then(world);
    await world.pass(world.syncPeriodMs + 1_000);
    expectWhole(world);
    await world.stop();
  });

  it('a control plane that was deleted with all that was in it: it gets a new id, and all follow', async () => {
    const { world, planeId } = await programmed();
    world.konnect.deletePlane(planeId);
    await then(world);
    await world.pass(world.syncPeriodMs + 1_000);
    expect(world.konnect.planes()).toHaveLength(1);
    expect(world.konnect.planes()[0]?.id).not.toBe(planeId);
    expect(world.cluster.get('KonnectGatewayControlPlane', 'gateway').status?.id).toBe(
      world.konnect.planes()[0]?.id,
    );
    expectWhole(world);
    await world.stop();
  });
});

describe('a change that meets a parent that is gone has it made again at once', () => {
  it('an upstream', async () => {
    const { world, planeId, upstreamId } = await programmed();
    world.konnect.deleteUpstream(planeId, upstreamId);
    world.cluster.edit('KongTarget', 'target-a', { spec: { weight: 30 }, metadata: { labels: { a: 'b' } } });
    world.cluster.edit('KongTarget', 'target-a', { spec: { weight: 31 } });
    await world.pass(5_000);
    expect(world.konnect.upstreams()).toHaveLength(1);
    expect(world.konnect.targets().map(({ weight }) => weight)).toContain(31);
    // Its going was never worth a word.
    expect(world.writesTo(world.cluster.get('KongTarget', 'target-a'))).toEqual(['status']);
    await world.pass(world.syncPeriodMs);
    expect(world.konnect.targets()).toHaveLength(2);
    await world.stop();
  });

  it('a control plane', async () => {
    const { world, planeId } = await programmed();
    world.konnect.deletePlane(planeId);
    world.create(target('target-c', '10.0.0.3'));
    await world.pass(5_000);
    expect(world.konnect.planes()).toHaveLength(1);
    expect(world.konnect.targets()).toHaveLength(3);
    expect(world.programmed('KongTarget', 'target-c')).toBe('True Programmed');
    await world.stop();
  });

  it('and if the parent can not be made again, that is said, and few calls are made', async () => {
    const { world, planeId, upstreamId } = await programmed();
    world.konnect.deleteUpstream(planeId, upstreamId);
    world.konnect.putUpstream(planeId, '11111111-1111-4111-8111-111111111111', { name: 'upstream' });
    await world.pass(2 * world.syncPeriodMs);
    expect(world.condition('KongUpstream', 'upstream', 'Programmed')).toEqual({
      verdict: 'False FailedToUpdate',
      message: expect.stringContaining('; upstream 11111111-1111-4111-8111-111111111111 has it'),
    });
    expect(world.condition('KongTarget', 'target-a', 'Programmed')).toEqual({
      verdict: 'False FailedToUpdate',
      message: expect.stringContaining(
        'the control plane refused to update the target: data constraint error: upstream.id',
      ),
    });
    world.countFromHere();
    await world.pass(10 * world.syncPeriodMs);
    expect(world.konnect.changes.length).toBeLessThan(150);
    expect(world.cluster.writes).toEqual([]);

    world.konnect.deleteUpstream(planeId, '11111111-1111-4111-8111-111111111111');
    await world.pass(2 * world.syncPeriodMs);
    expectWhole(world);
    await world.stop();
  });
});

describe('what the scan leaves alone', () => {
  it('an entity that was written after the scan had seen it', async () => {
    const { world } = await programmed();
    const { promise, resolve } = Promise.withResolvers<void>();
    world.konnect.after = ({ method, path }) =>
      method === 'GET' && path.endsWith('/core-entities/targets') ? promise : undefined;
    await world.pass(world.syncPeriodMs);
    world.cluster.edit('KongTarget', 'target-a', { spec: { weight: 31 } });
    await world.settle();
    resolve();
    await world.settle();
    expect(world.konnect.targets()[0]?.weight).toBe(31);
    expect(world.konnect.changes).toHaveLength(1);
    await world.stop();
  });

  it('entities that no object made', async () => {
    const { world, planeId } = await programmed();
    world.konnect.putUpstream(planeId, '11111111-1111-4111-8111-111111111111', { name: 'by-hand' });
    await world.pass(3 * world.syncPeriodMs);
    expect(world.konnect.upstreams().map(({ name }) => name)).toEqual(['upstream', 'by-hand']);
    expect(world.konnect.changes).toEqual([]);
    await world.stop();
  });
});

describe('a crash between the call and the status', () => {
  it('makes no second entity, and the same id is found again', async () => {
    const { world } = await programmed();
    world.create(target('target-c', '10.0.0.3'));
    world.konnect.after = ({ method }) => {
      if (method === 'PUT') world.kill();
      return undefined;
    };
    await world.settle();
    const made = world.konnect.targets()[2]?.id;
    expect(made).toBeDefined();
    expect(world.programmed('KongTarget', 'target-c')).toBe('Unknown Pending');

    world.konnect.after = () => undefined;
    await world.start();
    expect(world.konnect.targets()).toHaveLength(3);
    expect(world.cluster.get('KongTarget', 'target-c').status?.konnect?.['id']).toBe(made);
    expect(world.programmed('KongTarget', 'target-c')).toBe('True Programmed');
    await world.stop();
  });

  it('in the middle of 200 creates leaves exactly 200', async () => {
    const { world } = await programmed();
    world.create(...Array.from({ length: 198 }, (_, at) => target(`more-${at}`, `10.1.0.${at}`)));
    let calls = 0;
    world.konnect.after = ({ method }) => {
      if (method === 'PUT' && ++calls === 60) world.kill();
      return undefined;
    };
    await world.settle();
    expect(world.konnect.targets().length).toBeLessThan(200);
    world.konnect.after = () => undefined;
    await world.start();
    await world.pass(1_000);
    expect(world.konnect.targets()).toHaveLength(200);
    const ids = world.cluster.list('KongTarget').map(({ status }) => status?.konnect?.['id']);
    expect(new Set(ids)).toEqual(new Set(world.konnect.targets().map(({ id }) => id)));
    await world.stop();
  });
});

describe('an edit during a call', () => {
  it('is not lost', async () => {
    const { world } = await programmed();
    const { promise, resolve } = Promise.withResolvers<void>();
    world.konnect.before = ({ method }) => (method === 'PUT' ? promise : undefined);
    world.cluster.edit('KongTarget', 'target-a', { spec: { weight: 1 } });
    await world.settle();
    world.cluster.edit('KongTarget', 'target-a', { spec: { weight: 2 } });
    await world.settle();
    resolve();
    await world.settle();
    expect(world.konnect.targets()[0]).toMatchObject({ weight: 2 });
    const { metadata, status } = world.cluster.get('KongTarget', 'target-a');
    expect(status?.conditions?.map((condition) => condition.observedGeneration)).toEqual(
      status?.conditions?.map(() => metadata.generation),
    );
    await world.stop();
  });

  it('that comes back in the very answer to a status write is not lost, however late the watch is', async () => {
    const { world } = await programmed();
    const { promise, resolve } = Promise.withResolvers<void>();
    let edits = 1;
    world.client.beforeWrite = ({ name, subresource }) => {
      if (name !== 'target-a' || subresource !== 'status' || edits-- <= 0) return;
      world.client.lag = promise;
      world.cluster.edit('KongTarget', 'target-a', { spec: { weight: 9 } });
    };
    world.cluster.edit('KongTarget', 'target-a', { spec: { weight: 8 } });
    // The watch doesn't come to rest, so what happens meanwhile is waited for by what it leads to.
    await expect.poll(() => world.konnect.targets()[0]?.weight).toBe(9);
    resolve();
    await world.settle();
    expect(world.konnect.changes).toHaveLength(2);
    await world.stop();
  });

  it('whose answer is lost is made once', async () => {
    const { world } = await programmed();
    let lost = 1;
    world.konnect.after = ({ method }) => {
      if (method === 'PUT' && lost-- > 0) throw new TypeError('the connection broke');
      return undefined;
    };
    world.create(target('target-c', '10.0.0.3'));
    await world.pass(5_000);
    expect(world.programmed('KongTarget', 'target-c')).toBe('True Programmed');
    expect(world.konnect.targets()).toHaveLength(3);
    await world.stop();
  });

  it('of a finalizer by somebody else at the same moment keeps both', async () => {
    const { world } = await programmed();
    let edits = 1;
    world.client.beforeWrite = ({ name, subresource }) => {
      if (name !== 'target-c' || subresource !== undefined || edits-- <= 0) return;
      world.cluster.edit('KongTarget', 'target-c', { metadata: { finalizers: ['example.com/mine'] } });
    };
    world.create(target('target-c', '10.0.0.3'));
    await world.pass(1_000);
    expect(world.cluster.get('KongTarget', 'target-c').metadata.finalizers).toEqual([
      'example.com/mine',
      'gateway.konghq.com/konnect-cleanup',
    ]);
    expect(world.programmed('KongTarget', 'target-c')).toBe('True Programmed');
    await world.stop();
  });
});
