import { describe, expect, it } from 'vitest';
import { target, upstream } from './manifests.ts';
import { changeTarget, idsIn, restore } from './restored-world.ts';

describe('taking back costs', () => {
  const many = Array.from({ length: 200 }, (_, at) => target(`target-${at}`, `10.0.1.${at}`));

  it('a call for each entity, and one listing of each collection', async () => {
    const { world, ids } = await restore([upstream(), ...many], (changed, { ids: made, planeId }) => {
      for (let at = 0; at < 200; at++) {
        changeTarget(changed, planeId, made[`target-${at}`] ?? '', { target: `10.9.9.${at}` });
      }
    });
    await world.start();
    await world.pass(2_000);
    expect(idsIn(world)).toEqual(ids);
    const calls = Map.groupBy(
      world.konnect.calls,
      ({ method, path }) => `${method} ${path.replace(/\/[0-9a-f-]{36}/g, '')}`,
    );
    const counts = Object.fromEntries([...calls].map(([call, all]) => [call, all.length]));
    expect(counts).toEqual({
      'GET /v3/organizations/me': 1,
      'GET /v2/control-planes': 1,
      'PATCH /v2/control-planes': 1,
      'GET /v2/control-planes/core-entities/upstreams': 1,
      'PUT /v2/control-planes/core-entities/upstreams': 1,
      'GET /v2/control-planes/core-entities/targets': 1,
      'PUT /v2/control-planes/core-entities/upstreams/targets': 200,
    });
    for (const object of world.cluster.list('KongTarget')) {
      expect(world.writesTo(object)).toEqual(['finalizers', 'status']);
    }
    await world.stop();
  });

  it('one listing a minute where there is nothing to take back', async () => {
    const { world } = await restore();
    await world.start();
    await world.pass(2 * world.syncPeriodMs);
    world.countFromHere();
    world.create(...many.slice(0, 100));
    await world.settle();
    await world.pass(10_000);
    world.create(...many.slice(100));
    await world.settle();
    expect(world.konnect.changes).toHaveLength(200);
    const listed = world.konnect.calls.filter(
      ({ method, path }) => method === 'GET' && path.endsWith('/targets'),
    );
    expect(listed.length).toBeLessThanOrEqual(2);
    await world.stop();
  });
});
