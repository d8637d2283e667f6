import type { Turn } from './loop.ts';
import type { CelChecker, CelEvaluator, CelNode, CelScope } from './macro-host.ts';

/** Checks that the condition of a loop yields a bool. */
export function checkPredicate(checker: CelChecker, predicate: CelNode, scope: CelScope): void {
  const type = checker.check(predicate, scope);
  if (type.isDynOrBool()) return;
  const message = `expected type 'bool' but found '${type.name}'`;
  throw checker.createError('invalid_predicate_type', message, predicate);
}

/** The answer of a loop's condition in one turn. */
export function runPredicate(evaluator: CelEvaluator, predicate: CelNode, turn: Turn): boolean {
  const answer = turn(predicate);
  if (typeof answer === 'boolean') return answer;
  throw evaluator.createError('no_such_overload', 'no such overload: a predicate that is no bool', predicate);
}
