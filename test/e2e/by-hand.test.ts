import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { kongObjects } from './support/kong-objects.ts';
import type { KubeObject } from './support/kubectl.ts';
import { planes, Stage, targets, upstreams } from './support/stage.ts';

const stage = new Stage();
beforeAll(() => stage.start());
afterAll(() => stage.stop());

const patience = { timeout: 60_000, interval: 250 };

/** What is written past the operator: a merge patch of an object, or of its status. */
function write(kind: string, name: string, patch: object, ...flags: string[]): Promise<string> {
  const options = ['--type=merge', '--patch', JSON.stringify(patch), ...flags];
  return stage.world.kubectl.ok(['patch', kind, name, ...options]);
}

/** Waits until an object looks as it should. */
function becomes(kind: string, name: string, expected: object): Promise<KubeObject> {
  return vi.waitFor(async () => {
    const object = await stage.world.kubectl.get(kind, name);
    expect(object).toMatchObject(expected);
    return object;
  }, patience);
}

/** The targets that there are in `plane`: `address weight`. */
async function entities(): Promise<string[]> {
  const found = await stage.world.api.entities('plane', 'targets');
  return found.map(({ target, weight }) => `${target} ${weight}`).toSorted();
}

/** An upstream with a target of its name, programmed. */
async function start(name: string, address: string): Promise<void> {
  await stage.apply(kongObjects.upstream(name), kongObjects.target(name, address, name, { weight: 10 }));
  await stage.world.kubectl.programmed(targets, name);
}

it.each([
  [planes, 'plane'],
  [upstreams, 'finalized'],
  [targets, 'finalized'],
])('a finalizer that is taken off a %s is put back', async (kind, name) => {
  if (kind !== planes) await start('finalized', '10.1.0.1');
  const { metadata } = await stage.world.kubectl.get(kind, name);
  await write(kind, name, { metadata: { finalizers: null } });
  await becomes(kind, name, { metadata: { finalizers: metadata.finalizers } });
});

it.each([
  [planes, 'plane'],
  [upstreams, 'wiped'],
  [targets, 'wiped'],
])('a status that is taken off a %s is written again, of the same entity', async (kind, name) => {
  const { kubectl, api } = stage.world;
  await start('wiped', '10.1.0.2');
  const { status } = await kubectl.get(kind, name);
  await write(kind, name, { status: null }, '--subresource=status');
  const ids = status?.id === undefined ? { konnect: status?.konnect } : { id: status.id };
  await becomes(kind, name, { status: ids });
  await kubectl.programmed(kind, name);
  expect(await api.controlPlaneId('plane')).toBe(stage.planeId);
  expect((await entities()).filter((entity) => entity.startsWith('10.1.0.2'))).toEqual(['10.1.0.2:8000 10']);
});

it('an object that is deleted and made again at once gets an entity of its own, and the former one goes', async () => {
  const { kubectl } = stage.world;
  await start('again', '10.1.0.3');
  const before = await kubectl.get(targets, 'again');
  for (let weight = 11; weight < 16; weight++) {
    await kubectl.ok(['delete', targets, 'again', '--timeout=60s']);
    await stage.apply(kongObjects.target('again', '10.1.0.3', 'again', { weight }));
  }
  await kubectl.programmed(targets, 'again');
  const after = await kubectl.get(targets, 'again');
  expect(after.status?.konnect?.id).not.toBe(before.status?.konnect?.id);
  expect((await entities()).filter((entity) => entity.startsWith('10.1.0.3'))).toEqual(['10.1.0.3:8000 15']);
});

it('a target whose entity is stranded, as its finalizer and it went at once, stands in nobody’s way for ever', async () => {
  const { kubectl } = stage.world;
  await start('stranded', '10.1.0.4');
  const stranded = (await kubectl.get(targets, 'stranded')).status?.konnect?.id;
  await kubectl.ok(['annotate', targets, 'stranded', 'sluice/paused=true']);
  await kubectl.ok(['delete', targets, 'stranded', '--wait=false']);
  await write(targets, 'stranded', { metadata: { finalizers: null } });
  await kubectl.gone(targets, 'stranded');
  await stage.apply(kongObjects.target('stranded-2', '10.1.0.4', 'stranded', { weight: 20 }));
  const taken = { status: 'False', reason: 'FailedToCreate', message: expect.stringContaining('stranded') };
  await kubectl.condition(targets, 'stranded-2', 'Programmed', taken);
  const upstreamId = (await kubectl.get(upstreams, 'stranded')).status?.konnect?.id;
  await stage.world.api.delete(`${stage.upstreamPath(String(upstreamId))}/targets/${stranded}`);
  await kubectl.programmed(targets, 'stranded-2');
});

it('what is programmed can not be told to live elsewhere', async () => {
  const { kubectl } = stage.world;
  await start('fixed', '10.1.0.5');
  const elsewhere = { konnectNamespacedRef: { name: 'elsewhere' } };
  for (const [kind, spec, field] of [
    [upstreams, { controlPlaneRef: elsewhere }, 'controlPlaneRef'],
    [targets, { upstreamRef: { name: 'elsewhere' } }, 'upstreamRef'],
  ] as const) {
    const patch = ['--type=merge', '--patch', JSON.stringify({ spec })];
    const { code, err } = await kubectl.run(['patch', kind, 'fixed', ...patch]);
    expect(code).toBe(1);
    expect(err).toContain(`spec.${field} is immutable`);
  }
});

it('a control plane that is renamed to a name that is taken says so, keeps its own, and loses nothing', async () => {
  const { kubectl, api } = stage.world;
  await stage.apply(kongObjects.plane('renamed'), kongObjects.upstream('in-renamed', {}, 'renamed'));
  await kubectl.programmed(upstreams, 'in-renamed');
  const id = await api.controlPlaneId('renamed');
  await stage.patch(planes, 'renamed', { createControlPlaneRequest: { name: 'plane' } });
  const refused = {
    status: 'False',
    reason: 'FailedToUpdate',
    message: expect.stringContaining('default/plane'),
  };
  await kubectl.condition(planes, 'renamed', 'Programmed', refused);
  expect(await api.controlPlaneId('renamed')).toBe(id);
  await stage.apply(kongObjects.upstream('in-renamed', { slots: 200 }, 'renamed'));
  await kubectl.programmed(upstreams, 'in-renamed');
  await stage.patch(planes, 'renamed', { createControlPlaneRequest: { name: 'renamed-again' } });
  await kubectl.programmed(planes, 'renamed');
  expect(await api.controlPlaneId('renamed-again')).toBe(id);
  expect(await api.entities('renamed-again', 'upstreams')).toMatchObject([
    { name: 'in-renamed', slots: 200 },
  ]);
});
