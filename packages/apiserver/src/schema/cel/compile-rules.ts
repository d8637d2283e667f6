import type { Environment } from '@marcbachmann/cel-js';
import type { FieldError } from '../field-error.ts';
import { FieldPath } from '../field-path.ts';
import { jsonEqual } from '../json-equal.ts';
import { isObject, type UnknownObject } from '../json-object.ts';
import { invalidValue } from '../make-field-error.ts';
import type { SchemaProps, ValidationRule } from '../schema-props.ts';
import { findByKeys } from '../validation/list-map.ts';
import { type CompiledRule, compileRule } from './compile-rule.ts';
import { type DeclaredType, declareTypes } from './declare-types.ts';
import { startEvaluationBudget } from './evaluation-budget.ts';
import { createKubernetesEnvironment } from './kubernetes-environment.ts';
import type { CelNode } from './macro-host.ts';
import { type RatedExpression, ruleCostErrors } from './rule-costs.ts';

/** The rules of a schema, or what is wrong with them. */
export interface RulesCompilation {
  /** Rules that don't compile, at their paths in the CRD. */
  errors: FieldError[];
  /** Those that compile and may take too long. Only who creates a CRD asks for them. */
  costErrors(): FieldError[];
  /** Runs the rules on an object; undefined when there are none. */
  check: ((object: UnknownObject, oldObject: UnknownObject | undefined) => FieldError[]) | undefined;
}

/**
 * Compiles all `x-kubernetes-validations` of a resource's schema.
 *
 * @param schemaPath where the schema is in the CRD, for errors (`spec.versions[0].schema.openAPIV3Schema`)
 */
export function compileRules(root: SchemaProps, schemaPath: string): RulesCompilation {
  if (!hasRules(root)) return { errors: [], costErrors: () => [], check: undefined };
  const env = createKubernetesEnvironment();
  const compilation: Compilation = { env, errors: [], expressions: [] };
  const place: SchemaPlace = { path: schemaPath, uncorrelatable: undefined, occurrences: 1 };
  const walk = compileNode(root, declareTypes(root, env), place, compilation);
  return {
    errors: compilation.errors,
    costErrors: () => ruleCostErrors(compilation.expressions, schemaPath),
    check: walk && ((object, oldObject) => checkRules(walk, object, oldObject)),
  };
}

interface Compilation {
  env: Environment;
  errors: FieldError[];
  /** Everything that is going to be evaluated. */
  expressions: RatedExpression[];
}

/** Where in a schema a node is. */
interface SchemaPlace {
  /** In the CRD. */
  path: string;
  /** Path of the list or map inside which old and new values can't be matched, if in one. */
  uncorrelatable: string | undefined;
  /** How often the node's value can be in an object; undefined when nothing bounds that. */
  occurrences: number | undefined;
}

/** A value on the walk, with what it replaces. */
interface Place {
  value: unknown;
  /** The value at the same place in the replaced object; undefined when there is none, or none can be told. */
  old: unknown;
  /** The nearest place around (or this one) whose old value can be told: unless it changed, old errors may stay. */
  anchor: Place | undefined;
}

interface Run {
  path: FieldPath;
  errors: FieldError[];
  isOver: boolean;
}

type Walk = (place: Place, run: Run) => void;

function checkRules(walk: Walk, object: UnknownObject, oldObject: UnknownObject | undefined): FieldError[] {
  const run: Run = { path: new FieldPath(), errors: [], isOver: false };
  startEvaluationBudget();
  walk({ value: object, old: oldObject, anchor: undefined }, run);
  return run.errors;
}

/** Whether there are rules in a schema, here or anywhere below; only those that `counts` are asked for. */
function hasRules(schema: SchemaProps, counts: (rule: ValidationRule) => boolean = () => true): boolean {
  const { items, additionalProperties, properties = {} } = schema;
  if (schema['x-kubernetes-validations']?.some(counts)) return true;
  if (items && hasRules(items, counts)) return true;
  if (isObject(additionalProperties) && hasRules(additionalProperties, counts)) return true;
  return Object.values(properties).some((property) => hasRules(property, counts));
}

/** Whether a rule may look at the value before; transition rules run also where nothing has changed. */
function mayLookBack({ rule }: ValidationRule): boolean {
  return rule.includes('oldSelf');
}

function compileNode(
  schema: SchemaProps,
  type: DeclaredType | undefined,
  place: SchemaPlace,
  compilation: Compilation,
): Walk | undefined {
  if (!hasRules(schema)) return undefined;
  const runRules = compileNodeRules(schema, type, place, compilation);
  const walkBelow = schema.items
    ? compileItems(schema, schema.items, type, place, compilation)
    : compileFields(schema, type, place, compilation);
  const runsAlways = hasRules(schema, mayLookBack);
  return (place, run) => {
    if (place.value === null || place.value === undefined || run.isOver) return;
    // What a patch doesn't reach is the very same value, and may go on breaking its rules.
    if (place.value === place.old && !runsAlways) return;
    runRules?.(place, run);
    walkBelow?.(place, run);
  };
}

function compileNodeRules(
  schema: SchemaProps,
  type: DeclaredType | undefined,
  { path: schemaPath, uncorrelatable, occurrences }: SchemaPlace,
  { env, errors, expressions }: Compilation,
): Walk | undefined {
  const rules: CompiledRule[] = [];
  (schema['x-kubernetes-validations'] ?? []).forEach((rule, index) => {
    const rulePath = `${schemaPath}.x-kubernetes-validations[${index}]`;
    if (!type) {
      const detail = `rule declared on schema that does not support validation rules type: '${schema.type ?? ''}' x-kubernetes-preserve-unknown-fields: '${schema['x-kubernetes-preserve-unknown-fields'] === true}'`;
      errors.push(invalidValue(`${rulePath}.rule`, rule.rule, detail));
      return;
    }
    const compiled = compileRule(rule, rulePath, schema, type, env);
    if (!compiled.ok) {
      errors.push(...compiled.errors);
    } else if (compiled.rule.usesOldSelf && uncorrelatable !== undefined) {
      const detail = `oldSelf cannot be used on the uncorrelatable portion of the schema within ${uncorrelatable}`;
      errors.push(invalidValue(`${rulePath}.rule`, rule.rule, detail));
    } else {
      rules.push(compiled.rule);
      const { condition, message } = compiled.rule.expressions;
      const rate = (what: RatedExpression['what'], expression: CelNode): void => {
        expressions.push({ what, expression, schema, path: `${rulePath}.${what}`, occurrences });
      };
      rate('rule', condition);
      if (message !== undefined) rate('messageExpression', message);
    }
  });
  if (rules.length === 0 || !type) return undefined;
  return createRuleRunner(rules, type, schema);
}

function createRuleRunner(
  rules: readonly CompiledRule[],
  { toCel }: DeclaredType,
  schema: SchemaProps,
): Walk {
  const usesOldSelf = rules.some((rule) => rule.usesOldSelf);
  return (place, run) => {
    const old = place.old === null ? undefined : place.old;
    const self = toCel ? toCel(place.value) : place.value;
    const oldSelf = usesOldSelf && old !== undefined && toCel ? toCel(old) : old;
    for (const rule of rules) {
      if (rule.usesOldSelf && old === undefined && !rule.isOldSelfOptional) continue;
      const outcome = rule.run({ self, oldSelf });
      if (outcome === 'passed') continue;
      if (outcome === 'budgetExhausted') {
        const detail =
          'validation failed due to running out of cost budget, no further validation rules will be run';
        run.errors.push(invalidValue(run.path.toField(), schema.type ?? '', detail));
        run.isOver = true;
        return;
      }
      if (!outcome.isViolation) {
        run.errors.push(invalidValue(run.path.toField(), schema.type ?? '', outcome.detail));
      } else if (rule.usesOldSelf || !isUnchanged(place)) {
        run.errors.push(rule.toFieldError(run.path.toString(), outcome.detail));
      }
    }
  };
}

/** Whether an update leaves the value as it was; a rule that it broke before, it may go on breaking (ratcheting). */
function isUnchanged(place: Place): boolean {
  const { value, old } = place.anchor ?? place;
  return old !== undefined && jsonEqual(value, old);
}

function compileFields(
  schema: SchemaProps,
  type: DeclaredType | undefined,
  { path: schemaPath, uncorrelatable, occurrences }: SchemaPlace,
  compilation: Compilation,
): Walk | undefined {
  const isAtomic = schema['x-kubernetes-map-type'] === 'atomic';
  const within = uncorrelatable ?? (isAtomic ? schemaPath : undefined);
  const fields = new Map<string, { segment: string; walk: Walk }>();
  for (const [name, property] of Object.entries(schema.properties ?? {})) {
    const place = { path: `${schemaPath}.properties[${name}]`, uncorrelatable: within, occurrences };
    const walk = compileNode(property, type?.fields?.get(name), place, compilation);
    if (walk) fields.set(name, { segment: `.${name}`, walk });
  }
  const walkEntry = isObject(schema.additionalProperties)
    ? compileNode(
        schema.additionalProperties,
        type?.entry,
        {
          path: `${schemaPath}.additionalProperties`,
          uncorrelatable: within,
          occurrences: product(occurrences, schema.maxProperties),
        },
        compilation,
      )
    : undefined;
  if (fields.size === 0 && !walkEntry) return undefined;

  return (place, run) => {
    const { value } = place;
    if (!isObject(value)) return;
    const old = !isAtomic && isObject(place.old) ? place.old : undefined;
    for (const key of Object.keys(value)) {
      const field = fields.get(key);
      const walk = field?.walk ?? walkEntry;
      if (!walk) continue;
      run.path.push(field?.segment ?? `[${key}]`);
      walk(placeBelow(place, value[key], old?.[key], !isAtomic), run);
      run.path.pop();
    }
  };
}

function compileItems(
  schema: SchemaProps,
  items: SchemaProps,
  type: DeclaredType | undefined,
  { path: schemaPath, uncorrelatable, occurrences }: SchemaPlace,
  compilation: Compilation,
): Walk | undefined {
  const keys = schema['x-kubernetes-list-type'] === 'map' ? schema['x-kubernetes-list-map-keys'] : undefined;
  const within = uncorrelatable ?? (keys ? undefined : schemaPath);
  const place = {
    path: `${schemaPath}.items`,
    uncorrelatable: within,
    occurrences: product(occurrences, schema.maxItems),
  };
  const walk = compileNode(items, type?.item, place, compilation);
  if (!walk) return undefined;
  return (place, run) => {
    const { value, old } = place;
    if (!Array.isArray(value)) return;
    for (let index = 0; index < value.length; index++) {
      const oldItem = keys && Array.isArray(old) ? findByKeys(old, keys, value[index]) : undefined;
      run.path.push(index);
      walk(placeBelow(place, value[index], oldItem, keys !== undefined), run);
      run.path.pop();
    }
  };
}

function product(a: number | undefined, b: number | undefined): number | undefined {
  return a === undefined || b === undefined ? undefined : a * b;
}

/** Where nothing correlates, the place around keeps being what is compared. */
function placeBelow(around: Place, value: unknown, old: unknown, isCorrelatable: boolean): Place {
  const anchor = isCorrelatable && around.anchor === undefined ? undefined : (around.anchor ?? around);
  return { value, old, anchor };
}
