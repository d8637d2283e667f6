import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { kongObjects } from './support/kong-objects.ts';
import { auths, planes, Stage, targets, upstreams } from './support/stage.ts';

const { auth, plane, mirror, upstream, target, refused, group, adopt } = kongObjects;
const stage = new Stage();
beforeAll(() => stage.start());
afterAll(() => stage.stop());

/** Who has which condition, what its message says, and how that comes about. */
const messages: readonly [
  kind: string,
  name: string,
  type: string,
  said: RegExp,
  happen: () => Promise<unknown>,
][] = [
  [
    planes,
    'group',
    'MembersReferenceResolved',
    /^KonnectGatewayControlPlane default\/late doesn't exist$/,
    () => stage.apply(plane('group', { createControlPlaneRequest: group, members: [{ name: 'late' }] })),
  ],
  [
    upstreams,
    'matched',
    'Adopted',
    /differs from the spec in slots;/,
    async () => {
      const id = randomUUID();
      await stage.putUpstream(id, { name: 'matched', slots: 100 });
      await stage.apply(upstream('matched', adopt(id, 'match')));
    },
  ],
  [upstreams, 'refused', 'Programmed', /host_header/, () => stage.apply(upstream('refused', refused))],
  [
    targets,
    'second',
    'Programmed',
    /target .* made from KongTarget default\/first has it$/,
    async () => {
      await stage.apply(upstream('shared'), target('first', '10.0.0.1', 'shared'));
      await stage.world.kubectl.programmed(targets, 'first');
      await stage.apply(target('second', '10.0.0.1', 'shared'));
    },
  ],
  [
    upstreams,
    'homeless',
    'ControlPlaneRefValid',
    /^KonnectGatewayControlPlane default\/nowhere doesn't exist$/,
    () => stage.apply(upstream('homeless', {}, 'nowhere')),
  ],
];

it.each(messages)(
  'the message of a %s says what is wrong with %s: %s',
  async (kind, name, type, said, happen) => {
    await happen();
    const { message } = await stage.world.kubectl.condition(kind, name, type, { status: 'False' });
    expect(message).toMatch(said);
  },
);

describe('a mirror', () => {
  it('shows what is there, with its type, and leaves it there when it goes', async () => {
    const { kubectl, api } = stage.world;
    await stage.apply(mirror('mirror', stage.planeId, 'auth'));
    await kubectl.condition(planes, 'mirror', 'Mirrored', { status: 'True', reason: 'Mirrored' });
    await kubectl.programmed(planes, 'mirror');
    expect((await kubectl.get(planes, 'mirror')).status).toMatchObject({
      id: stage.planeId,
      clusterType: 'CLUSTER_TYPE_CONTROL_PLANE',
      konnectEndpoints: { controlPlane: stage.world.konnect.url },
    });
    await stage.remove(planes, 'mirror');
    expect(await api.controlPlaneId('plane')).toBe(stage.planeId);
  });
});

it('a server whose name nobody knows is said to be out of reach, and holds up nothing else', async () => {
  const { kubectl } = stage.world;
  await stage.apply(
    auth('nowhere', 'https://no-such-host.invalid', 'kpat_x'),
    plane('nowhere-else', { konnect: { authRef: { name: 'nowhere' } } }),
  );
  const unknown = { status: 'Unknown', reason: 'Pending' };
  const { message } = await kubectl.condition(auths, 'nowhere', 'APIAuthValid', unknown);
  expect(message).toContain('https://no-such-host.invalid could not be reached');
  const failed = { status: 'False', reason: 'KonnectAPIOpFailed' };
  await kubectl.condition(planes, 'nowhere-else', 'Programmed', failed);
  await stage.apply(upstream('beside'));
  await kubectl.programmed(upstreams, 'beside', 'default', 10_000);
});

it('what was not looked at yet is Unknown, and a condition keeps its time while it stays', async () => {
  const { kubectl } = stage.world;
  const paused = { annotations: { 'sluice/paused': 'true' } };
  const object = upstream('fresh', refused);
  await stage.apply({ ...object, metadata: { ...object.metadata, ...paused } });
  const pending = { status: 'Unknown', reason: 'Pending' };
  const { status } = await kubectl.get(upstreams, 'fresh');
  expect(status?.conditions).toMatchObject([{ type: 'Programmed', ...pending }]);
  await kubectl.ok(['annotate', upstreams, 'fresh', 'sluice/paused-']);
  const failed = { status: 'False', reason: 'FailedToCreate' };
  const first = await kubectl.condition(upstreams, 'fresh', 'Programmed', failed);
  await stage.patch(upstreams, 'fresh', { slots: 100 });
  const second = await kubectl.condition(upstreams, 'fresh', 'Programmed', failed);
  expect(second).toMatchObject({ observedGeneration: 2, message: first.message });
  expect(second).toHaveProperty('lastTransitionTime', Object(first).lastTransitionTime);
});
