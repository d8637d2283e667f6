import { pino } from 'pino';
import { describe, expect, it } from 'vitest';
import { entities } from '../src/kinds/entities.ts';
import type { Plan } from '../src/plan/plan.ts';
import { planOf } from '../src/plan/plan-changes.ts';
import { KongCaches } from '../src/wiring/kong-caches.ts';
import { fakeKonnectClient } from './fake-konnect-client.ts';
import { FakeKubernetesClient } from './fake-kubernetes-client.ts';
import { auth, controlPlane, secret, target, upstream } from './manifests.ts';
import { changeTarget, changeUpstream, entityIds, idsIn, restore } from './restored-world.ts';
import { World } from './world.ts';

/** The plan for a world, which has to be as before after it. */
async function dryRun(
  world: World,
  options: { pruneOrphans?: boolean; adoptByName?: boolean } = {},
): Promise<Plan> {
  const before = JSON.stringify([
    ...world.konnect.planes(),
    ...world.konnect.upstreams(),
    ...world.konnect.targets(),
  ]);
  world.countFromHere();
  const log = pino({ level: 'silent' });
  const caches = new KongCaches(new FakeKubernetesClient(world.cluster), log, entities);
  const stop = new AbortController();
  const running = caches.all().map(({ informer }) => informer.run(stop.signal));
  await Promise.all(caches.all().map(({ informer }) => informer.waitForSync(stop.signal)));
  const plan = await planOf(caches, options, (url, token) => fakeKonnectClient(world.server(url), token));
  stop.abort();
  await Promise.all(running);
  expect(world.konnect.changes).toEqual([]);
  expect(world.cluster.writes).toEqual([]);
  expect(
    JSON.stringify([...world.konnect.planes(), ...world.konnect.upstreams(), ...world.konnect.targets()]),
  ).toBe(before);
  return plan;
}

function declared(): World {
  const world = new World();
  world.create(secret(), auth(), controlPlane(), upstream(), target('target-a', '10.0.0.1', { weight: 30 }));
  return world;
}

async function programmed(): Promise<World> {
  const world = declared();
  await world.start();
  await world.pass(1_000);
  await world.stop();
  return world;
}

const short = ({ steps }: Plan) => steps.map(({ action, kind, object }) => `${action} ${kind} ${object}`);

it('what no operator has seen yet is to be created, parents before children', async () => {
  const plan = await dryRun(declared());
  expect(short(plan)).toEqual([
    'create KonnectGatewayControlPlane default/gateway',
    'create KongUpstream default/upstream',
    'create KongTarget default/target-a',
  ]);
  expect(plan.unchanged).toBe(0);
});

it('what is as declared has nothing to be done', async () => {
  expect(await dryRun(await programmed())).toEqual({ steps: [], unchanged: 3 });
});

it('what differs is to be updated, field by field', async () => {
  const world = await programmed();
  const [planeId = '', upstreamId = ''] = [world.konnect.planes()[0]?.id, world.konnect.upstreams()[0]?.id];
  const [first] = world.konnect.targets();
  world.konnect.putTarget(planeId, upstreamId, first?.id ?? '', { ...first, weight: 1 });
  world.konnect.updatePlane('org-1', planeId, { description: 'mine' });
  const plan = await dryRun(world);
  expect(plan.steps).toEqual([
    {
      action: 'update',
      kind: 'KonnectGatewayControlPlane',
      object: 'default/gateway',
      id: planeId,
      differences: [{ path: 'description', from: 'mine', to: '' }],
    },
    {
      action: 'update',
      kind: 'KongTarget',
      object: 'default/target-a',
      id: first?.id,
      differences: [{ path: 'weight', from: 1, to: 30 }],
    },
  ]);
});

it.each<[string, (world: World, planeId: string) => void, string[]]>([
  [
    'an entity that is missing is to be created',
    (world, planeId) => world.konnect.deleteTarget(planeId, world.konnect.targets()[0]?.id ?? ''),
    ['create KongTarget default/target-a'],
  ],
  [
    'a control plane that is missing takes everything in it along',
    (world, planeId) => world.konnect.deletePlane(planeId),
    [
      'create KonnectGatewayControlPlane default/gateway',
      'create KongUpstream default/upstream',
      'create KongTarget default/target-a',
    ],
  ],
  [
    'an object that is being deleted has its entity deleted',
    (world) => world.cluster.delete('KongTarget', 'target-a'),
    ['delete KongTarget default/target-a'],
  ],
  [
    'an object that is being deleted, but orphaned, leaves its entity where it is',
    (world) => {
      world.cluster.edit('KongTarget', 'target-a', {
        metadata: { annotations: { 'sluice/deletion-policy': 'Orphan' } },
      });
      world.cluster.delete('KongTarget', 'target-a');
    },
    ['blocked KongTarget default/target-a'],
  ],
  [
    'an object that is paused is left alone',
    (world) =>
      world.cluster.edit('KongTarget', 'target-a', {
        metadata: { annotations: { 'sluice/paused': 'true' } },
      }),
    ['blocked KongTarget default/target-a'],
  ],
  [
    'a value that somebody else has blocks',
    (world, planeId) => {
      world.konnect.putUpstream(planeId, '11111111-1111-4111-8111-111111111111', { name: 'taken' });
      world.create(upstream('taken'));
    },
    ['blocked KongUpstream default/taken'],
  ],
  [
    'a reference that leads nowhere blocks',
    (world) => world.create(target('stray', '10.0.0.9', { upstreamRef: { name: 'nowhere' } })),
    ['blocked KongTarget default/stray'],
  ],
])('%s', async (_what, change, expected) => {
  const world = await programmed();
  change(world, world.konnect.planes()[0]?.id ?? '');
  expect(short(await dryRun(world))).toEqual(expected);
});

it('with --adopt-by-name, what objects of the same names had made is to be taken over, and without it blocks', async () => {
  const before = await programmed();
  const world = declared();
  for (const [id, plane] of before.konnect.planesById()) world.konnect.addPlane(id, plane);
  const blocked = await dryRun(world);
  expect(short(blocked)).toEqual([
    'blocked KonnectGatewayControlPlane default/gateway',
    'blocked KongUpstream default/upstream',
    'blocked KongTarget default/target-a',
  ]);
  const { steps } = await dryRun(world, { adoptByName: true });
  expect(steps.map(({ action, object, message }) => [action, object, message])).toEqual([
    ['update', 'default/gateway', expect.stringMatching(/^takes over control plane/)],
    ['update', 'default/upstream', expect.stringMatching(/^takes over upstream/)],
    ['update', 'default/target-a', expect.stringMatching(/^takes over target/)],
  ]);
  expect(steps[1]).toMatchObject({ id: before.konnect.upstreams()[0]?.id, differences: [{ path: 'tags' }] });
});

describe('with --adopt-by-name a dry run foresees what the run does', () => {
  /** What is to be done, as the run then does it: whose entity has which id. */
  async function expectForeseen(world: World, options: { pruneOrphans?: boolean } = {}): Promise<Plan> {
    const plan = await dryRun(world, { adoptByName: true, ...options });
    world.options = { adoptByName: true, ...options };
    await world.start();
    await world.pass(3 * world.syncPeriodMs);
    const made = idsIn(world);
    for (const { action, kind, object, id } of plan.steps) {
      const name = object.replace(/.*\//, '');
      if (kind === 'KonnectGatewayControlPlane') {
        expect(world.cluster.get(kind, name).status?.id).toBe(id);
      } else if (action === 'update') {
        expect(made[name]).toBe(id);
      } else if (action === 'delete') {
        expect(entityIds(world)).not.toContain(id);
      } else if (action === 'blocked') {
        expect(made[name]).toBeUndefined();
      }
    }
    await world.stop();
    return plan;
  }

  it('to what is called otherwise by now: an update with each field, and no other entity', async () => {
    const { world, ids, planeId } = await restore(undefined, (changed, { ids: made, planeId: id }) => {
      changed.konnect.updatePlane('org-1', id, { name: 'gateway-of-today' });
      changeUpstream(changed, id, made['upstream'] ?? '', { name: 'upstream-of-today' });
      changeTarget(changed, id, made['target-a'] ?? '', { target: '10.9.9.9:99' });
    });
    const { steps } = await expectForeseen(world);
    const tags = { path: 'tags', from: expect.any(Array), to: expect.any(Array) };
    expect(steps).toMatchObject([
      { action: 'update', id: planeId, message: expect.stringMatching(/^takes over control plane/) },
      {
        action: 'update',
        id: ids['upstream'],
        differences: [{ path: 'name', from: 'upstream-of-today', to: 'upstream' }, tags],
        message: expect.stringMatching(/^takes over upstream .* made from KongUpstream default\/upstream$/),
      },
      {
        action: 'update',
        id: ids['target-a'],
        differences: [{ path: 'target', from: '10.9.9.9:99', to: '10.0.0.1' }, tags],
      },
    ]);
    expect(entityIds(world)).toEqual(Object.values(ids));
  });

  it('to several of one name, one of which it leaves', async () => {
    const copy = '11111111-1111-4111-8111-111111111111';
    const { world } = await restore([upstream()], (changed, { planeId }) => {
      changed.konnect.putUpstream(planeId, copy, { ...changed.konnect.upstreams()[0], name: 'copy' });
    });
    const { steps } = await expectForeseen(world, { pruneOrphans: true });
    expect(steps[1]?.message).toMatch(new RegExp(`; leaves upstream ${copy} made from`));
    expect(entityIds(world)).toContain(copy);
  });

  it('to what two objects may have made: nothing', async () => {
    const [one, two] = [`${'u'.repeat(130)}-one`, `${'u'.repeat(130)}-two`];
    const { world, ids } = await restore([upstream(one, { name: 'one' }), upstream(two, { name: 'two' })]);
    const { steps } = await expectForeseen(world, { pruneOrphans: true });
    expect(steps.slice(1).map(({ action, message }) => [action, message])).toEqual([
      ['blocked', expect.stringMatching(/^nothing was taken back of upstream .*: the name there is cut/)],
      ['blocked', expect.stringMatching(/^nothing was taken back of upstream .*: the name there is cut/)],
    ]);
    expect(entityIds(world)).toEqual(Object.values(ids));
  });

  it.each([
    ['', {}, 'update'],
    [', though it is paused', { annotations: { 'sluice/paused': 'true' } }, 'blocked'],
  ])(
    'to what is awaited in a control plane of its own%s: it is not deleted',
    async (_how, metadata, action) => {
      const world = await programmed();
      const ids = entityIds(world);
      for (const [kind, name] of [
        ['KongUpstream', 'upstream'],
        ['KongTarget', 'target-a'],
      ] as const) {
        world.cluster.edit(kind, name, { metadata: { finalizers: [] } });
        world.cluster.delete(kind, name);
      }
      const again = upstream('upstream', { name: 'another' });
      world.create({ ...again, metadata: { ...again.metadata, ...metadata } });
      const plan = await expectForeseen(world, { pruneOrphans: true });
      expect(short(plan)).toEqual([
        `${action} KongUpstream default/upstream`,
        'delete KongTarget default/target-a',
      ]);
      expect(entityIds(world)).toEqual(ids.slice(0, 1));
    },
  );
});

it.each([
  ['that is there', programmed],
  ['that is to come', async () => declared()],
])(
  'of two objects that want one name in a control plane %s, the second is blocked, with all below it',
  async (_what, start) => {
    const world = await start();
    world.create(
      upstream('first', { name: 'same' }),
      upstream('second', { name: 'same' }),
      target('below-second', '10.0.0.1', { upstreamRef: { name: 'second' } }),
      target('again', '10.0.0.9'),
      target('again-with-port', '10.0.0.9:8000'),
    );
    const { steps } = await dryRun(world);
    const blocked = steps.filter(({ action }) => action === 'blocked');
    expect(blocked.map(({ object, message }) => `${object}: ${message}`)).toEqual([
      'default/second: its unique value is taken; KongUpstream default/first is to have it',
      'default/below-second: KongUpstream default/second is not programmed yet',
      'default/again-with-port: its unique value is taken; KongTarget default/again is to have it',
    ]);
  },
);

it('a deletion without a token that is accepted is to wait', async () => {
  const world = await programmed();
  world.cluster.delete('KongTarget', 'target-a');
  world.konnect.tokens.clear();
  const { steps } = await dryRun(world);
  expect(steps.find(({ object }) => object === 'default/target-a')).toMatchObject({
    action: 'blocked',
    message: expect.stringMatching(/^its deletion waits for a valid KonnectAPIAuthConfiguration of https/),
  });
});

it('what was refused the last time says so, until its spec changes', async () => {
  const world = await programmed();
  await world.start();
  world.create(target('odd', '10.42.42.42.42'));
  await world.pass(5_000);
  await world.stop();
  const stepOf = async () => (await dryRun(world)).steps.find(({ object }) => object === 'default/odd');
  expect(await stepOf()).toMatchObject({
    action: 'create',
    message: expect.stringMatching(/^the last try failed: the control plane refused to create the target: /),
  });
  world.cluster.edit('KongTarget', 'odd', { spec: { target: '10.0.0.42' } });
  expect(await stepOf()).not.toHaveProperty('message');
});

it('a token that is refused blocks everything below it, and is not told', async () => {
  const world = await programmed();
  world.konnect.tokens.clear();
  const plan = await dryRun(world);
  expect(plan.steps.map(({ action }) => action)).toEqual(['blocked', 'blocked', 'blocked', 'blocked']);
  expect(plan.steps[0]?.message).toContain('the token was refused');
  expect(JSON.stringify(plan)).not.toContain('kpat_');
});

it('an entity whose object is gone is to be deleted only with pruning', async () => {
  const world = await programmed();
  world.cluster.edit('KongTarget', 'target-a', { metadata: { finalizers: [] } });
  world.cluster.delete('KongTarget', 'target-a');
  expect(short(await dryRun(world))).toEqual([]);
  expect(short(await dryRun(world, { pruneOrphans: true }))).toEqual(['delete KongTarget default/target-a']);
});
