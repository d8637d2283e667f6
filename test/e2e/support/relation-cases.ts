import { randomUUID } from 'node:crypto';
import type { ConditionCase } from './condition-case.ts';
import { kongObjects } from './kong-objects.ts';
import { planes, type Stage, upstreams } from './stage.ts';

const { auth, plane, mirror, upstream, adopt, group } = kongObjects;

/** Ids of entities that somebody made by hand. */
const ids = {
  fetched: randomUUID(),
  others: randomUUID(),
  matched: randomUUID(),
  toBeRenamed: randomUUID(),
  renamed: randomUUID(),
};

/** How the conditions about adoption, mirrors and groups get False for each of their reasons. */
export function relationCases(on: Stage): readonly ConditionCase[] {
  return [
    {
      condition: 'Adopted FetchFailed',
      why: 'there is no such entity',
      who: [`${upstreams}/fetched`],
      programmed: 'FailedToAdopt',
      breaks: () => on.apply(upstream('fetched', adopt(ids.fetched))),
      mends: () => on.putUpstream(ids.fetched, { name: 'fetched' }),
    },
    {
      condition: 'Adopted UIDConflict',
      why: "the entity is another object's",
      who: [`${upstreams}/others`],
      programmed: 'FailedToAdopt',
      async breaks() {
        await on.putUpstream(ids.others, { name: 'others', tags: ['k8s-uid:somebody-else'] });
        await on.apply(upstream('others', adopt(ids.others)));
      },
      mends: () => on.putUpstream(ids.others, { name: 'others' }),
    },
    {
      condition: 'Adopted NotMatch',
      why: 'the entity is not like the spec',
      who: [`${upstreams}/matched`],
      programmed: 'FailedToAdopt',
      async breaks() {
        await on.putUpstream(ids.matched, { name: 'matched', slots: 100 });
        await on.apply(upstream('matched', adopt(ids.matched, 'match')));
      },
      mends: () => on.putUpstream(ids.matched, { name: 'matched' }),
    },
    {
      condition: 'Adopted FailedToAdopt',
      why: 'another entity has the name that it is to get',
      who: [`${upstreams}/renamed`],
      programmed: 'FailedToAdopt',
      async breaks() {
        await on.putUpstream(ids.toBeRenamed, { name: 'to-be-renamed' });
        await on.putUpstream(ids.renamed, { name: 'renamed' });
        await on.apply(upstream('renamed', adopt(ids.toBeRenamed)));
      },
      mends: () => on.world.api.delete(on.upstreamPath(ids.renamed)),
    },
    {
      condition: 'Mirrored Failed',
      why: 'the token has no role in the control plane',
      who: [`${planes}/mirror`],
      async breaks() {
        const { id } = JSON.parse(await on.world.api.post('/v2/control-planes', { name: 'elsewhere' }));
        const roles = [{ controlPlaneId: on.planeId, role: 'admin' }];
        const user = JSON.parse(await on.world.api.post('/sluice/v1/users', { name: 'Gil', roles }));
        const made = await on.world.api.post('/sluice/v1/tokens', { name: 'gil', userId: user.id });
        const { token } = JSON.parse(made);
        await on.apply(auth('gil', on.world.konnect.url, token), mirror('mirror', id, 'gil'));
      },
      async mends() {
        const { spec } = await on.world.kubectl.get(planes, 'mirror');
        const { id } = (spec['mirror'] as { konnect: { id: string } }).konnect;
        const { data } = await on.world.api.get('/sluice/v1/users');
        const gil = data.find(({ name }: { name: string }) => name === 'Gil');
        await on.world.api.patch(`/sluice/v1/users/${gil.id}`, {
          roles: [{ controlPlaneId: id, role: 'admin' }],
        });
      },
    },
    {
      condition: 'MembersReferenceResolved SomeMemberNotResolved',
      why: 'a member is missing',
      who: [`${planes}/group`],
      programmed: 'FailedToSetControlPlaneGroupMembers',
      breaks: () =>
        on.apply(plane('group', { createControlPlaneRequest: group, members: [{ name: 'late' }] })),
      mends: () => on.apply(plane('late')),
    },
    ...[
      'MembersReferenceResolved SetGroupMemberFailed',
      'Programmed FailedToSetControlPlaneGroupMembers',
    ].map((condition, at) => ({
      condition,
      why: 'a member is a group itself, which the API refuses',
      who: [`${planes}/outer-${at}`],
      programmed: 'FailedToSetControlPlaneGroupMembers',
      async breaks() {
        await on.apply(plane(`nested-${at}`, { createControlPlaneRequest: group }));
        await on.world.kubectl.programmed(planes, `nested-${at}`);
        const members = [{ name: `nested-${at}` }];
        await on.apply(plane(`outer-${at}`, { createControlPlaneRequest: group, members }));
      },
      async mends() {
        await on.remove(planes, `nested-${at}`);
        await on.apply(plane(`nested-${at}`));
      },
    })),
  ];
}
