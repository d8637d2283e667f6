import { EvaluationError } from '@marcbachmann/cel-js';

/**
 * An error in a rule at the time of its evaluation, such as a text that is no URL. CEL's `||` and `&&` may make
 * up for it; otherwise it fails the rule.
 */
export function evaluationFailure(message: string): EvaluationError {
  return new EvaluationError({ code: 'evaluation_error', message });
}
