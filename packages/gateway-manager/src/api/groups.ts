import type { ControlPlane } from './control-planes.ts';
import { request } from './request.ts';

/** An entity that the members of a group can't have together, because another member's has the same name. */
export interface GroupConflict {
  /** The member that has it. */
  cluster_id: string;
  description: string;
  resource: { id: string; type: string };
}

interface MemberPage {
  data: ControlPlane[];
  /** `next` is the path of the page that follows; null on the last one. */
  meta: { page: { next: string | null } };
}

/** All members of a control-plane group, which needs a role in the organisation. */
export async function listMembers(groupId: string): Promise<ControlPlane[]> {
  const members: ControlPlane[] = [];
  let path: string | null = `${pathOf(groupId)}/group-memberships?page%5Bsize%5D=100`;
  while (path !== null) {
    const page: MemberPage = await request(path);
    members.push(...page.data);
    path = page.meta.page.next;
  }
  return members;
}

/** Puts a control plane into a group; only one of the hybrid type fits. */
export async function addMember(groupId: string, memberId: string): Promise<void> {
  return request(`${pathOf(groupId)}/group-memberships/add`, {
    method: 'POST',
    body: { members: [{ id: memberId }] },
  });
}

/** Takes a control plane out of a group. It stays as it is. */
export async function removeMember(groupId: string, memberId: string): Promise<void> {
  return request(`${pathOf(groupId)}/group-memberships/remove`, {
    method: 'POST',
    body: { members: [{ id: memberId }] },
  });
}

/** What keeps the members of a group from working together; empty when nothing does. */
export async function listConflicts(groupId: string): Promise<GroupConflict[]> {
  const { item } = await request<{ item: { conflicts: GroupConflict[] } }>(`${pathOf(groupId)}/group-status`);
  return item.conflicts;
}

function pathOf(groupId: string): string {
  return `/v2/control-planes/${encodeURIComponent(groupId)}`;
}
