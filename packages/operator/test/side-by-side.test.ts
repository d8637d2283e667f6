import { describe, expect, it } from 'vitest';
import { auth, controlPlane, secret, target, upstream } from './manifests.ts';
import { World } from './world.ts';

const slowServer = 'https://slow.test';

/** A control plane `slow` on a server of its own beside `gateway` on the usual one, each with an upstream. */
async function twoServers(): Promise<World> {
  const world = new World();
  world.create(
    secret(),
    auth(),
    controlPlane(),
    upstream(),
    auth('slow-auth', 'konnect-token', slowServer),
    controlPlane('slow', { konnect: { authRef: { name: 'slow-auth' } } }),
    upstream('slow-upstream', {
      controlPlaneRef: { type: 'konnectNamespacedRef', konnectNamespacedRef: { name: 'slow' } },
    }),
  );
  await world.start();
  return world;
}

const slowTargets = (count: number) =>
  Array.from({ length: count }, (_, at) =>
    target(`slow-${at}`, `10.1.0.${at}`, { upstreamRef: { name: 'slow-upstream' } }),
  );

/** Lets all calls under way end, and stops the operator. */
async function stop(world: World): Promise<void> {
  world.server(slowServer).before = () => undefined;
  await world.pass(30_000);
  await world.stop();
}

/** Has a server answer after so many milliseconds of the world's clock. */
function answerAfter(world: World, url: string, delayMs: number): void {
  world.server(url).before = () => new Promise((resolve) => void world.clock.schedule(delayMs, resolve));
}

describe('servers side by side', () => {
  it('one that answers after 30 s holds up nothing on another', async () => {
    const world = await twoServers();
    answerAfter(world, slowServer, 30_000);
    world.create(...slowTargets(100));
    await world.settle();
    world.create(...Array.from({ length: 50 }, (_, at) => target(`fast-${at}`, `10.0.0.${at}`)));
    await world.settle();
    expect(world.konnect.targets()).toHaveLength(50);
    for (let at = 0; at < 50; at++) {
      expect(world.programmed('KongTarget', `fast-${at}`)).toBe('True Programmed');
    }
    expect(world.server(slowServer).targets()).toHaveLength(0);

    await world.pass(200_000);
    expect(world.server(slowServer).targets()).toHaveLength(100);
    for (let at = 0; at < 100; at++) {
      expect(world.programmed('KongTarget', `slow-${at}`)).toBe('True Programmed');
    }
    await stop(world);
  });

  it('one that takes its time gets no more calls at a time than a control plane has places', async () => {
    const world = await twoServers();
    answerAfter(world, slowServer, 30_000);
    world.create(...slowTargets(100));
    await world.settle();
    expect(world.server(slowServer).held).toBe(32);
    await stop(world);
  });

  it('one that is scanned slowly does not delay the scan of another', async () => {
    const world = await twoServers();
    answerAfter(world, slowServer, 30_000);
    const [plane] = world.konnect.planes();
    world.create(target('target-a', '10.0.0.1'));
    await world.settle();
    const [made] = world.konnect.targets();
    world.konnect.deleteTarget(plane?.id ?? '', made?.id ?? '');
    await world.pass(world.syncPeriodMs);
    expect(world.konnect.targets()).toHaveLength(1);
    await stop(world);
  });

  it('organisations of one server are kept apart, each with a token of its own', async () => {
    const world = new World();
    world.konnect.tokens.set('kpat_other', 'org-2');
    world.create(
      secret(),
      auth(),
      controlPlane(),
      upstream(),
      secret('kpat_other', 'other-token'),
      auth('other-auth', 'other-token'),
      controlPlane('other', { name: 'gateway', konnect: { authRef: { name: 'other-auth' } } }),
      upstream('other-upstream', {
        name: 'upstream',
        controlPlaneRef: { type: 'konnectNamespacedRef', konnectNamespacedRef: { name: 'other' } },
      }),
    );
    await world.start();
    expect(world.konnect.planesOf('org-1')).toHaveLength(1);
    expect(world.konnect.planesOf('org-2')).toHaveLength(1);
    expect(world.cluster.get('KongUpstream', 'other-upstream').status?.konnect).toMatchObject({
      organizationID: 'org-2',
    });

    world.konnect.tokens.delete('kpat_other');
    await world.pass(2 * world.syncPeriodMs);
    expect(world.condition('KonnectGatewayControlPlane', 'other', 'APIAuthValid')?.verdict).toBe(
      'False Invalid',
    );
    world.create(target('target-a', '10.0.0.1'));
    await world.settle();
    expect(world.programmed('KongTarget', 'target-a')).toBe('True Programmed');
    await world.stop();
  });
});
