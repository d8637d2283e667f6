import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { controlPlane, target, upstream } from './manifests.ts';
import {
  changeTarget,
  changeUpstream,
  entityIds,
  idsIn,
  labelsOf,
  restore,
  tagsOf,
  tales,
} from './restored-world.ts';
import type { World } from './world.ts';

const plane = 'KonnectGatewayControlPlane';

/** Whatever comes, nothing more is written and nothing is left over. */
async function staysSo(world: World): Promise<void> {
  world.countFromHere();
  await world.pass(3 * world.syncPeriodMs);
  expect(world.konnect.changes).toEqual([]);
  expect(world.cluster.writes).toEqual([]);
  expect(tales(world).filter((tale) => tale.includes('Orphans'))).toEqual([]);
}

describe('after a cluster was restored from a backup, --adopt-by-name', () => {
  it('takes back what objects of the same names had made', async () => {
    const { world, ids } = await restore();
    await world.start();
    await world.pass(2_000);
    for (const [kind, name] of [
      [plane, 'gateway'],
      ['KongUpstream', 'upstream'],
      ['KongTarget', 'target-a'],
    ] as const) {
      expect(world.programmed(kind, name)).toBe('True Programmed');
    }
    expect(idsIn(world)).toEqual(ids);
    expect(entityIds(world)).toEqual(Object.values(ids));
    expect(world.konnect.planes()).toHaveLength(1);
    const { metadata } = world.cluster.get(plane, 'gateway');
    expect(world.konnect.planes()[0]?.labels['k8s-uid']).toBe(metadata.uid);
    expect(metadata.annotations).toEqual({ 'sluice/adopted': 'true' });
    expect(tales(world)).toEqual(['gateway TakenOver', 'upstream TakenOver', 'target-a TakenOver']);
    await staysSo(world);
    await world.stop();
  });

  it('takes back what is called otherwise since the backup was made, and gives it its name again', async () => {
    const { world, ids, planeId } = await restore(undefined, (changed, { ids: made, planeId: id }) => {
      changed.konnect.updatePlane('org-1', id, { name: 'gateway-of-today' });
      changeUpstream(changed, id, made['upstream'] ?? '', { name: 'upstream-of-today', slots: 20 });
      changeTarget(changed, id, made['target-a'] ?? '', { target: '10.9.9.9:99', weight: 1 });
    });
    await world.start();
    await world.pass(2_000);
    expect(world.konnect.planes()).toMatchObject([{ id: planeId, name: 'gateway' }]);
    expect(world.konnect.upstreams()).toMatchObject([
      { id: ids['upstream'], name: 'upstream', slots: 10_000 },
    ]);
    expect(world.konnect.targets()).toMatchObject([
      { id: ids['target-a'], target: '10.0.0.1:8000', weight: 100, upstream: { id: ids['upstream'] } },
    ]);
    expect(tales(world)).toEqual(['gateway TakenOver', 'upstream TakenOver', 'target-a TakenOver']);
    await staysSo(world);
    await world.stop();
  });

  it('knows objects by names that are too long for a tag or a label', async () => {
    const [long, longer] = ['u'.repeat(253), 't'.repeat(253)];
    const { world, ids } = await restore(
      [upstream(long, { name: 'short' }), target(longer, '10.0.0.1', { upstreamRef: { name: long } })],
      (changed, { ids: made, planeId }) => {
        changeUpstream(changed, planeId, made[long] ?? '', { name: 'of-today' });
        changeTarget(changed, planeId, made[longer] ?? '', { target: '10.9.9.9:99' });
      },
    );
    const longest = controlPlane('p'.repeat(253), { name: 'long' });
    const labels = labelsOf(longest, 'before');
    world.konnect.createPlane('org-1', {
      name: 'long-of-today',
      labels: { ...labels, 'k8s-name': 'p'.repeat(63) },
    });
    world.create(longest);
    await world.start();
    await world.pass(2_000);
    expect(idsIn(world)).toEqual(ids);
    expect(entityIds(world)).toEqual(Object.values(ids));
    expect(world.konnect.planes().map(({ name }) => name)).toEqual(['gateway', 'long']);
    await staysSo(world);
    await world.stop();
  });

  it('takes nothing by a tag that two objects would have, says so, and makes nothing beside it', async () => {
    const [one, other] = [`${'u'.repeat(130)}-one`, `${'u'.repeat(130)}-two`];
    const { world, ids } = await restore(
      [upstream(one, { name: 'one' }), upstream(other, { name: 'two' })],
      undefined,
      { adoptByName: true, pruneOrphans: true },
    );
    await world.start();
    await world.pass(3 * world.syncPeriodMs);
    for (const name of [one, other]) {
      expect(world.condition('KongUpstream', name, 'Programmed')).toEqual({
        verdict: 'False FailedToAdopt',
        message: expect.stringMatching(
          /^nothing was taken back of upstream .*: the name there is cut, and KongUpstream default.* would have the same; give/,
        ),
      });
    }
    expect(entityIds(world)).toEqual(Object.values(ids));
    expect(tales(world)).toEqual(['gateway TakenOver', `${one} Blocked`, `${other} Blocked`]);
    await world.stop();
  });

  it('takes by spec.adopt what a tag that two objects would have does not tell', async () => {
    const [one, other] = [`${'u'.repeat(130)}-one`, `${'u'.repeat(130)}-two`];
    const { world, ids } = await restore([upstream(one, { name: 'one' }), upstream(other, { name: 'two' })]);
    for (const [name, id] of Object.entries(ids)) {
      world.cluster.edit('KongUpstream', name, { spec: { adopt: { from: 'konnect', konnect: { id } } } });
    }
    await world.start();
    await world.pass(2_000);
    expect(idsIn(world)).toEqual(ids);
    expect(world.condition('KongUpstream', one, 'Adopted')?.verdict).toBe('True Adopted');
    await staysSo(world);
    await world.stop();
  });

  it('takes back what spec.adopt had taken over, though it carries the UID from before', async () => {
    const { world, ids, planeId } = await restore([upstream()]);
    const id = ids['upstream'] ?? '';
    changeUpstream(world, planeId, id, { slots: 20 });
    world.cluster.edit('KongUpstream', 'upstream', {
      spec: { adopt: { from: 'konnect', mode: 'match', konnect: { id } } },
    });
    await world.start();
    await world.pass(2_000);
    expect(world.condition('KongUpstream', 'upstream', 'Adopted')?.verdict).toBe('True Adopted');
    expect(world.konnect.upstreams()).toMatchObject([{ id, slots: 10_000 }]);
    await staysSo(world);
    await world.stop();
  });

  it('takes of several the one that was created last, and says what it left', async () => {
    const [first, last] = [randomUUID(), randomUUID()];
    const { world } = await restore([], (changed, { planeId }) => {
      changed.konnect.putUpstream(planeId, first, { name: 'first', tags: tagsOf(upstream('u'), 'first') });
      changed.konnect.putUpstream(planeId, last, { name: 'last', tags: tagsOf(upstream('u'), 'last') });
    });
    world.create(upstream('u'));
    await world.start();
    await world.pass(2 * world.syncPeriodMs);
    expect(idsIn(world)).toEqual({ u: last });
    expect(world.konnect.upstreams()).toMatchObject([
      { id: first, name: 'first' },
      { id: last, name: 'u' },
    ]);
    expect(world.events.filter(({ message }) => message.includes(first))).toEqual([
      expect.objectContaining({
        name: 'u',
        message: expect.stringMatching(/^took over upstream .*; left upstream/),
      }),
      expect.objectContaining({ name: 'gateway', reason: 'OrphansFound' }),
    ]);
    await world.stop();
  });

  it('takes of several the one that stands in the way, and leaves the other to people', async () => {
    const [other, inTheWay] = [randomUUID(), randomUUID()];
    const { world, ids } = await restore(undefined, (changed, { planeId, ids: made }) => {
      const twin = (id: string, address: string) => {
        const tags = tagsOf(target('target-b', address), id);
        changed.konnect.putTarget(planeId, made['upstream'] ?? '', id, { target: address, tags });
      };
      twin(inTheWay, '10.0.0.9');
      twin(other, '10.0.0.8');
    });
    world.create(target('target-b', '10.0.0.9'));
    await world.start();
    await world.pass(2 * world.syncPeriodMs);
    expect(idsIn(world)).toEqual({ ...ids, 'target-b': inTheWay });
    expect(world.konnect.targets().map(({ id }) => id)).toEqual([ids['target-a'], inTheWay, other]);
    expect(tales(world)).toContain('gateway OrphansFound');
    await world.stop();
  });

  it('waits while somebody else has the name, keeps what is to be taken back, and takes it then', async () => {
    const stranger = randomUUID();
    const { world, ids, planeId } = await restore([upstream()], (changed, { ids: made, planeId: id }) => {
      changeUpstream(changed, id, made['upstream'] ?? '', { name: 'of-today' });
      changed.konnect.putUpstream(id, stranger, { name: 'upstream', tags: ['mine'] });
    });
    await world.start();
    await world.pass(3 * world.syncPeriodMs);
    expect(world.condition('KongUpstream', 'upstream', 'Programmed')).toEqual({
      verdict: 'False FailedToAdopt',
      message: expect.stringContaining(`; upstream ${stranger} has it`),
    });
    expect(world.konnect.upstreams()).toHaveLength(2);
    world.konnect.deleteUpstream(planeId, stranger);
    await world.pass(2 * world.syncPeriodMs);
    expect(idsIn(world)).toEqual(ids);
    expect(world.konnect.upstreams()).toMatchObject([{ id: ids['upstream'], name: 'upstream' }]);
    await staysSo(world);
    await world.stop();
  });

  it('gives names back that went from one entity to another', async () => {
    const backup = [upstream('a', { name: 'one' }), upstream('b', { name: 'two' })];
    const { world, ids } = await restore(backup, (changed, { ids: made, planeId }) => {
      changeUpstream(changed, planeId, made['a'] ?? '', { name: 'zero' });
      changeUpstream(changed, planeId, made['b'] ?? '', { name: 'one' });
    });
    await world.start();
    await world.pass(2 * world.syncPeriodMs);
    expect(world.konnect.upstreams()).toMatchObject([
      { id: ids['a'], name: 'one' },
      { id: ids['b'], name: 'two' },
    ]);
    await staysSo(world);
    await world.stop();
  });

  it('takes nothing whose object is there, nor what another object has in its status', async () => {
    const { world, ids, planeId } = await restore([upstream('u')]);
    await world.start();
    await world.pass(2_000);
    const [id = ''] = Object.values(ids);
    // Tags that an earlier object had; the status still says whose it is.
    const tags = tagsOf(upstream('v'), 'gone');
    const shown = world.konnect.upstreams()[0];
    world.konnect.before = ({ method }) => {
      if (method === 'GET') world.konnect.putUpstream(planeId, id, { ...shown, tags });
      return undefined;
    };
    world.create(upstream('v'));
    await world.pass(2_000);
    expect(idsIn(world)['u']).toBe(id);
    expect(idsIn(world)['v']).not.toBe(id);
    world.konnect.before = () => undefined;
    await world.stop();
  });

  it('moves a target below the upstream that its object names by now', async () => {
    const backup = [upstream(), upstream('other'), target('target-a', '10.0.0.1')];
    const { world, ids } = await restore(backup);
    world.cluster.edit('KongTarget', 'target-a', { spec: { upstreamRef: { name: 'other' } } });
    await world.start();
    await world.pass(2_000);
    expect(world.konnect.targets()).toMatchObject([{ id: ids['target-a'], upstream: { id: ids['other'] } }]);
    await staysSo(world);
    await world.stop();
  });

  it('takes back what its object had made, if it died before the status was written', async () => {
    const { world, ids } = await restore([upstream()], (changed, { ids: made, planeId }) =>
      changeUpstream(changed, planeId, made['upstream'] ?? '', { name: 'of-today' }),
    );
    world.konnect.after = ({ method, path }) => {
      if (method === 'PUT' && path.includes('/upstreams/')) world.kill();
      return undefined;
    };
    await world.start();
    world.konnect.after = () => undefined;
    expect(idsIn(world)).toEqual({ upstream: undefined });
    world.cluster.edit('KongUpstream', 'upstream', { spec: { name: 'third' } });
    await world.start();
    await world.pass(2_000);
    expect(idsIn(world)).toEqual(ids);
    expect(world.konnect.upstreams()).toMatchObject([{ id: ids['upstream'], name: 'third' }]);
    await staysSo(world);
    await world.stop();
  });

  it('waits for a server that does not answer, and takes nothing for new meanwhile', async () => {
    const { world, ids } = await restore([upstream()], (changed, { ids: made, planeId }) =>
      changeUpstream(changed, planeId, made['upstream'] ?? '', { name: 'of-today' }),
    );
    let failures = 0;
    world.konnect.before = ({ method, path }) => {
      if (method === 'GET' && path.endsWith('/upstreams') && failures++ < 3) throw new TypeError('broken');
      return undefined;
    };
    await world.start();
    await world.pass(2 * world.syncPeriodMs);
    expect(idsIn(world)).toEqual(ids);
    expect(world.konnect.upstreams()).toHaveLength(1);
    await world.stop();
  });

  it('takes back what an object left that went while it is running, though it has been listed a moment ago', async () => {
    const { world, ids } = await restore([upstream()]);
    await world.start();
    await world.pass(2_000);
    world.cluster.edit('KongUpstream', 'upstream', { metadata: { finalizers: [] } });
    world.cluster.delete('KongUpstream', 'upstream');
    await world.settle();
    world.create(upstream('upstream', { name: 'another' }));
    await world.settle();
    expect(idsIn(world)).toEqual(ids);
    expect(world.konnect.upstreams()).toMatchObject([{ id: ids['upstream'], name: 'another' }]);
    await world.stop();
  });
});

it('without --adopt-by-name nothing is taken, and the condition says who has the name', async () => {
  const { world } = await restore(undefined, undefined, {});
  await world.start();
  await world.pass(2_000);
  expect(world.condition(plane, 'gateway', 'Programmed')).toEqual({
    verdict: 'False FailedToCreate',
    message: expect.stringContaining('made from KonnectGatewayControlPlane default/gateway has it'),
  });
  await world.stop();
});
