import { setCondition } from '@sluice/controller-runtime';
import type { Condition } from '@sluice/kong-resources';
import type { JudgedCondition } from './judged-condition.ts';

/** What was found out once about the entity itself, and isn't judged on each pass: it stays until it is. */
const lasting = new Set(['Adopted', 'Mirrored', 'MembersReferenceResolved']);

/**
 * The conditions that an object should show: the judged ones, and those that last. What else couldn't be judged is
 * absent.
 * `lastTransitionTime` stays where `status` does (Kubernetes API conventions).
 */
export function planConditions(
  current: readonly Condition[],
  judged: readonly JudgedCondition[],
  observedGeneration: number,
  now: Date,
): readonly Condition[] {
  const types = new Set<string>(judged.map(({ type }) => type));
  let planned: readonly Condition[] = current.filter(({ type }) => types.has(type) || lasting.has(type));
  for (const condition of judged) planned = setCondition(planned, { ...condition, observedGeneration }, now);
  return planned;
}
