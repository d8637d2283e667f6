import { KonnectGatewayControlPlane } from '@sluice/kong-resources';
import type { Lookup } from '../references/resolve.ts';
import { fails, holds, type JudgedCondition } from '../status/judged-condition.ts';
import { isDeleting, type NamespacedName, namespacedName } from './entity-object.ts';

const type = 'MembersReferenceResolved';

/** The members are as the spec names them. */
export const membersAreSet: JudgedCondition = holds(type, 'Resolved');

/** The API refused to set them, or couldn't. */
export function membersNotSet(why: string): JudgedCondition {
  return fails(type, 'SetGroupMemberFailed', why);
}

/** The ids of a group's members, sorted, or what is in the way of knowing them all. */
export type ResolvedMembers =
  | { readonly ok: true; readonly ids: readonly string[] }
  | { readonly ok: false; readonly condition: JudgedCondition };

/** Finds the control planes that a group names. Until all of them are there none is set. */
export function resolveMembers(names: readonly NamespacedName[], lookup: Lookup): ResolvedMembers {
  const ids = new Set<string>();
  const wrong: string[] = [];
  for (const at of names) {
    const member = lookup(KonnectGatewayControlPlane.kind, at) as KonnectGatewayControlPlane | undefined;
    const name = `KonnectGatewayControlPlane ${namespacedName(at)}`;
    if (!member) wrong.push(`${name} doesn't exist`);
    else if (isDeleting(member)) wrong.push(`${name} is being deleted`);
    else if (!member.status?.id) wrong.push(`${name} is not programmed yet`);
    else ids.add(member.status.id);
  }
  return wrong.length === 0
    ? { ok: true, ids: [...ids].sort() }
    : { ok: false, condition: fails(type, 'SomeMemberNotResolved', wrong.join('; ')) };
}
