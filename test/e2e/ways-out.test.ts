import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { FaultyProxy } from './support/faulty-proxy.ts';
import { kongObjects } from './support/kong-objects.ts';
import { auths, planes, Stage, upstreams } from './support/stage.ts';

const patience = { timeout: 60_000, interval: 250 };
const waits = { status: 'False', reason: 'KonnectAPIOpFailed' };

/** Asks for a deletion, and doesn't wait for its end. */
function startDeletion({ world }: Stage, kind: string, name: string): Promise<string> {
  return world.kubectl.ok(['delete', kind, name, '--wait=false']);
}

function annotate({ world }: Stage, kind: string, name: string, annotation: string): Promise<string> {
  return world.kubectl.ok(['annotate', kind, name, annotation]);
}

/** The slots of the upstreams of a control plane, by name. */
async function slotsIn({ world }: Stage, plane: string): Promise<Record<string, number | undefined>> {
  const entities = await world.api.entities(plane, 'upstreams');
  return Object.fromEntries(entities.map(({ name = '', slots }) => [name, slots]));
}

/** What Events say that was left behind of an object, once there is one. */
function leftBehind({ world }: Stage, name: string): Promise<string> {
  const selector = `--field-selector=involvedObject.name=${name},reason=LeftBehind`;
  return vi.waitFor(async () => {
    const { items } = JSON.parse(await world.kubectl.ok(['get', 'events', selector, '--output', 'json']));
    expect(items).toMatchObject([{ type: 'Warning' }]);
    return items[0].message;
  }, patience);
}

/** A control plane on a server of its own, which can be made to fail, with upstreams of 100 slots. */
async function startPlane(stage: Stage, name: string, ...upstreamNames: string[]): Promise<FaultyProxy> {
  const { konnect, tls, kubectl, token } = stage.world;
  const server = await FaultyProxy.start(konnect, tls);
  await stage.apply(
    kongObjects.auth(name, server.url, token),
    kongObjects.plane(name, { konnect: { authRef: { name } } }),
    ...upstreamNames.map((upstream) => kongObjects.upstream(upstream, { slots: 100 }, name)),
  );
  for (const upstream of upstreamNames) await kubectl.programmed(upstreams, upstream);
  return server;
}

describe('a deletion that can not be carried out', () => {
  const stage = new Stage();
  beforeAll(() => stage.start());
  afterAll(() => stage.stop());

  it('because the server is out of reach waits for it, and says so', async () => {
    const { kubectl } = stage.world;
    const server = await startPlane(stage, 'cut', 'cut-waits', 'cut-orphaned', 'cut-stays');
    server.behaviour = 'break';
    await startDeletion(stage, upstreams, 'cut-waits');
    await startDeletion(stage, upstreams, 'cut-orphaned');
    for (const name of ['cut-waits', 'cut-orphaned']) {
      const message = expect.stringContaining('deletion waits for the server: https://127.0.0.1');
      await kubectl.condition(upstreams, name, 'Programmed', { ...waits, message });
    }

    await annotate(stage, upstreams, 'cut-orphaned', 'sluice/deletion-policy=Orphan');
    await kubectl.gone(upstreams, 'cut-orphaned');
    expect(await leftBehind(stage, 'cut-orphaned')).toContain('sluice/deletion-policy=Orphan');

    server.behaviour = 'forward';
    await kubectl.gone(upstreams, 'cut-waits');
    expect(await slotsIn(stage, 'cut')).toEqual({ 'cut-orphaned': 100, 'cut-stays': 100 });
    await kubectl.programmed(upstreams, 'cut-stays');
  });

  it('because no token is accepted ends with any other of the same server and organisation', async () => {
    const { kubectl, token } = stage.world;
    const server = await startPlane(stage, 'expired', 'expired-a', 'expired-b');
    await stage.patch(auths, 'expired', { token: 'kpat_expired' });
    await kubectl.condition(auths, 'expired', 'APIAuthValid', { status: 'False', reason: 'Invalid' });
    await kubectl.condition(upstreams, 'expired-b', 'APIAuthValid', { status: 'False', reason: 'Invalid' });
    await startDeletion(stage, upstreams, 'expired-a');
    const message = expect.stringContaining(
      `deletion waits for a valid KonnectAPIAuthConfiguration of ${server.url}`,
    );
    await kubectl.condition(upstreams, 'expired-a', 'Programmed', { ...waits, message });
    expect(await slotsIn(stage, 'expired')).toEqual({ 'expired-a': 100, 'expired-b': 100 });

    await stage.apply(kongObjects.auth('another', server.url, token));
    await kubectl.gone(upstreams, 'expired-a');
    expect(await slotsIn(stage, 'expired')).toEqual({ 'expired-b': 100 });
    await stage.patch(auths, 'expired', { token });
    await kubectl.programmed(upstreams, 'expired-b');
  });

  it('is over for a whole control plane with its entities, authentication too, once all are to be orphaned', async () => {
    const { kubectl, api } = stage.world;
    const server = await startPlane(stage, 'gone', 'gone-a');
    server.behaviour = { status: 503 };
    await startDeletion(stage, planes, 'gone');
    await startDeletion(stage, upstreams, 'gone-a');
    await startDeletion(stage, auths, 'gone');
    const message = expect.stringContaining('deletion waits for the server');
    await kubectl.condition(upstreams, 'gone-a', 'Programmed', { ...waits, message });
    await kubectl.condition(planes, 'gone', 'Programmed', { ...waits, message });
    await annotate(stage, upstreams, 'gone-a', 'sluice/deletion-policy=Orphan');
    await annotate(stage, planes, 'gone', 'sluice/deletion-policy=Orphan');
    await kubectl.gone(upstreams, 'gone-a');
    await kubectl.gone(planes, 'gone');
    await kubectl.gone(auths, 'gone');
    expect(await api.controlPlaneId('gone')).toBeDefined();
    expect(await slotsIn(stage, 'gone')).toEqual({ 'gone-a': 100 });
  });
});

it('with --deletion-give-up-after a deletion that waits for too long leaves behind what it can not remove', async () => {
  const stage = new Stage();
  try {
    await stage.start('--deletion-give-up-after', '10s');
    const { kubectl } = stage.world;
    const server = await startPlane(stage, 'lost', 'lost-a', 'lost-b');
    const id = (await kubectl.get(upstreams, 'lost-a')).status?.konnect?.id;
    server.behaviour = 'break';
    await startDeletion(stage, upstreams, 'lost-a');
    const message = expect.stringContaining('deletion waits for the server');
    await kubectl.condition(upstreams, 'lost-a', 'Programmed', { ...waits, message });
    await kubectl.gone(upstreams, 'lost-a');
    expect(await leftBehind(stage, 'lost-a')).toMatch(
      new RegExp(`the upstream ${id} in control plane .* on ${server.url}`),
    );
    server.behaviour = 'forward';
    // Until an edit has come through, the operator may still take the server for one that is away.
    await stage.patch(upstreams, 'lost-b', { slots: 200 });
    await vi.waitFor(
      async () => expect(await slotsIn(stage, 'lost')).toEqual({ 'lost-a': 100, 'lost-b': 200 }),
      patience,
    );
    await stage.remove(upstreams, 'lost-b');
    expect(await slotsIn(stage, 'lost')).toEqual({ 'lost-a': 100 });
  } finally {
    await stage.stop();
  }
});

describe('an object with the annotation sluice/paused: "true"', () => {
  const stage = new Stage();
  beforeAll(() => stage.start());
  afterAll(() => stage.stop());

  /** Resolves when the operator has seen all that happened so far, and has compared everything since. */
  async function seen(): Promise<void> {
    const { kubectl, api } = stage.world;
    const id = (await kubectl.get(upstreams, 'other')).status?.konnect?.id ?? '';
    await stage.putUpstream(id, { name: 'other', slots: 4711 });
    await vi.waitFor(
      async () => expect(await api.get(stage.upstreamPath(id))).toMatchObject({ slots: 100 }),
      patience,
    );
  }

  it('is left alone, whatever changes on either side, until the annotation goes', async () => {
    const { kubectl } = stage.world;
    await stage.apply(...['paused', 'other'].map((name) => kongObjects.upstream(name, { slots: 100 })));
    for (const name of ['paused', 'other']) await kubectl.programmed(upstreams, name);
    await annotate(stage, upstreams, 'paused', 'sluice/paused=true');
    const before = await kubectl.get(upstreams, 'paused');
    await seen();

    await stage.putUpstream(before.status?.konnect?.id ?? '', { name: 'paused', slots: 300 });
    await seen();
    expect(await slotsIn(stage, 'plane')).toMatchObject({ paused: 300 });
    await stage.patch(upstreams, 'paused', { slots: 200 });
    await seen();
    expect(await slotsIn(stage, 'plane')).toMatchObject({ paused: 300 });
    const meanwhile = await kubectl.get(upstreams, 'paused');
    expect(meanwhile.status).toEqual(before.status);

    await annotate(stage, upstreams, 'paused', 'sluice/paused-');
    await kubectl.programmed(upstreams, 'paused');
    expect(await slotsIn(stage, 'plane')).toMatchObject({ paused: 200 });
  });

  it('is not deleted either, until the annotation goes', async () => {
    const { kubectl } = stage.world;
    await stage.apply(kongObjects.upstream('kept', { slots: 100 }));
    await kubectl.programmed(upstreams, 'kept');
    await annotate(stage, upstreams, 'kept', 'sluice/paused=true');
    await startDeletion(stage, upstreams, 'kept');
    await seen();
    expect(await slotsIn(stage, 'plane')).toMatchObject({ kept: 100 });
    expect((await kubectl.get(upstreams, 'kept')).metadata.finalizers).toHaveLength(1);
    await annotate(stage, upstreams, 'kept', 'sluice/paused-');
    await kubectl.gone(upstreams, 'kept');
    expect(await slotsIn(stage, 'plane')).not.toHaveProperty('kept');
  });
});
