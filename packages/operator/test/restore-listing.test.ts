import { randomUUID } from 'node:crypto';
import { expect, it } from 'vitest';
import { rateLimited, refused, unreachable } from './fake-konnect.ts';
import { upstream } from './manifests.ts';
import { changeUpstream, idsIn, restore, tagsOf } from './restored-world.ts';
import type { World } from './world.ts';

/** A restored upstream whose entity is called otherwise by now, so that only the listing tells of it. */
const renamed = () =>
  restore([upstream()], (changed, { ids, planeId }) =>
    changeUpstream(changed, planeId, ids['upstream'] ?? '', { name: 'of-today' }),
  );

/** Fails the listings of upstreams until it is told to stop. */
function failListings(world: World, error: () => Error): void {
  world.konnect.before = ({ method, path }) => {
    if (method === 'GET' && path.endsWith('/upstreams')) throw error();
    return undefined;
  };
}

it.each([
  ['out of reach', () => unreachable(), 'False KonnectAPIOpFailed'],
  ['limiting', () => rateLimited(), 'False FailedToAdopt'],
])('while the server is %s, nothing is made, and then it is taken back', async (_how, error, verdict) => {
  const { world, ids } = await renamed();
  failListings(world, error);
  await world.start();
  await world.pass(1_000);
  expect(world.programmed('KongUpstream', 'upstream')).toBe(verdict);
  world.konnect.before = () => undefined;
  await world.pass(2 * world.syncPeriodMs);
  expect(idsIn(world)).toEqual(ids);
  expect(world.konnect.upstreams()).toHaveLength(1);
  await world.stop();
});

it('a token that may not list makes nothing beside what it may not see, and says so', async () => {
  const { world, ids } = await renamed();
  failListings(world, () => refused(403, 'forbidden', 'listing is not allowed'));
  await world.start();
  await world.pass(2 * world.syncPeriodMs);
  expect(world.condition('KongUpstream', 'upstream', 'Programmed')).toEqual({
    verdict: 'False FailedToAdopt',
    message: expect.stringContaining('listing is not allowed'),
  });
  expect(world.konnect.upstreams().map(({ id }) => id)).toEqual(Object.values(ids));
  world.konnect.before = () => undefined;
  await world.stop();
});

it('what was removed since the listing is made again under its id', async () => {
  const { world, ids, planeId } = await renamed();
  world.konnect.after = ({ method, path }) => {
    const id = ids['upstream'] ?? '';
    const isThere = world.konnect.upstreams().some((entity) => entity.id === id);
    if (method === 'GET' && path.endsWith('/upstreams') && isThere) world.konnect.deleteUpstream(planeId, id);
    return undefined;
  };
  await world.start();
  await world.pass(2_000);
  world.konnect.after = () => undefined;
  expect(idsIn(world)).toEqual(ids);
  expect(world.konnect.upstreams()).toMatchObject([{ id: ids['upstream'], name: 'upstream' }]);
  await world.stop();
});

it('a listing is gone by for a minute, and what came later is seen after that', async () => {
  const { world, planeId } = await renamed();
  await world.start();
  await world.pass(2_000);
  const later = randomUUID();
  world.konnect.putUpstream(planeId, later, { name: 'of-later', tags: tagsOf(upstream('later'), 'gone') });
  await world.pass(61_000);
  world.create(upstream('later'));
  await world.pass(2_000);
  expect(idsIn(world)['later']).toBe(later);
  await world.stop();
});
