import type { Environment } from '@marcbachmann/cel-js';
import type { KubeObject } from '../kube-object.ts';
import { type CompiledExpression, compileExpression } from '../schema/cel/compile-expression.ts';
import { isBudgetExhausted, startEvaluationBudget } from '../schema/cel/evaluation-budget.ts';
import { createKubernetesEnvironment } from '../schema/cel/kubernetes-environment.ts';
import { isObject } from '../schema/json-object.ts';
import type { ConditionAuthorizer } from './condition-authorizer.ts';
import { registerAuthorizer } from './register-authorizer.ts';

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
  /** Answers what the user of the request may do. */
  authorizer: ConditionAuthorizer;
}

/** Whether a webhook is to be called; a condition that can't be evaluated says why. */
export type ConditionOutcome = boolean | { failed: string };

/** Compiles the conditions of a webhook, all of which have to hold. */
export function compileConditions(
  conditions: readonly MatchCondition[],
): (subject: ConditionSubject) => ConditionOutcome {
  const compiled = conditions.map(({ name, expression }) => ({ name, run: compileCondition(expression) }));
  return ({ object, oldObject, request, authorizer }) => {
    const variables = {
      object: toCelValue(object ?? null),
      oldObject: toCelValue(oldObject ?? null),
      request: toCelValue(request),
      authorizer,
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
  environment ??= createConditionEnvironment();
  return compileExpression(environment, expression, 'bool');
}

/** What conditions know, made when the first one is compiled. */
let environment: Environment | undefined;

function createConditionEnvironment(): Environment {
  const env = createKubernetesEnvironment();
  for (const name of ['object', 'oldObject', 'request']) env.registerVariable(name, 'dyn');
  registerAuthorizer(env);
  return env;
}

const OUT_OF_BUDGET =
  'validation failed due to running out of cost budget, no further validation rules will be run';

function evaluate(compiled: CompiledExpression, variables: Record<string, unknown>): boolean | string {
  if (!compiled.ok) return compiled.reason;
  try {
    const holds = compiled.evaluate(variables) === true;
    return isBudgetExhausted() ? OUT_OF_BUDGET : holds;
  } catch (error) {
    if (isBudgetExhausted()) return OUT_OF_BUDGET;
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
