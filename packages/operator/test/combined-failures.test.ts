import { describe, expect, it } from 'vitest';
import { atRest } from './at-rest.ts';
import { rateLimited, unreachable } from './fake-konnect.ts';
import { auth, controlPlane, secret } from './manifests.ts';
import { World } from './world.ts';

const plane = 'KonnectGatewayControlPlane';

describe('a control plane whose creation was not heard of, and whose name is changed meanwhile', () => {
  const rename = (world: World) =>
    world.cluster.edit(plane, 'gateway', { spec: { createControlPlaneRequest: { name: 'renamed' } } });

  /** Has something happen once, after the API has made a control plane and before it has said so. */
  function afterCreation(world: World, happen: () => void): void {
    world.konnect.after = ({ method }) => {
      if (method !== 'POST') return undefined;
      world.konnect.after = () => undefined;
      rename(world);
      happen();
      return undefined;
    };
  }

  const lose = () => {
    throw unreachable();
  };

  async function expectOne(world: World): Promise<void> {
    await world.pass(15_000);
    expect(world.konnect.planes().map(({ name }) => name)).toEqual(['renamed']);
    expect(world.programmed(plane, 'gateway')).toBe('True Programmed');
    await world.stop();
  }

  it('is made once, when the answer was lost', async () => {
    const world = new World();
    world.create(secret(), auth(), controlPlane());
    afterCreation(world, lose);
    await world.start();
    await expectOne(world);
  });

  it('is made once, when the operator died', async () => {
    const world = new World();
    world.create(secret(), auth(), controlPlane());
    afterCreation(world, () => world.kill());
    await world.startSoon();
    await world.settle();
    await world.start();
    await expectOne(world);
  });

  it('is made again once, when it had been removed by hand', async () => {
    const world = await atRest();
    world.konnect.deletePlane(world.konnect.planes()[0]?.id ?? '');
    afterCreation(world, lose);
    await world.pass(world.syncPeriodMs);
    await expectOne(world);
  });
});

describe('a 429 without Retry-After while another operator takes over', () => {
  it('costs the new one a call, a pause of 15 s, and no word about what is programmed', async () => {
    const world = await atRest();
    world.konnect.before = () => {
      throw rateLimited();
    };
    world.cluster.edit('KongTarget', 'target-a', { spec: { weight: 7 } });
    await world.settle();
    world.kill();
    await world.start();
    world.countFromHere();
    await world.pass(14_000);
    expect(world.konnect.calls).toEqual([]);
    expect(world.programmed('KongTarget', 'target-a')).toBe('False FailedToUpdate');
    expect(world.programmed('KongTarget', 'target-b')).toBe('True Programmed');
    world.konnect.before = () => undefined;
    await world.pass(16_000);
    expect(world.programmed('KongTarget', 'target-a')).toBe('True Programmed');
    expect(world.konnect.targets().map(({ weight }) => weight)).toEqual([7, 100]);
    expect(world.konnect.changes).toHaveLength(1);
    await world.stop();
  });
});

describe('everything deleted at once, and the token gone before', () => {
  const entities = [plane, 'KongUpstream', 'KongTarget'] as const;

  /** Somebody has taken the finalizer off the Secret, and an operator dies in the middle of the deletion. */
  async function withoutToken(options: World['options'] = {}): Promise<World> {
    const world = await atRest(options);
    world.kill();
    world.cluster.edit('Secret', 'konnect-token', { metadata: { finalizers: [] } });
    world.cluster.delete('Secret', 'konnect-token');
    for (const kind of ['KonnectAPIAuthConfiguration', ...entities]) {
      for (const { metadata } of world.cluster.list(kind)) world.cluster.delete(kind, metadata.name);
    }
    await world.startSoon();
    world.kill();
    await world.start();
    await world.pass(20_000);
    for (const kind of entities) {
      for (const { metadata } of world.cluster.list(kind)) {
        expect(world.condition(kind, metadata.name, 'Programmed')).toEqual({
          verdict: 'False KonnectAPIOpFailed',
          message: expect.stringMatching(
            /^deletion waits for a valid KonnectAPIAuthConfiguration of https:\/\/konnect.test; annotate /,
          ),
        });
      }
    }
    expect(world.cluster.list('KongTarget')).toHaveLength(2);
    return world;
  }

  function expectEnd(world: World): void {
    for (const kind of ['KonnectAPIAuthConfiguration', ...entities]) {
      expect(world.cluster.list(kind).filter(({ metadata }) => metadata.deletionTimestamp)).toEqual([]);
    }
  }

  it('waits, says for what, and ends with any other token of the organisation', async () => {
    const world = await withoutToken();
    world.create(secret('kpat_good', 'other-token'), auth('other', 'other-token'));
    await world.pass(10_000);
    expectEnd(world);
    expect(world.konnect.planes()).toEqual([]);
    await world.stop();
  });

  it('ends with the annotation, and leaves all that is there', async () => {
    const world = await withoutToken();
    for (const kind of entities) {
      for (const { metadata } of world.cluster.list(kind)) {
        const annotations = { 'sluice/deletion-policy': 'Orphan' };
        world.cluster.edit(kind, metadata.name, { metadata: { annotations } });
      }
    }
    await world.pass(10_000);
    expectEnd(world);
    expect(world.konnect.targets()).toHaveLength(2);
    await world.stop();
  });

  it('ends after --deletion-give-up-after', async () => {
    const world = await withoutToken({ deletionGiveUpAfterMs: 10 * 60_000 });
    await world.pass(10 * 60_000);
    expectEnd(world);
    expect(world.events.filter(({ reason }) => reason === 'LeftBehind')).toHaveLength(4);
    await world.stop();
  });
});

describe('a deletion that is paused', () => {
  it('while it waits for the server goes on when the annotation goes, not when the server returns', async () => {
    const world = await atRest();
    world.konnect.before = () => {
      throw unreachable();
    };
    world.cluster.delete('KongTarget', 'target-a');
    await world.pass(10_000);
    world.cluster.edit('KongTarget', 'target-a', { metadata: { annotations: { 'sluice/paused': 'true' } } });
    world.konnect.before = () => undefined;
    await world.pass(2 * world.syncPeriodMs);
    expect(world.konnect.targets()).toHaveLength(2);
    world.cluster.edit('KongTarget', 'target-a', { metadata: { annotations: null } });
    await world.settle();
    expect(world.cluster.find('KongTarget', 'target-a')).toBeUndefined();
    expect(world.konnect.targets()).toHaveLength(1);
    await world.stop();
  });

  it('of a control plane keeps neither its entities from going, nor itself from going after a restart', async () => {
    const world = await atRest();
    world.cluster.edit(plane, 'gateway', { metadata: { annotations: { 'sluice/paused': 'true' } } });
    for (const kind of [plane, 'KongUpstream', 'KongTarget']) {
      for (const { metadata } of world.cluster.list(kind)) world.cluster.delete(kind, metadata.name);
    }
    await world.pass(10_000);
    expect(world.cluster.list('KongUpstream')).toEqual([]);
    expect(world.cluster.list('KongTarget')).toEqual([]);
    expect(world.konnect.upstreams()).toEqual([]);
    expect(world.konnect.planes()).toHaveLength(1);
    await world.restart();
    world.cluster.edit(plane, 'gateway', { metadata: { annotations: null } });
    await world.settle();
    expect(world.cluster.list(plane)).toEqual([]);
    expect(world.konnect.planes()).toEqual([]);
    await world.stop();
  });
});

it('a token that is replaced while the server is out of reach is used from the first call after it', async () => {
  const world = await atRest();
  world.konnect.before = () => {
    throw unreachable();
  };
  world.cluster.edit('KongTarget', 'target-a', { spec: { weight: 7 } });
  await world.pass(10_000);
  world.konnect.tokens.clear();
  world.konnect.tokens.set('kpat_new', 'org-1');
  world.cluster.edit('Secret', 'konnect-token', {
    data: { token: Buffer.from('kpat_new').toString('base64') },
  });
  await world.pass(10_000);
  world.countFromHere();
  world.konnect.before = () => undefined;
  await world.pass(15_000);
  expect(new Set(world.konnect.calls.map(({ token }) => token))).toEqual(new Set(['kpat_new']));
  expect(world.programmed('KongTarget', 'target-a')).toBe('True Programmed');
  expect(world.condition('KonnectAPIAuthConfiguration', 'konnect-api-auth', 'APIAuthValid')?.verdict).toBe(
    'True Valid',
  );
  await world.stop();
});
