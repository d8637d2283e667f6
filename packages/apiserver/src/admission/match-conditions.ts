import type { KubeObject } from '../kube-object.ts';
import { type CompiledExpression, compileExpression } from '../schema/cel/compile-expression.ts';
import { startEvaluationBudget } from '../schema/cel/evaluation-budget.ts';
import { createKubernetesEnvironment } from '../schema/cel/kubernetes-environment.ts';
import { isObject } from '../schema/json-object.ts';

/** A condition in CEL for a webhook to be called (admissionregistration.k8s.io/v1 MatchCondition). */
export interface MatchCondition {
  name: string;
  expression: string;
}

/** What conditions look at, as JSON. */
export interface ConditionSubject {
  object: KubeObject | undefined;
  oldObject: KubeObject | undefined;
  /** The request of the AdmissionReview, without the objects. */
  request: object;
}

/** Whether a webhook is to be called; a condition that can't be evaluated says why. */
export type ConditionOutcome = boolean | { failed: string };

/** Compiles the conditions of a webhook, all of which have to hold. `authorizer` isn't known to them. */
export function compileConditions(
  conditions: readonly MatchCondition[],
): (subject: ConditionSubject) => ConditionOutcome {
  const compiled = conditions.map(({ name, expression }) => ({ name, run: compileCondition(expression) }));
  return ({ object, oldObject, request }) => {
    const variables = {
      object: toCelValue(object ?? null),
      oldObject: toCelValue(oldObject ?? null),
      request: toCelValue(request),
    };
    startEvaluationBudget();
    let failure: string | undefined;
    for (const { name, run } of compiled) {
      const outcome = evaluate(run, variables);
      // One that is false decides, whatever else failed.
      if (outcome === false) return false;
      if (outcome !== true) failure ??= `match condition ${JSON.stringify(name)} failed: ${outcome}`;
    }
    return failure === undefined ? true : { failed: failure };
  };
}

/** Compiles one condition, or says what is wrong with it. */
export function compileCondition(expression: string): CompiledExpression {
  const env = createKubernetesEnvironment();
  for (const name of ['object', 'oldObject', 'request']) env.registerVariable(name, 'dyn');
  return compileExpression(env, expression, 'bool');
}

function evaluate(compiled: CompiledExpression, variables: Record<string, unknown>): boolean | string {
  if (!compiled.ok) return compiled.reason;
  try {
    return compiled.evaluate(variables) === true;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

/** JSON as CEL knows it without a schema: whole numbers are integers. */
function toCelValue(value: unknown): unknown {
  if (typeof value === 'number') return Number.isSafeInteger(value) ? BigInt(value) : value;
  if (Array.isArray(value)) return value.map(toCelValue);
  if (!isObject(value)) return value;
  return new Map(Object.entries(value).map(([key, item]) => [key, toCelValue(item)]));
}
