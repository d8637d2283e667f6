import type { Condition, NewCondition } from './condition.ts';

/**
 * The conditions with this one in place of the one of its type, or at the end.
 *
 * Pure. Returns the very array that it was given when nothing but the time would differ, so that a caller can see
 * by `===` that there is nothing to write. `lastTransitionTime` changes only when the status does, as the
 * Kubernetes API conventions ask; `now` counts in whole seconds there (RFC 3339 without a fraction).
 */
export function setCondition(
  conditions: readonly Condition[] | undefined,
  condition: NewCondition,
  now: Date,
): readonly Condition[] {
  const known = conditions ?? [];
  const index = known.findIndex((candidate) => candidate.type === condition.type);
  const old = known[index];
  if (old !== undefined && conditions !== undefined && isSame(old, condition)) return conditions;
  const lastTransitionTime = old?.status === condition.status ? old.lastTransitionTime : timestamp(now);
  const next = { ...condition, lastTransitionTime };
  return old === undefined ? [...known, next] : known.with(index, next);
}

/** The condition of this type, undefined when there is none. */
export function findCondition(
  conditions: readonly Condition[] | undefined,
  type: string,
): Condition | undefined {
  return conditions?.find((condition) => condition.type === type);
}

/** The conditions without those of this type; the very array that it was given when there are none. */
export function removeCondition(
  conditions: readonly Condition[] | undefined,
  type: string,
): readonly Condition[] | undefined {
  if (findCondition(conditions, type) === undefined) return conditions;
  return conditions?.filter((condition) => condition.type !== type);
}

function isSame(a: NewCondition, b: NewCondition): boolean {
  return (
    a.status === b.status &&
    a.reason === b.reason &&
    a.message === b.message &&
    a.observedGeneration === b.observedGeneration
  );
}

function timestamp(time: Date): string {
  return `${time.toISOString().slice(0, 19)}Z`;
}
