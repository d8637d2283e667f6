import { type Environment, EvaluationError, Optional } from '@marcbachmann/cel-js';
import type { FieldError } from '../field-error.ts';
import { duplicateValue, forbiddenValue, invalidValue, requiredValue } from '../make-field-error.ts';
import type { SchemaProps, ValidationRule } from '../schema-props.ts';
import { type CompiledExpression, compileExpression } from './compile-expression.ts';
import type { DeclaredType } from './declare-types.ts';
import { EvaluationBudgetError, isBudgetExhausted } from './evaluation-budget.ts';
import type { CelNode } from './macro-host.ts';
import { parseRuleFieldPath } from './rule-field-path.ts';
import { untranslateMessage } from './translate-expression.ts';

/** The variables of a rule, as CEL values; `oldSelf` is undefined when nothing is being replaced. */
interface RuleVariables {
  self: unknown;
  oldSelf: unknown;
}

/** What came of a rule: nothing to say, a sentence on a violation, or a budget at its end. */
type RuleOutcome = 'passed' | 'budgetExhausted' | { detail: string; isViolation: boolean };

/** A rule of `x-kubernetes-validations`, ready to run. */
export interface CompiledRule {
  /** Transition rules run only when there is a value to compare with, unless they take that as optional. */
  usesOldSelf: boolean;
  isOldSelfOptional: boolean;
  /** Their syntax trees. */
  expressions: { condition: CelNode; message: CelNode | undefined };
  run(variables: RuleVariables): RuleOutcome;
  /** The error for a violation, at the path of the rule's value (without the rule's own `fieldPath`). */
  toFieldError(path: string, detail: string): FieldError;
}

const maxMessageLength = 5 * 1024;

/** A rule or, when it can't be compiled, what is wrong with it, at the fields of the rule. */
type RuleCompilation = { ok: true; rule: CompiledRule } | { ok: false; errors: FieldError[] };

/**
 * Compiles one rule of a schema node.
 *
 * @param rulePath where the rule is in the CRD (`….x-kubernetes-validations[0]`), for its own errors
 * @param env an environment with the types of the schema, of which the node's is one
 */
export function compileRule(
  rule: ValidationRule,
  rulePath: string,
  schema: SchemaProps,
  type: DeclaredType,
  env: Environment,
): RuleCompilation {
  const isOldSelfOptional = rule.optionalOldSelf === true;
  const scoped = env
    .clone()
    .registerVariable('self', type.name)
    .registerVariable('oldSelf', isOldSelfOptional ? `optional<${type.name}>` : type.name);
  const condition = compileExpression(scoped, rule.rule, 'bool');
  const message = rule.messageExpression
    ? compileExpression(scoped, rule.messageExpression, 'string')
    : undefined;
  const fieldPath = rule.fieldPath ? parseRuleFieldPath(rule.fieldPath, schema) : undefined;
  const usesOldSelf = condition.ok && condition.identifiers.has('oldSelf');

  const errors: FieldError[] = [];
  if (!condition.ok) errors.push(invalidValue(`${rulePath}.rule`, rule.rule, condition.reason));
  if (message && !message.ok) {
    const reason = `messageExpression ${message.reason}`;
    errors.push(invalidValue(`${rulePath}.messageExpression`, rule.messageExpression, reason));
  }
  if (fieldPath && !fieldPath.ok) {
    const reason = `fieldPath must be a valid path: ${fieldPath.reason}`;
    errors.push(invalidValue(`${rulePath}.fieldPath`, rule.fieldPath, reason));
  }
  if (condition.ok && !usesOldSelf && rule.optionalOldSelf !== undefined) {
    const reason = 'may not be set if oldSelf is not used in rule';
    errors.push(invalidValue(`${rulePath}.optionalOldSelf`, rule.optionalOldSelf, reason));
  }
  if (errors.length > 0 || !condition.ok) return { ok: false, errors };

  return {
    ok: true,
    rule: {
      usesOldSelf,
      isOldSelfOptional,
      expressions: { condition: condition.tree, message: message?.ok ? message.tree : undefined },
      run: (variables) => runRule(rule, condition, message, isOldSelfOptional, variables),
      toFieldError: (path, detail) =>
        fieldErrorForReason(
          rule,
          joinPath(path, fieldPath?.ok ? fieldPath.path : ''),
          schema.type ?? '',
          detail,
        ),
    },
  };
}

type Runnable = Extract<CompiledExpression, { ok: true }>;

function runRule(
  rule: ValidationRule,
  condition: Runnable,
  message: CompiledExpression | undefined,
  isOldSelfOptional: boolean,
  { self, oldSelf }: RuleVariables,
): RuleOutcome {
  const context = { self, oldSelf: isOldSelfOptional ? Optional.of(oldSelf) : oldSelf };
  const outcome = evaluate(condition, context);
  if (outcome === budgetExhausted) return 'budgetExhausted';
  if (outcome instanceof EvaluationError)
    return { detail: describeFailure(outcome, rule), isViolation: false };
  if (outcome === true) return 'passed';

  const ownMessage = message?.ok ? evaluateMessage(message, context) : undefined;
  if (ownMessage === budgetExhausted) return 'budgetExhausted';
  const detail = ownMessage ?? (rule.message ? rule.message.trim() : `failed rule: ${rule.rule.trim()}`);
  return { detail, isViolation: true };
}

const budgetExhausted = Symbol('budget exhausted');

/**
 * The expression's value, or the error that its evaluation ended with. Whatever the library throws fails the rule,
 * and with it the object: a fault in a rule, or in the library, may refuse a write but not break the server.
 */
function evaluate({ evaluate }: Runnable, context: Record<string, unknown>): unknown {
  try {
    const value: unknown = evaluate(context);
    return isBudgetExhausted() ? budgetExhausted : value;
  } catch (error) {
    if (error instanceof EvaluationBudgetError || isBudgetExhausted()) return budgetExhausted;
    if (error instanceof Error) return error;
    throw error;
  }
}

/** Undefined when the expression yields no fit message; the rule's other message stands in, then. */
function evaluateMessage(
  expression: Runnable,
  context: Record<string, unknown>,
): string | typeof budgetExhausted | undefined {
  const value = evaluate(expression, context);
  if (value === budgetExhausted) return budgetExhausted;
  if (typeof value !== 'string') return undefined;
  const message = value.trim();
  return message === '' || message.length > maxMessageLength || message.includes('\n') ? undefined : message;
}

/** How Kubernetes says that a rule couldn't be evaluated. */
function describeFailure(error: Error, rule: ValidationRule): string {
  const name = (rule.message || rule.rule).trim();
  if (!(error instanceof EvaluationError)) return `${error.message} evaluating rule: ${name}`;
  const summary = untranslateMessage(error.summary)
    .replace(/^No such key: index out of bounds, index (-?\d+).*$/, 'index out of bounds: $1')
    .replace(/^No such key/, 'no such key');
  if (error.code === 'no_such_overload' || error.code === 'no_matching_overload') {
    const problem = error.code === 'no_such_overload' ? summary : 'no such overload';
    return `'${problem}': call arguments did not match a supported operator, function or macro signature for rule: ${name}`;
  }
  return `${summary} evaluating rule: ${name}`;
}

/** Kubernetes shows the type of the value where other errors show the value. */
function fieldErrorForReason(rule: ValidationRule, path: string, type: string, detail: string): FieldError {
  switch (rule.reason) {
    case 'FieldValueForbidden':
      return forbiddenValue(path, detail);
    case 'FieldValueRequired':
      return requiredValue(path, detail);
    case 'FieldValueDuplicate':
      return duplicateValue(path, type);
    default:
      return invalidValue(path, type, detail);
  }
}

function joinPath(path: string, below: string): string {
  const joined = path + below;
  return (joined.startsWith('.') ? joined.slice(1) : joined) || '<nil>';
}
