import { describe, expect, it } from 'vitest';
import { rateLimited, unreachable } from './fake-konnect.ts';
import { auth, controlPlane, secret, target, upstream } from './manifests.ts';
import { World } from './world.ts';

const entityId = '11111111-1111-4111-8111-111111111111';

const adopt = (mode?: 'match' | 'override', id = entityId) => ({
  adopt: { from: 'konnect', ...(mode ? { mode } : {}), konnect: { id } },
});

/** A world with an upstream in Konnect that no object has made. */
async function withEntity(entity: object = {}): Promise<{ world: World; planeId: string }> {
  const world = new World();
  world.create(secret(), auth(), controlPlane());
  await world.start();
  const planeId = world.konnect.planes()[0]?.id ?? '';
  world.konnect.putUpstream(planeId, entityId, { name: 'by-hand', slots: 100, tags: ['mine'], ...entity });
  world.countFromHere();
  return { world, planeId };
}

const verdicts = (world: World, name: string) => [
  world.condition('KongUpstream', name, 'Adopted')?.verdict,
  world.programmed('KongUpstream', name),
];

describe('spec.adopt', () => {
  it('takes over an entity and writes the spec over it', async () => {
    const { world } = await withEntity();
    world.create(upstream('u', { name: 'by-hand', slots: 200, ...adopt() }));
    await world.settle();
    expect(verdicts(world, 'u')).toEqual(['True Adopted', 'True Programmed']);
    expect(world.konnect.upstreams()).toMatchObject([{ id: entityId, slots: 200 }]);
    expect(world.konnect.upstreams()[0]?.tags).toContain('k8s-name:u');
    expect(world.cluster.get('KongUpstream', 'u').status?.konnect?.['id']).toBe(entityId);
    expect(world.events).toEqual([
      { name: 'u', type: 'Normal', reason: 'TakenOver', message: `took over upstream ${entityId}` },
    ]);
    await world.stop();
  });

  it('stays taken over: an edit is written, and conditions say so', async () => {
    const { world } = await withEntity();
    world.create(upstream('u', { name: 'by-hand', ...adopt() }));
    await world.settle();
    world.cluster.edit('KongUpstream', 'u', { spec: { slots: 300 } });
    await world.pass(2 * world.syncPeriodMs);
    expect(verdicts(world, 'u')).toEqual(['True Adopted', 'True Programmed']);
    expect(world.konnect.upstreams()).toMatchObject([{ id: entityId, slots: 300 }]);
    expect(world.konnect.changes).toHaveLength(2);
    await world.stop();
  });

  it('in the mode match takes one that is equal after defaults, tags aside, and writes our tags', async () => {
    const { world } = await withEntity();
    world.create(upstream('u', { name: 'by-hand', slots: 100, ...adopt('match') }));
    await world.settle();
    expect(verdicts(world, 'u')).toEqual(['True Adopted', 'True Programmed']);
    expect(world.konnect.upstreams()[0]?.tags).toContain('k8s-name:u');
    await world.stop();
  });

  it('in the mode match refuses one that differs, names the fields, and takes it once it is equal', async () => {
    const { world, planeId } = await withEntity();
    world.create(upstream('u', { name: 'by-hand', slots: 200, ...adopt('match') }));
    await world.settle();
    expect(verdicts(world, 'u')).toEqual(['False NotMatch', 'False FailedToAdopt']);
    expect(world.condition('KongUpstream', 'u', 'Adopted')?.message).toContain('in slots;');
    expect(world.konnect.changes).toEqual([]);
    world.konnect.putUpstream(planeId, entityId, { name: 'by-hand', slots: 200 });
    await world.pass(world.syncPeriodMs);
    expect(verdicts(world, 'u')).toEqual(['True Adopted', 'True Programmed']);
    await world.stop();
  });

  it.each(['match', 'override'] as const)(
    "in the mode %s refuses an entity that is another object's",
    async (mode) => {
      const { world, planeId } = await withEntity();
      const tags = ['k8s-uid:other', 'k8s-kind:KongUpstream', 'k8s-namespace:a', 'k8s-name:b'];
      world.konnect.putUpstream(planeId, entityId, { name: 'by-hand', tags });
      world.create(upstream('u', { name: 'by-hand', ...adopt(mode) }));
      await world.pass(2 * world.syncPeriodMs);
      expect(verdicts(world, 'u')).toEqual(['False UIDConflict', 'False FailedToAdopt']);
      expect(world.condition('KongUpstream', 'u', 'Adopted')?.message).toContain(
        'belongs to KongUpstream a/b with the UID other',
      );
      expect(world.konnect.changes).toEqual([]);
      await world.stop();
    },
  );

  it('says that the entity is not there, and takes it once it is', async () => {
    const { world, planeId } = await withEntity();
    const later = '22222222-2222-4222-8222-222222222222';
    world.create(upstream('u', { name: 'later', ...adopt('override', later) }));
    await world.settle();
    expect(verdicts(world, 'u')).toEqual(['False FetchFailed', 'False FailedToAdopt']);
    world.konnect.putUpstream(planeId, later, { name: 'later' });
    await world.pass(world.syncPeriodMs);
    expect(verdicts(world, 'u')).toEqual(['True Adopted', 'True Programmed']);
    await world.stop();
  });

  it('says that the API refuses what would be written, and takes it once the spec is right', async () => {
    const { world } = await withEntity();
    world.create(upstream('u', { name: 'no such/name', ...adopt() }));
    await world.settle();
    expect(verdicts(world, 'u')).toEqual(['False FailedToAdopt', 'False FailedToAdopt']);
    world.cluster.edit('KongUpstream', 'u', { spec: { name: 'by-hand' } });
    await world.settle();
    expect(verdicts(world, 'u')).toEqual(['True Adopted', 'True Programmed']);
    await world.stop();
  });

  it.each([
    ['out of reach', () => unreachable(), 'False KonnectAPIOpFailed'],
    ['limiting', () => rateLimited(), 'False FailedToAdopt'],
  ])('waits for a server that is %s', async (_case, error, verdict) => {
    const { world } = await withEntity();
    world.konnect.before = () => {
      throw error();
    };
    world.create(upstream('u', { name: 'by-hand', ...adopt() }));
    await world.pass(1_000);
    expect(world.programmed('KongUpstream', 'u')).toBe(verdict);
    world.konnect.before = () => undefined;
    await world.pass(30_000);
    expect(verdicts(world, 'u')).toEqual(['True Adopted', 'True Programmed']);
    await world.stop();
  });

  it('takes a target of its upstream, and a deletion removes what was taken over', async () => {
    const { world, planeId } = await withEntity();
    world.create(upstream());
    await world.settle();
    const upstreamId = world.konnect.upstreams().find(({ name }) => name === 'upstream')?.id ?? '';
    const targetId = '33333333-3333-4333-8333-333333333333';
    world.konnect.putTarget(planeId, upstreamId, targetId, { target: '10.0.0.1', weight: 1 });
    world.create(target('t', '10.0.0.1', { weight: 5, ...adopt('override', targetId) }));
    await world.settle();
    expect(world.programmed('KongTarget', 't')).toBe('True Programmed');
    expect(world.konnect.targets()).toMatchObject([{ id: targetId, weight: 5 }]);
    world.cluster.delete('KongTarget', 't');
    await world.settle();
    expect(world.konnect.targets()).toEqual([]);
    await world.stop();
  });
});
