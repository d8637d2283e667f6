import { describe, expect, it } from 'vitest';
import { atRest } from './at-rest.ts';
import { refusal } from './fake-cluster.ts';
import { unreachable } from './fake-konnect.ts';
import { target } from './manifests.ts';
import type { World } from './world.ts';

const paused = (value: string | null) => ({ metadata: { annotations: { 'sluice/paused': value } } });

describe('an object with the annotation sluice/paused: "true"', () => {
  it('is left alone, whatever changes, until the annotation goes', async () => {
    const world = await atRest();
    world.cluster.edit('KongTarget', 'target-a', paused('true'));
    world.cluster.edit('KongTarget', 'target-a', { spec: { weight: 1 } });
    const [entity] = world.konnect.targets();
    world.konnect.deleteTarget(world.konnect.planes()[0]?.id ?? '', entity?.id ?? '');
    await world.pass(3 * world.syncPeriodMs);
    expect(world.konnect.changes).toEqual([]);
    expect(world.cluster.writes).toEqual([]);

    world.cluster.edit('KongTarget', 'target-a', paused(null));
    await world.settle();
    expect(world.konnect.targets()).toHaveLength(2);
    expect(world.konnect.targets()).toContainEqual(expect.objectContaining({ id: entity?.id, weight: 1 }));
    await world.stop();
  });

  it('is not deleted either', async () => {
    const world = await atRest();
    world.cluster.edit('KongTarget', 'target-a', paused('true'));
    world.cluster.delete('KongTarget', 'target-a');
    await world.pass(world.syncPeriodMs);
    expect(world.konnect.targets()).toHaveLength(2);
    world.cluster.edit('KongTarget', 'target-a', paused('false'));
    await world.settle();
    expect(world.konnect.targets()).toHaveLength(1);
    expect(world.cluster.list('KongTarget')).toHaveLength(1);
    await world.stop();
  });
});

describe('a deletion that can not be carried out', () => {
  async function outage(world: World): Promise<void> {
    world.konnect.before = () => {
      throw unreachable();
    };
    world.cluster.delete('KongTarget', 'target-a');
    await world.settle();
  }

  it('waits for ever, and says for what', async () => {
    const world = await atRest();
    await outage(world);
    await world.pass(60 * world.syncPeriodMs);
    expect(world.condition('KongTarget', 'target-a', 'Programmed')?.verdict).toBe('False KonnectAPIOpFailed');
    await world.stop();
  });

  it('gives up after --deletion-give-up-after, and an Event says what was left where', async () => {
    // The clock of a world stands at the time of a deletion at first.
    const world = await atRest({ deletionGiveUpAfterMs: 10 * 60_000 });
    await outage(world);
    await world.pass(9 * 60_000);
    expect(world.cluster.list('KongTarget')).toHaveLength(2);
    await world.pass(60_000);
    expect(world.cluster.list('KongTarget')).toHaveLength(1);
    const [left, plane] = [world.konnect.targets()[0]?.id, world.konnect.planes()[0]?.id];
    expect(world.events).toEqual([
      {
        name: 'target-a',
        type: 'Warning',
        reason: 'LeftBehind',
        message: expect.stringMatching(
          `^left the target ${left} in control plane ${plane} on https://konnect.test: deletion waits for`,
        ),
      },
    ]);
    await world.stop();
  });

  it('with the annotation to orphan, an Event says so', async () => {
    const world = await atRest();
    const annotations = { 'sluice/deletion-policy': 'Orphan' };
    world.cluster.edit('KongTarget', 'target-a', { metadata: { annotations } });
    world.cluster.delete('KongTarget', 'target-a');
    await world.settle();
    expect(world.cluster.list('KongTarget')).toHaveLength(1);
    expect(world.konnect.targets()).toHaveLength(2);
    expect(world.events.map(({ reason }) => reason)).toEqual(['LeftBehind']);
    await world.stop();
  });
});

describe('what a hand wrote', () => {
  it.each([
    ['KongTarget', 'target-a', { konnect: { id: 'nonsense', controlPlaneID: 'x', upstreamID: 'y' } }],
    ['KongUpstream', 'upstream', { konnect: { id: 'nonsense', controlPlaneID: 'x' } }],
    ['KonnectGatewayControlPlane', 'gateway', { id: 'nonsense' }],
  ])('into the ids of a %s stops neither an edit nor a deletion', async (kind, name, status) => {
    const world = await atRest();
    await world.stop();
    world.cluster.writeStatus(kind, name, status);
    await world.start();
    await world.pass(world.syncPeriodMs);
    expect(world.konnect.planes()).toHaveLength(1);
    expect(world.konnect.upstreams()).toHaveLength(1);
    expect(world.konnect.targets()).toHaveLength(2);
    expect(world.programmed(kind, name)).toBe('True Programmed');

    await world.stop();
    world.cluster.writeStatus(kind, name, status);
    world.cluster.delete(kind, name);
    await world.start();
    await world.pass(world.syncPeriodMs);
    expect(world.cluster.find(kind, name)).toBeUndefined();
    await world.stop();
  });

  it('takes the label off a Secret: it can be deleted, and the token is no longer used', async () => {
    const world = await atRest();
    world.cluster.edit('Secret', 'konnect-token', { metadata: { labels: null } });
    await world.settle();
    expect(world.cluster.get('Secret', 'konnect-token').metadata.finalizers).toEqual([]);
    expect(world.condition('KonnectAPIAuthConfiguration', 'konnect-api-auth', 'APIAuthValid')?.verdict).toBe(
      'False Invalid',
    );
    await world.stop();
  });

  it('takes the label off a Secret that may not be read: the operator goes on, without a word', async () => {
    const world = await atRest();
    world.client.get = async () => {
      throw refusal(403, 'Forbidden', 'secrets "konnect-token" is forbidden');
    };
    world.cluster.edit('Secret', 'konnect-token', { metadata: { labels: null } });
    await world.pass(world.syncPeriodMs);
    expect(world.log.filter(({ level }) => level === 'error')).toEqual([]);
    await world.stop();
  });

  it('takes the label off a Secret while no operator runs: the same', async () => {
    const world = await atRest();
    await world.stop();
    world.cluster.edit('Secret', 'konnect-token', { metadata: { labels: null } });
    await world.start();
    expect(world.cluster.get('Secret', 'konnect-token').metadata.finalizers).toEqual([]);
    await world.stop();
  });
});

it('an upstream that a target finds gone brings back all its targets, before the next scan is due', async () => {
  const world = await atRest();
  const [plane, entity] = [world.konnect.planes()[0], world.konnect.upstreams()[0]];
  world.konnect.deleteUpstream(plane?.id ?? '', entity?.id ?? '');
  world.cluster.edit('KongTarget', 'target-a', { spec: { weight: 7 } });
  await world.pass(5_000);
  expect(world.konnect.upstreams()).toHaveLength(1);
  expect(world.konnect.targets()).toHaveLength(2);
  await world.stop();
});

it('the condition of an auth configuration follows its generation at once, without a call', async () => {
  const world = await atRest();
  const kind = 'KonnectAPIAuthConfiguration';
  world.cluster.edit(kind, 'konnect-api-auth', { spec: { secretRef: { namespace: 'default' } } });
  await world.settle();
  const { metadata, status } = world.cluster.get(kind, 'konnect-api-auth');
  expect(metadata.generation).toBe(2);
  expect(status?.conditions?.[0]).toMatchObject({ status: 'True', observedGeneration: 2 });
  expect(world.konnect.calls).toEqual([]);
  await world.stop();
});

it('a status is never written to another object of the same name', async () => {
  const world = await atRest();
  world.client.beforeWrite = ({ name, subresource }) => {
    if (name !== 'target-a' || subresource !== 'status') return;
    world.client.beforeWrite = () => undefined;
    world.cluster.edit('KongTarget', 'target-a', { metadata: { finalizers: [] } });
    world.cluster.delete('KongTarget', 'target-a');
    world.create(target('target-a', '10.0.0.9'));
  };
  world.cluster.edit('KongTarget', 'target-a', { spec: { weight: 7 } });
  await world.pass(2 * world.syncPeriodMs);
  const { status } = world.cluster.get('KongTarget', 'target-a');
  const made = world.konnect.targets().find(({ id }) => id === status?.konnect?.['id']);
  expect(made).toMatchObject({ target: '10.0.0.9:8000' });
  await world.stop();
});
