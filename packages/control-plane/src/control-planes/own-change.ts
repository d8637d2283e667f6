import type { WriteTransaction } from '../storage/database.ts';

/**
 * What a control plane's stream tells of beside the entities in it: that its own fields changed, and, of a group, that it
 * has other members.
 */
export const OWN_CHANGE_TYPES = ['control_plane', 'group_memberships'] as const;

/** One change of a control plane itself. */
interface OwnChange {
  controlPlaneId: string;
  type: (typeof OWN_CHANGE_TYPES)[number];
  before: object;
  after: object;
}

/**
 * Notes a change of the control plane itself under the next revision of its stream, in the transaction of the change.
 * Nothing is noted of one that isn't there any more: its end is the end of its stream.
 */
export async function recordOwnChange(
  { actor, journal, ledger }: WriteTransaction,
  { controlPlaneId, type, before, after }: OwnChange,
): Promise<void> {
  if ((await ledger.find(controlPlaneId)) === undefined) {
    return;
  }
  journal.addChange({
    control_plane_id: controlPlaneId,
    revision: ledger.nextRevision(controlPlaneId).revision,
    type,
    entity_id: controlPlaneId,
    operation: 'update',
    before: JSON.stringify(before),
    after: JSON.stringify(after),
    at: new Date().toISOString(),
    user_id: actor.userId,
    token_name: actor.tokenName,
  });
}

/**
 * Notes that a group has other members. Which ones isn't told: who may read the stream of a group needn't have a role in
 * the organisation, and then may know nothing of other control planes.
 */
export function recordMembersChanged(transaction: WriteTransaction, groupId: string): Promise<void> {
  const group = { id: groupId };
  const type = 'group_memberships';
  return recordOwnChange(transaction, { controlPlaneId: groupId, type, before: group, after: group });
}
