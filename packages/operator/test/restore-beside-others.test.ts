import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { controlPlane, upstream } from './manifests.ts';
import { entityIds, labelsOf, restore, tagsOf } from './restored-world.ts';

const plane = 'KonnectGatewayControlPlane';

describe('where several clusters may have objects of the same names, --adopt-by-name', () => {
  it('takes the control plane that has the name, whatever else there is', async () => {
    const { world, planeId } = await restore([], (changed) => {
      const labels = labelsOf(controlPlane(), 'elsewhere');
      changed.konnect.createPlane('org-1', { name: 'gateway-elsewhere', labels });
    });
    await world.start();
    await world.pass(2_000);
    expect(world.cluster.get(plane, 'gateway').status?.id).toBe(planeId);
    expect(world.konnect.planes()[1]).toMatchObject({
      name: 'gateway-elsewhere',
      labels: { 'k8s-uid': 'elsewhere' },
    });
    await world.stop();
  });

  it('takes none of several control planes that are called otherwise, until one has the name', async () => {
    const { world, planeId } = await restore([upstream()], (changed, { planeId: id }) => {
      changed.konnect.updatePlane('org-1', id, { name: 'gateway-of-today' });
      const labels = labelsOf(controlPlane(), 'elsewhere');
      changed.konnect.createPlane('org-1', { name: 'gateway-elsewhere', labels });
    });
    await world.start();
    await world.pass(world.syncPeriodMs);
    expect(world.condition(plane, 'gateway', 'Programmed')).toEqual({
      verdict: 'False FailedToAdopt',
      message: expect.stringMatching(
        /^nothing was taken back of control plane .*: none is called as the spec says/,
      ),
    });
    expect(world.konnect.changes).toEqual([]);
    world.konnect.updatePlane('org-1', planeId, { name: 'gateway' });
    await world.pass(2 * world.syncPeriodMs);
    expect(world.cluster.get(plane, 'gateway').status?.id).toBe(planeId);
    expect(world.programmed('KongUpstream', 'upstream')).toBe('True Programmed');
    expect(world.konnect.planes()).toHaveLength(2);
    await world.stop();
  });

  it.each([
    ['one', ['first'], 'True Programmed'],
    ['none of several that are called otherwise', ['first', 'second'], 'False FailedToAdopt'],
    ['the one of several that has the name', ['first', 'u'], 'True Programmed'],
  ])('takes in a mirror %s', async (_what, names, verdict) => {
    const { world, planeId } = await restore([], (changed, { planeId: id }) => {
      for (const name of names) {
        changed.konnect.putUpstream(id, randomUUID(), { name, tags: tagsOf(upstream('u'), name) });
      }
    });
    const ids = entityIds(world);
    world.create(upstream('u'));
    world.cluster.delete(plane, 'gateway');
    const { spec, ...rest } = controlPlane();
    const mirror = { konnect: { id: planeId } };
    world.create({
      ...rest,
      spec: { source: 'Mirror', mirror, konnect: (spec as { konnect: object }).konnect },
    });
    await world.start();
    await world.pass(2 * world.syncPeriodMs);
    expect(world.programmed('KongUpstream', 'u')).toBe(verdict);
    expect(entityIds(world)).toEqual(ids);
    await world.stop();
  });

  it('takes that of several to which somebody gives the UID of the object', async () => {
    const { world, planeId } = await restore([], (changed, { planeId: id }) => {
      changed.konnect.updatePlane('org-1', id, { name: 'gateway-of-today' });
      const labels = labelsOf(controlPlane(), 'elsewhere');
      changed.konnect.createPlane('org-1', { name: 'gateway-elsewhere', labels });
    });
    await world.start();
    const { uid } = world.cluster.get(plane, 'gateway').metadata;
    expect(world.condition(plane, 'gateway', 'Programmed')?.message).toContain(`k8s-uid:${uid},`);
    world.konnect.updatePlane('org-1', planeId, { labels: labelsOf(controlPlane(), uid) });
    await world.pass(2 * world.syncPeriodMs);
    expect(world.cluster.get(plane, 'gateway').status?.id).toBe(planeId);
    expect(world.konnect.planes()).toMatchObject([{ name: 'gateway' }, { name: 'gateway-elsewhere' }]);
    await world.stop();
  });
});
