import { controlPlanePath, upstreamsPath } from '@sluice/konnect-api';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { startScene, UNKNOWN_ID } from '../../test/scenes.ts';
import { changedMembers, type MemberChange } from './member-change.ts';

async function startWithGroup() {
  const scene = await startScene();
  const groupId = await scene.createGateway({ cluster_type: 'CLUSTER_TYPE_CONTROL_PLANE_GROUP' });
  const group = controlPlanePath(groupId);
  const memberships = `${group}/group-memberships`;
  const members = (...ids: string[]) => ({ members: ids.map((id) => ({ id })) });
  const ids = async (): Promise<string[]> => {
    const { body } = await scene.send('GET', `${memberships}?page[size]=100`);
    return (body as { data: { id: string }[] }).data.map(({ id }) => id);
  };
  const second = await scene.createGateway();
  return { ...scene, group, memberships, members, ids, second };
}

test('members are set, added and removed, and answered in the order of their ids', async () => {
  const { send, memberships, members, ids, second, controlPlaneId: first } = await startWithGroup();
  const sorted = [first, second].sort();
  expect(await ids()).toEqual([]);
  expect((await send('POST', `${memberships}/add`, members(first, first.toUpperCase()))).status).toBe(204);
  expect(await ids()).toEqual([first]);
  expect((await send('POST', `${memberships}/add`, members(second, first))).status).toBe(204);
  expect(await ids()).toEqual(sorted);
  expect((await send('POST', `${memberships}/remove`, members(first, UNKNOWN_ID))).status).toBe(204);
  expect(await ids()).toEqual([second]);
  expect((await send('PUT', memberships, members(first))).status).toBe(204);
  expect(await ids()).toEqual([first]);
  expect((await send('PUT', memberships, members())).status).toBe(204);
  expect(await ids()).toEqual([]);
});

test('members are answered page by page', async () => {
  const { send, memberships, members, createGateway } = await startWithGroup();
  const all = await Promise.all(Array.from({ length: 5 }, () => createGateway()));
  await send('PUT', memberships, members(...all));
  const seen: string[] = [];
  let path: string | null = `${memberships}?page[size]=2`;
  while (path !== null) {
    const { body } = await send('GET', path);
    const { data, meta } = body as {
      data: { id: string }[];
      meta: { page: { next: string | null; size: number; total: number } };
    };
    expect(meta.page).toMatchObject({ size: 2, total: 5 });
    seen.push(...data.map(({ id }) => id));
    path = meta.page.next;
  }
  expect(seen).toEqual(all.sort());
  expect((await send('GET', `${memberships}?page[after]=nonsense`)).status).toBe(400);
  expect((await send('GET', `${memberships}?page[size]=101`)).status).toBe(400);
});

test('only plain control planes that are there can be members, and all or none become so', async () => {
  const { send, memberships, members, ids, createGateway, controlPlaneId } = await startWithGroup();
  const ingress = await createGateway({ cluster_type: 'CLUSTER_TYPE_K8S_INGRESS_CONTROLLER' });
  const other = await createGateway({ cluster_type: 'CLUSTER_TYPE_CONTROL_PLANE_GROUP' });
  const answer = await send('PUT', memberships, members(controlPlaneId, UNKNOWN_ID, ingress, other));
  expect(answer).toMatchObject({
    status: 400,
    body: {
      invalid_parameters: [
        { field: 'members[1].id', reason: 'there is no control plane with this id' },
        { field: 'members[2].id', reason: expect.stringContaining('CLUSTER_TYPE_CONTROL_PLANE') },
        { field: 'members[3].id', reason: expect.stringContaining('CLUSTER_TYPE_CONTROL_PLANE') },
      ],
    },
  });
  expect(await ids()).toEqual([]);
});

test('a plain control plane has no members', async () => {
  const { send, members, controlPlaneId, second } = await startWithGroup();
  const path = `${controlPlanePath(controlPlaneId)}/group-memberships`;
  const calls: [string, string, object?][] = [
    ['GET', path],
    ['PUT', path, members(second)],
    ['POST', `${path}/add`, members(second)],
    ['POST', `${path}/remove`, members(second)],
    ['GET', `${controlPlanePath(controlPlaneId)}/group-status`],
  ];
  for (const [method, url, body] of calls) {
    expect(await send(method, url, body), `${method} ${url}`).toMatchObject({
      status: 400,
      body: { invalid_parameters: [{ field: 'controlPlaneId' }] },
    });
  }
});

test('a control plane that is deleted leaves its groups, and a group its members', async () => {
  const { send, group, memberships, members, ids, controlPlaneId, second } = await startWithGroup();
  const isMember = async (id: string) =>
    (await send('GET', `${controlPlanePath(id)}/group-member-status`)).body;
  await send('PUT', memberships, members(controlPlaneId, second));
  expect(await isMember(second)).toEqual({ is_member: true });
  await send('DELETE', controlPlanePath(controlPlaneId));
  expect(await ids()).toEqual([second]);
  await send('DELETE', group);
  expect(await isMember(second)).toEqual({ is_member: false });
});

test('entities of one name in different members are told as conflicts', async () => {
  const { send, client, group, memberships, members, controlPlaneId, second } = await startWithGroup();
  await send('PUT', memberships, members(controlPlaneId, second));
  expect((await send('GET', `${group}/group-status`)).body).toMatchObject({
    item: { state: 'OK', conflicts: [] },
  });
  const same = await client.createEntity<{ id: string }>(upstreamsPath(second), { name: 'web' });
  const { body } = await send('GET', `${group}/group-status`);
  expect(body).toMatchObject({
    item: {
      state: 'CONFLICT',
      conflicts: [
        { cluster_id: controlPlaneId, resource: { type: 'upstream' } },
        { cluster_id: second, resource: { type: 'upstream', id: same.id } },
      ],
    },
  });
});

test('who has a role in the group alone learns nothing of other control planes', async () => {
  const { send, group, memberships, members, controlPlaneId } = await startWithGroup();
  await send('PUT', memberships, members(controlPlaneId));
  const roles = [{ controlPlaneId: group.split('/').at(-1), role: 'admin' }];
  const user = await send('POST', '/sluice/v1/users', { name: 'Gil', roles });
  const userId = (user.body as { id: string }).id;
  const token = await send('POST', '/sluice/v1/tokens', { name: 'gil', userId });
  const gil = { authorization: `Bearer ${(token.body as { token: string }).token}` };
  expect((await send('GET', group, undefined, gil)).status).toBe(200);
  for (const path of [memberships, `${group}/group-status`]) {
    expect((await send('GET', path, undefined, gil)).status).toBe(403);
  }
  expect((await send('POST', `${memberships}/add`, members(controlPlaneId), gil)).status).toBe(403);
});

test('members are always sorted and each once, and a change made twice is made once', () => {
  const id = fc.constantFrom('a', 'b', 'c', 'd', 'e');
  const change: fc.Arbitrary<MemberChange> = fc.record({
    kind: fc.constantFrom('set', 'add', 'remove'),
    ids: fc.array(id),
  });
  fc.assert(
    fc.property(fc.array(change), change, (changes, last) => {
      const before = changes.reduce<string[]>(changedMembers, []);
      const after = changedMembers(before, last);
      expect(after).toEqual([...new Set(after)].sort());
      expect(changedMembers(after, last)).toEqual(after);
    }),
  );
});
