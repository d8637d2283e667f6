import type { OwnerReference } from '../kube-object.ts';

/** What has become of an owner. */
export type OwnerState =
  /** It lives, or is deleted without regard to its dependents. */
  | 'solid'
  /** It is gone for good: no such object, or another one of that name. */
  | 'absent'
  /** It is being deleted, and waits for its dependents to go first. */
  | 'waiting'
  /** Its kind isn't served, so nobody can tell. */
  | 'unknown';

/** What is to be done with an object, given its owners. */
export type OwnerVerdict =
  | { action: 'keep' }
  | { action: 'drop-references'; uids: string[] }
  | { action: 'delete'; propagation: 'Background' | 'Foreground' };

/**
 * An object lives as long as one of its owners does; then only the references to the others go. One whose owner
 * waits for it is deleted in the foreground, too, if it has dependents of its own (kube-controller-manager's
 * garbage collector).
 */
export function judgeOwners(
  owners: readonly OwnerReference[],
  stateOf: (owner: OwnerReference) => OwnerState,
  hasDependents: boolean,
): OwnerVerdict {
  const states = owners.map((owner) => ({ uid: owner.uid, state: stateOf(owner) }));
  const isLeaving = (state: OwnerState): boolean => state === 'absent' || state === 'waiting';
  const leaving = states.filter(({ state }) => isLeaving(state));
  if (leaving.length === 0) return { action: 'keep' };
  if (states.some(({ state }) => state === 'solid')) {
    return { action: 'drop-references', uids: leaving.map(({ uid }) => uid) };
  }
  if (states.some(({ state }) => state === 'unknown')) return { action: 'keep' };
  const isAwaited = states.some(({ state }) => state === 'waiting');
  return { action: 'delete', propagation: isAwaited && hasDependents ? 'Foreground' : 'Background' };
}
