import { setCondition } from '@sluice/controller-runtime';
import type { Condition } from '@sluice/kong-resources';
import type { JudgedCondition } from './judged-condition.ts';

/**
 * The conditions that an object should show: exactly the judged ones. What couldn't be judged is absent.
 * `lastTransitionTime` stays where `status` does (Kubernetes API conventions).
 */
export function planConditions(
  current: readonly Condition[],
  judged: readonly JudgedCondition[],
  observedGeneration: number,
  now: Date,
): readonly Condition[] {
  const types = new Set<string>(judged.map(({ type }) => type));
  let planned: readonly Condition[] = current.filter(({ type }) => types.has(type));
  for (const condition of judged) planned = setCondition(planned, { ...condition, observedGeneration }, now);
  return planned;
}
