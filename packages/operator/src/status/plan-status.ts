import type { Outcome } from '../entity/outcome.ts';
import { fails, holds, type JudgedCondition } from './judged-condition.ts';

/** `Programmed` where another condition says what is wrong. */
export const someAreFalse = fails(
  'Programmed',
  'ConditionWithStatusFalseExists',
  'Some conditions have status set to False',
);

/** The conditions of an entity whose parents can't be used: what is wrong with them, and that it waits for them. */
export function conditionsWhileWaiting(references: readonly JudgedCondition[]): readonly JudgedCondition[] {
  if (references.some(({ status }) => status === 'False')) return [...references, someAreFalse];
  const unjudged = references.find(({ status }) => status === 'Unknown');
  const message = unjudged?.message ?? 'waiting for the API auth configuration to be checked';
  return [...references, fails('Programmed', 'KonnectAPIOpFailed', message)];
}

/**
 * The conditions of an entity whose parents can be used, after the attempt to make it. Undefined: the outcome
 * says nothing about the entity itself, so what was last said of it stands.
 */
export function conditionsAfter(
  references: readonly JudgedCondition[],
  outcome: Outcome,
): readonly JudgedCondition[] | undefined {
  switch (outcome.kind) {
    case 'in-sync':
      return [...references, ...(outcome.conditions ?? []), holds('Programmed', 'Programmed')];
    case 'refused':
    case 'unavailable':
      return [
        ...references,
        ...(outcome.conditions ?? []),
        fails('Programmed', outcome.reason, outcome.message),
      ];
    case 'parent-gone':
      return [...references, fails('Programmed', outcome.reason, outcome.message)];
    case 'token-refused':
    case 'unscanned':
      return undefined;
  }
}
