import { describe, expect, it } from 'vitest';
import { unreachable } from './fake-konnect.ts';
import { auth, controlPlane, secret, target, upstream } from './manifests.ts';
import { World } from './world.ts';

const kind = 'KonnectGatewayControlPlane';

const mirror = (name: string, id: string) => {
  const { spec, ...manifest } = controlPlane(name);
  const { konnect } = spec as { konnect: object };
  return { ...manifest, spec: { source: 'Mirror', mirror: { konnect: { id } }, konnect } };
};

describe('a mirror', () => {
  async function mirrored(): Promise<{ world: World; id: string }> {
    const world = new World();
    const { id } = world.konnect.createPlane('org-1', { name: 'made-elsewhere' });
    world.create(secret(), auth(), mirror('mirror', id));
    await world.start();
    return { world, id };
  }

  it('shows a control plane that exists, and never writes it', async () => {
    const { world, id } = await mirrored();
    expect(world.condition(kind, 'mirror', 'Mirrored')?.verdict).toBe('True Mirrored');
    expect(world.programmed(kind, 'mirror')).toBe('True Programmed');
    expect(world.cluster.get(kind, 'mirror').status).toMatchObject({
      id,
      organizationID: 'org-1',
      serverURL: 'https://konnect.test',
    });
    await world.pass(3 * world.syncPeriodMs);
    expect(world.konnect.changes).toEqual([]);
    await world.stop();
  });

  it('can hold entities', async () => {
    const { world, id } = await mirrored();
    const controlPlaneRef = { type: 'konnectNamespacedRef', konnectNamespacedRef: { name: 'mirror' } };
    world.create(upstream('upstream', { controlPlaneRef }), target('target-a', '10.0.0.1'));
    await world.pass(1_000);
    expect(world.programmed('KongTarget', 'target-a')).toBe('True Programmed');
    expect([...world.konnect.plane(id).targets.values()]).toHaveLength(1);
    await world.stop();
  });

  it('goes without a call, and what it showed stays', async () => {
    const { world } = await mirrored();
    world.countFromHere();
    world.cluster.delete(kind, 'mirror');
    await world.settle();
    expect(world.cluster.list(kind)).toEqual([]);
    expect(world.konnect.planes()).toHaveLength(1);
    expect(world.konnect.calls).toEqual([]);
    await world.stop();
  });

  it('follows where data planes are to connect to', async () => {
    const { world, id } = await mirrored();
    world.countFromHere();
    const plane = world.konnect.plane(id);
    const control_plane_endpoint = 'https://moved.cp.test';
    plane.shown = { ...plane.shown, config: { ...plane.shown.config, control_plane_endpoint } };
    await world.pass(2 * world.syncPeriodMs);
    expect(world.cluster.get(kind, 'mirror').status).toMatchObject({
      konnectEndpoints: { controlPlane: control_plane_endpoint },
    });
    expect(world.konnect.changes).toEqual([]);
    expect(world.cluster.writes).toHaveLength(1);
    expect(world.condition(kind, 'mirror', 'Mirrored')?.verdict).toBe('True Mirrored');
    await world.stop();
  });

  it('of nothing says so, and shows it once it is there', async () => {
    const world = new World();
    const id = '11111111-1111-4111-8111-111111111111';
    world.create(secret(), auth(), mirror('mirror', id));
    await world.start();
    expect(world.condition(kind, 'mirror', 'Mirrored')).toEqual({
      verdict: 'False Failed',
      message: `the control plane ${id} of spec.mirror could not be read: Not found`,
    });
    expect(world.programmed(kind, 'mirror')).toBe('False ConditionWithStatusFalseExists');
    const made = world.konnect.createPlane('org-1', { name: 'late' });
    world.konnect.rename(made.id, id);
    await world.pass(world.syncPeriodMs);
    expect(world.condition(kind, 'mirror', 'Mirrored')?.verdict).toBe('True Mirrored');
    await world.stop();
  });

  it('beside the object that made the control plane disturbs neither, and a restart writes nothing', async () => {
    const world = new World();
    world.create(secret(), auth(), controlPlane(), upstream());
    await world.start();
    const id = world.konnect.planes()[0]?.id ?? '';
    world.create(mirror('mirror', id));
    await world.settle();
    world.countFromHere();
    await world.restart();
    await world.pass(3 * world.syncPeriodMs);
    expect(world.konnect.changes).toEqual([]);
    expect(world.cluster.writes).toEqual([]);

    world.cluster.delete(kind, 'mirror');
    await world.settle();
    const [entity] = world.konnect.upstreams();
    world.konnect.putUpstream(id, entity?.id ?? '', { ...entity, slots: 20 });
    await world.pass(world.syncPeriodMs);
    expect(world.konnect.upstreams()).toMatchObject([{ slots: 10_000 }]);
    await world.stop();
  });
});

describe('a control-plane group', () => {
  const group = (members: readonly string[]) =>
    controlPlane('group', {
      cluster_type: 'CLUSTER_TYPE_CONTROL_PLANE_GROUP',
      members: members.map((name) => ({ name })),
    });

  async function grouped(members: readonly string[]): Promise<World> {
    const world = new World();
    world.create(secret(), auth(), controlPlane('a'), controlPlane('b'), group(members));
    await world.start();
    return world;
  }

  const idOf = (world: World, name: string) => world.cluster.get(kind, name).status?.id ?? '';
  const membersOf = (world: World) => world.konnect.plane(idOf(world, 'group')).members;
  const verdicts = (world: World) => [
    world.condition(kind, 'group', 'MembersReferenceResolved')?.verdict,
    world.programmed(kind, 'group'),
  ];

  it('has the members that it names, sorted by id', async () => {
    const world = await grouped(['b', 'a']);
    expect(membersOf(world)).toEqual([idOf(world, 'a'), idOf(world, 'b')].sort());
    expect(verdicts(world)).toEqual(['True Resolved', 'True Programmed']);
    await world.stop();
  });

  it('without members has none, and says that all are resolved', async () => {
    const world = await grouped([]);
    expect(membersOf(world)).toEqual([]);
    expect(verdicts(world)).toEqual(['True Resolved', 'True Programmed']);
    await world.stop();
  });

  it('sets none before all are there, names who is missing, and sets them when it comes', async () => {
    const world = await grouped(['a', 'missing']);
    expect(membersOf(world)).toEqual([]);
    expect(verdicts(world)).toEqual([
      'False SomeMemberNotResolved',
      'False FailedToSetControlPlaneGroupMembers',
    ]);
    expect(world.condition(kind, 'group', 'MembersReferenceResolved')?.message).toBe(
      "KonnectGatewayControlPlane default/missing doesn't exist",
    );
    world.create(controlPlane('missing'));
    await world.settle();
    expect(membersOf(world)).toHaveLength(2);
    expect(verdicts(world)).toEqual(['True Resolved', 'True Programmed']);
    await world.stop();
  });

  it('follows its list, and a member that comes back with another id', async () => {
    const world = await grouped(['a', 'b']);
    world.cluster.edit(kind, 'group', { spec: { members: [{ name: 'b' }] } });
    await world.settle();
    expect(membersOf(world)).toEqual([idOf(world, 'b')]);
    world.konnect.deletePlane(idOf(world, 'b'));
    await world.pass(2 * world.syncPeriodMs);
    expect(membersOf(world)).toEqual([idOf(world, 'b')]);
    expect(verdicts(world)).toEqual(['True Resolved', 'True Programmed']);
    await world.stop();
  });

  it('says when the API refuses the members, and sets them when it no longer does', async () => {
    const world = await grouped([]);
    world.konnect.before = ({ path, method }) => {
      if (method === 'PUT' && path.endsWith('/group-memberships')) throw unreachable();
      return undefined;
    };
    world.cluster.edit(kind, 'group', { spec: { members: [{ name: 'a' }] } });
    await world.settle();
    expect(verdicts(world)).toEqual([
      'False SetGroupMemberFailed',
      'False FailedToSetControlPlaneGroupMembers',
    ]);
    world.konnect.before = () => undefined;
    await world.pass(30_000);
    expect(membersOf(world)).toEqual([idOf(world, 'a')]);
    expect(verdicts(world)).toEqual(['True Resolved', 'True Programmed']);
    await world.stop();
  });

  it('gets its members back when somebody changes them by hand, and an Event says so', async () => {
    const world = await grouped(['a']);
    world.konnect.plane(idOf(world, 'group')).members = [idOf(world, 'b')];
    await world.pass(2 * world.syncPeriodMs);
    expect(membersOf(world)).toEqual([idOf(world, 'a')]);
    expect(world.events.map(({ name, message }) => `${name}: ${message}`)).toEqual([
      'group: somebody had changed the control plane in Konnect; put back: members',
    ]);
    await world.stop();
  });

  it('costs no write at a restart', async () => {
    const world = await grouped(['a', 'b']);
    world.countFromHere();
    await world.restart();
    await world.pass(2 * world.syncPeriodMs);
    expect(world.konnect.changes).toEqual([]);
    expect(world.cluster.writes).toEqual([]);
    await world.stop();
  });
});
