import { KonnectApiError } from '@sluice/konnect-api';
import { describe, expect, it } from 'vitest';
import { auth, controlPlane, secret, target, upstream } from './manifests.ts';
import { World } from './world.ts';

/** What a write of our own is waited for before a change counts as surely newer, and a second. */
const longAfterWrites = 16_000;

/** What makes an upstream one of another control plane. */
const inPlane = (name: string) => ({
  name: `upstream-of-${name}`,
  controlPlaneRef: { type: 'konnectNamespacedRef', konnectNamespacedRef: { name } },
});

/** A world at rest whose server tells of changes. */
async function followed(options: World['options'] = {}) {
  const world = new World();
  world.options = options;
  world.konnect.feed.isOffered = true;
  world.create(
    secret(),
    auth(),
    controlPlane(),
    upstream(),
    target('target-a', '10.0.0.1', { weight: 30 }),
    target('target-b', '10.0.0.2', { weight: 70 }),
  );
  await world.start();
  await world.pass(longAfterWrites);
  world.countFromHere();
  world.events.length = 0;
  const [planeId = '', upstreamId = ''] = [world.konnect.planes()[0]?.id, world.konnect.upstreams()[0]?.id];
  const edit = (weight: number, at = 0) => {
    const entity = world.konnect.targets()[at];
    world.konnect.putTarget(planeId, upstreamId, entity?.id ?? '', { ...entity, weight });
  };
  const weights = () => world.konnect.targets().map(({ weight }) => weight);
  const tales = () => world.events.map(({ name, reason, message }) => `${name} ${reason} ${message}`);
  return { world, planeId, upstreamId, edit, weights, tales };
}

describe('what somebody changes by hand is put back at once', () => {
  it('a weight, by one call, with an Event that names it', async () => {
    const { world, edit, weights, tales } = await followed();
    edit(1);
    await world.settle();
    expect(weights()).toEqual([30, 70]);
    expect(world.konnect.calls).toHaveLength(1);
    expect(world.cluster.writes).toEqual([]);
    expect(tales()).toEqual([
      'target-a DriftMended somebody had changed the target in Konnect; put back: weight',
    ]);
    await world.stop();
  });

  it('a target that was deleted', async () => {
    const { world, planeId, weights, tales } = await followed();
    world.konnect.deleteTarget(planeId, world.konnect.targets()[0]?.id ?? '');
    await world.settle();
    expect(weights().sort()).toEqual([30, 70]);
    expect(tales()).toEqual(['target-a MadeAgain the target had vanished; made again']);
    await world.stop();
  });

  it('an upstream that was deleted with its targets', async () => {
    const { world, planeId, upstreamId, weights } = await followed();
    world.konnect.deleteUpstream(planeId, upstreamId);
    await world.pass(1_000);
    expect(world.konnect.upstreams()).toHaveLength(1);
    expect(weights().sort()).toEqual([30, 70]);
    await world.stop();
  });

  it('a control plane that was deleted', async () => {
    const { world, planeId, weights } = await followed();
    world.konnect.deletePlane(planeId);
    await world.pass(2_000);
    expect(world.konnect.planes()).toHaveLength(1);
    expect(weights().sort()).toEqual([30, 70]);
    // The new one is followed, too.
    expect(world.konnect.feed.open).toBe(1);
    await world.stop();
  });

  it('a target that was moved to another upstream', async () => {
    const { world, planeId, upstreamId } = await followed();
    const otherId = '11111111-1111-4111-8111-111111111111';
    const [first] = world.konnect.targets();
    world.konnect.putUpstream(planeId, otherId, { name: 'by-hand' });
    world.konnect.putTarget(planeId, otherId, first?.id ?? '', { ...first });
    await world.settle();
    expect(world.konnect.targets().map((entity) => entity.upstream?.id)).toEqual([upstreamId, upstreamId]);
    await world.stop();
  });

  it('100 of them', async () => {
    const { world, planeId, upstreamId } = await followed();
    world.create(...Array.from({ length: 100 }, (_, at) => target(`more-${at}`, `10.1.0.${at}`)));
    await world.pass(longAfterWrites);
    for (const entity of world.konnect.targets()) {
      world.konnect.putTarget(planeId, upstreamId, entity.id, { ...entity, weight: 7 });
    }
    await world.settle();
    expect(world.konnect.targets().filter(({ weight }) => weight === 7)).toEqual([]);
    await world.stop();
  });

  it('the fields of a control plane, with an Event that names them', async () => {
    const { world, planeId, tales } = await followed();
    const proxy_urls = [{ host: 'a.example', port: 443, protocol: 'https' as const }];
    const labels = { mine: 'x' };
    world.konnect.updatePlane('org-1', planeId, { name: 'renamed', description: 'mine', labels, proxy_urls });
    await world.settle();
    const [plane] = world.konnect.planes();
    expect(plane).toMatchObject({ name: 'gateway', description: '', config: { proxy_urls: [] } });
    expect(plane?.labels).not.toHaveProperty('mine');
    expect(world.konnect.calls).toHaveLength(1);
    expect(world.cluster.writes).toEqual([]);
    expect(tales()).toEqual([
      expect.stringMatching(
        /^gateway DriftMended somebody had changed the control plane in Konnect; put back: name, description, proxy_urls, labels\./,
      ),
    ]);
    await world.stop();
  });

  it('the members of a group', async () => {
    const { world, planeId, tales } = await followed();
    const cluster_type = 'CLUSTER_TYPE_CONTROL_PLANE_GROUP';
    world.create(controlPlane('group', { cluster_type, members: [{ name: 'gateway' }] }));
    await world.pass(longAfterWrites);
    const group = world.konnect.planes().find(({ name }) => name === 'group');
    world.countFromHere();
    world.konnect.setMembers('org-1', group?.id ?? '', []);
    await world.settle();
    expect(world.konnect.plane(group?.id ?? '').members).toEqual([planeId]);
    expect(world.cluster.writes).toEqual([]);
    expect(tales()).toEqual([
      'group DriftMended somebody had changed the control plane in Konnect; put back: members',
    ]);
    await world.stop();
  });

  it('and an entity that could not be taken over is, once it can', async () => {
    const { world, planeId } = await followed();
    const id = '11111111-1111-4111-8111-111111111111';
    const adopt = { from: 'konnect', mode: 'match', konnect: { id } };
    world.create(upstream('taken', { name: 'taken', adopt }));
    await world.settle();
    const verdict = () => world.condition('KongUpstream', 'taken', 'Adopted')?.verdict;
    expect(verdict()).toBe('False FetchFailed');
    const others = ['k8s-uid:other'];
    world.konnect.putUpstream(planeId, id, { name: 'taken', slots: 20, tags: others });
    await world.settle();
    expect(verdict()).toBe('False UIDConflict');
    world.konnect.putUpstream(planeId, id, { name: 'taken', slots: 20 });
    await world.settle();
    expect(verdict()).toBe('False NotMatch');
    world.konnect.putUpstream(planeId, id, { name: 'taken' });
    await world.settle();
    expect(verdict()).toBe('True Adopted');
    await world.stop();
  });

  it('and what stood in the way of another object is seen to be gone', async () => {
    const { world, planeId, upstreamId } = await followed();
    const otherId = '11111111-1111-4111-8111-111111111111';
    world.konnect.putTarget(planeId, upstreamId, otherId, { target: '10.0.0.9' });
    world.create(target('target-c', '10.0.0.9'));
    await world.pass(1_000);
    expect(world.programmed('KongTarget', 'target-c')).toBe('False FailedToCreate');
    world.konnect.deleteTarget(planeId, otherId);
    await world.settle();
    expect(world.programmed('KongTarget', 'target-c')).toBe('True Programmed');
    await world.stop();
  });
});

describe('a change of our own', () => {
  it('costs nothing beside the call that made it', async () => {
    const { world } = await followed();
    world.cluster.edit('KongTarget', 'target-a', { spec: { weight: 31 } });
    await world.pass(longAfterWrites);
    expect(world.konnect.calls.map(({ method }) => method)).toEqual(['PUT']);
    expect(world.events).toEqual([]);
    await world.stop();
  });

  it('that is told of late, when it has been followed by another, is not taken for somebody’s', async () => {
    const { world, weights } = await followed();
    world.konnect.feed.isHeldUp = true;
    for (const weight of [31, 32, 33]) {
      world.cluster.edit('KongTarget', 'target-a', { spec: { weight } });
      await world.settle();
    }
    world.konnect.feed.isHeldUp = false;
    world.konnect.feed.wake();
    await world.settle();
    expect(weights()).toEqual([33, 70]);
    expect(world.events).toEqual([]);
    // A look settles it; nothing is written again.
    expect(world.konnect.changes).toHaveLength(3);
    expect(world.konnect.calls.length).toBeLessThanOrEqual(5);
    await world.stop();
  });

  it('that somebody changes while its answer is on its way is mended', async () => {
    const { world, edit, weights } = await followed();
    const { promise, resolve } = Promise.withResolvers<void>();
    world.konnect.after = ({ method }) => (method === 'PUT' ? promise : undefined);
    world.cluster.edit('KongTarget', 'target-a', { spec: { weight: 31 } });
    await world.settle();
    edit(1);
    await world.settle();
    world.konnect.after = () => undefined;
    resolve();
    await world.settle();
    expect(weights()).toEqual([31, 70]);
    await world.stop();
  });

  it('of a control plane costs nothing beside the call that made it', async () => {
    const { world } = await followed();
    world.cluster.edit('KonnectGatewayControlPlane', 'gateway', {
      spec: { createControlPlaneRequest: { description: 'declared' } },
    });
    await world.pass(longAfterWrites);
    expect(world.konnect.calls.map(({ method }) => method)).toEqual(['PATCH']);
    expect(world.events).toEqual([]);
    await world.stop();
  });

  it('that takes targets along is not taken for somebody’s', async () => {
    const { world, tales } = await followed();
    world.cluster.delete('KongUpstream', 'upstream');
    await world.pass(longAfterWrites);
    world.create(upstream());
    await world.pass(5_000);
    expect(world.konnect.targets()).toHaveLength(2);
    expect(tales()).toEqual([]);
    await world.stop();
  });
});

describe('a stream', () => {
  it('costs no call at rest beside those of the scans', async () => {
    const { world } = await followed();
    await world.pass(10 * world.syncPeriodMs);
    expect(world.konnect.changes).toEqual([]);
    expect(world.cluster.writes).toEqual([]);
    expect(world.konnect.feed.opened).toEqual([new Map()]);
    await world.stop();
  });

  it('that breaks is resumed where it was, and nothing is missed', async () => {
    const { world, planeId, edit, weights } = await followed();
    world.konnect.feed.breakOff();
    edit(1);
    await world.settle();
    expect(weights()).toEqual([1, 70]);
    await world.pass(1_000);
    expect(weights()).toEqual([30, 70]);
    expect(world.konnect.feed.opened).toEqual([new Map(), new Map([[planeId, 3]])]);
    await world.stop();
  });

  it('that begins only after a new control plane was changed has that looked at, though the next scan is an hour away', async () => {
    const { world } = await followed({ syncPeriodMs: 3_600_000 });
    // Broken so often that it is opened again only after a while.
    for (let breaks = 0; breaks < 6; breaks++) {
      world.konnect.feed.breakOff();
      await world.settle();
      while (world.konnect.feed.open === 0) await world.pass(1_000);
    }
    world.konnect.feed.breakOff();
    world.create(controlPlane('later'), upstream('upstream-later', inPlane('later')));
    await world.pass(2_000);
    expect(world.konnect.feed.open).toBe(0);
    const later = world.konnect.planes().find(({ name }) => name === 'later')?.id ?? '';
    const [entity] = world.konnect.plane(later).upstreams.values();
    world.konnect.putUpstream(later, entity?.id ?? '', { ...entity, slots: 20 });
    await world.pass(longAfterWrites * 2);
    expect(world.konnect.feed.open).toBe(1);
    expect(world.konnect.upstreams().filter(({ slots }) => slots === 20)).toEqual([]);
    await world.stop();
  });

  it('whose changes are no longer kept begins anew, with a scan', async () => {
    const { world, planeId, edit, weights } = await followed();
    world.konnect.feed.breakOff();
    edit(1);
    world.konnect.feed.forget(planeId);
    await world.pass(5_000);
    expect(weights()).toEqual([30, 70]);
    expect(world.konnect.feed.opened).toEqual([new Map(), new Map([[planeId, 3]])]);
    await world.stop();
  });

  it('that breaks again and again is opened less and less often', async () => {
    const { world } = await followed();
    world.konnect.feed.opened.length = 0;
    for (let second = 0; second < 120; second++) {
      world.konnect.feed.breakOff(new KonnectApiError({ status: 503, kind: 'server', message: 'no' }));
      await world.pass(1_000);
    }
    expect(world.konnect.feed.opened.length).toBeLessThan(25);
    expect(world.konnect.feed.opened.length).toBeGreaterThan(4);
    await world.stop();
  });

  it('that no server offers is asked for once an hour, and the scan mends what it finds', async () => {
    const { world, edit, weights } = await followed();
    await world.stop();
    world.konnect.feed.isOffered = false;
    world.konnect.feed.opened.length = 0;
    await world.start();
    edit(1);
    await world.pass(2 * world.syncPeriodMs);
    expect(weights()).toEqual([30, 70]);
    expect(world.konnect.feed.opened).toHaveLength(1);
    await world.pass(61 * world.syncPeriodMs);
    expect(world.konnect.feed.opened).toHaveLength(2);
    await world.stop();
  });

  it('whose token is refused has the token checked, and goes on with the next one', async () => {
    const { world, edit, weights } = await followed();
    world.konnect.tokens.clear();
    world.konnect.tokens.set('kpat_next', 'org-1');
    world.konnect.feed.breakOff(new KonnectApiError({ status: 401, kind: 'unauthorized', message: 'no' }));
    await world.pass(1_000);
    expect(world.condition('KonnectAPIAuthConfiguration', 'konnect-api-auth', 'APIAuthValid')?.verdict).toBe(
      'False Invalid',
    );
    world.cluster.edit('Secret', 'konnect-token', {
      data: { token: Buffer.from('kpat_next').toString('base64') },
    });
    await world.pass(2 * world.syncPeriodMs);
    expect(world.konnect.feed.open).toBe(1);
    await world.pass(longAfterWrites);
    edit(1);
    await world.settle();
    expect(weights()).toEqual([30, 70]);
    await world.stop();
  });

  it('is closed when the operator stops, and when the control plane leaves the cluster', async () => {
    const { world } = await followed();
    expect(world.konnect.feed.open).toBe(1);
    await world.stop();
    expect(world.konnect.feed.open).toBe(0);
    await world.start();
    expect(world.konnect.feed.open).toBe(1);
    for (const kind of ['KongTarget', 'KongUpstream', 'KonnectGatewayControlPlane']) {
      for (const { metadata } of world.cluster.list(kind)) world.cluster.delete(kind, metadata.name);
    }
    await world.pass(5_000);
    expect(world.cluster.list('KonnectGatewayControlPlane')).toEqual([]);
    expect(world.konnect.feed.open).toBe(0);
    await world.stop();
  });

  it('is one for all control planes, however many there are and whenever they come', async () => {
    const world = new World();
    world.konnect.feed.isOffered = true;
    const planes = Array.from({ length: 150 }, (_, at) => controlPlane(`gateway-${at}`));
    const inside = planes.map((_, at) => upstream(`upstream-${at}`, inPlane(`gateway-${at}`)));
    world.create(secret(), auth(), ...planes, ...inside);
    await world.start();
    await world.pass(longAfterWrites);
    world.create(controlPlane('later'), upstream('upstream-later', inPlane('later')));
    await world.pass(longAfterWrites);
    expect(world.konnect.upstreams()).toHaveLength(151);
    for (const { id } of world.konnect.planes()) {
      const [entity] = world.konnect.plane(id).upstreams.values();
      world.konnect.putUpstream(id, entity?.id ?? '', { ...entity, slots: 20 });
    }
    await world.settle();
    expect(world.konnect.upstreams().filter(({ slots }) => slots === 20)).toEqual([]);
    expect(world.konnect.feed.opened).toHaveLength(1);
    expect(world.konnect.feed.open).toBe(1);
    await world.stop();
    expect(world.konnect.feed.open).toBe(0);
  });

  it('that has lost one control plane goes on for the others', async () => {
    const { world, planeId, edit, weights } = await followed();
    world.create(controlPlane('other'));
    await world.pass(longAfterWrites);
    const other = world.konnect.planes().find(({ name }) => name === 'other');
    world.konnect.deletePlane(other?.id ?? '');
    await world.pass(longAfterWrites);
    expect(
      world.konnect
        .planes()
        .map(({ name }) => name)
        .sort(),
    ).toEqual(['gateway', 'other']);
    expect(world.konnect.planes().some(({ id }) => id === other?.id)).toBe(false);
    world.konnect.feed.forget(planeId);
    edit(1);
    await world.settle();
    expect(weights()).toEqual([30, 70]);
    expect(world.konnect.feed.opened).toHaveLength(1);
    await world.stop();
  });

  it('goes on with another token at once, though the next scan is an hour away', async () => {
    const { world, edit, weights } = await followed({ syncPeriodMs: 3_600_000 });
    world.konnect.tokens.set('kpat_next', 'org-1');
    world.cluster.edit('Secret', 'konnect-token', {
      data: { token: Buffer.from('kpat_next').toString('base64') },
    });
    await world.pass(longAfterWrites);
    world.konnect.tokens.delete('kpat_good');
    expect(world.konnect.feed.open).toBe(1);
    edit(1);
    await world.settle();
    expect(weights()).toEqual([30, 70]);
    await world.stop();
  });

  it('goes on with the next token after one that was revoked, though the next scan is an hour away', async () => {
    const { world, edit, weights } = await followed({ syncPeriodMs: 3_600_000 });
    world.konnect.tokens.clear();
    world.konnect.feed.breakOff(new KonnectApiError({ status: 401, kind: 'unauthorized', message: 'no' }));
    await world.pass(1_000);
    expect(world.konnect.feed.open).toBe(0);
    world.konnect.tokens.set('kpat_next', 'org-1');
    world.cluster.edit('Secret', 'konnect-token', {
      data: { token: Buffer.from('kpat_next').toString('base64') },
    });
    await world.pass(5_000);
    expect(world.konnect.feed.open).toBe(1);
    edit(1);
    await world.settle();
    expect(weights()).toEqual([30, 70]);
    await world.stop();
  });

  it('whose token was refused for a moment is opened again within two periods', async () => {
    const { world, edit, weights } = await followed();
    world.konnect.feed.breakOff(new KonnectApiError({ status: 401, kind: 'unauthorized', message: 'no' }));
    await world.pass(2 * world.syncPeriodMs);
    expect(world.konnect.feed.open).toBe(1);
    edit(1);
    await world.settle();
    expect(weights()).toEqual([30, 70]);
    await world.stop();
  });

  it('that a proxy answers for while its server is away is opened again', async () => {
    const { world, edit, weights } = await followed();
    world.konnect.feed.isOffered = false;
    world.konnect.feed.breakOff();
    await world.pass(10_000);
    expect(world.konnect.feed.open).toBe(0);
    world.konnect.feed.isOffered = true;
    edit(1);
    await world.pass(31_000);
    expect(world.konnect.feed.open).toBe(1);
    expect(weights()).toEqual([30, 70]);
    await world.stop();
  });
});
