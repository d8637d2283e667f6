import type { FieldError } from '../field-error.ts';
import { forbiddenValue } from '../make-field-error.ts';
import type { SchemaProps } from '../schema-props.ts';
import { estimateCost } from './estimate-cost.ts';
import type { CelNode } from './macro-host.ts';
import { maxOccurrences } from './size-limits.ts';

/** What one rule may cost at worst, and all of a schema together (apiextensions StaticEstimatedCostLimit). */
const MAX_RULE_COST = 10_000_000;
const MAX_SCHEMA_COST = 100_000_000;

/** A rule, or the expression of its message, where it stands in a schema. */
export interface RatedExpression {
  what: 'rule' | 'messageExpression';
  expression: CelNode;
  /** That of the value that the rule is about. */
  schema: SchemaProps;
  /** Where the expression is in the CRD. */
  path: string;
  /** How often the value can be in an object; undefined where a list or map around it has no bound. */
  occurrences: number | undefined;
}

/**
 * Which rules of a schema may take too long, by what its lists, maps and texts can hold at most. In the words of
 * Kubernetes, which refuses the CRD.
 *
 * @param path where the schema is in the CRD
 */
export function ruleCostErrors(expressions: readonly RatedExpression[], path: string): FieldError[] {
  const errors: FieldError[] = [];
  let total = 0;
  for (const { what, expression, schema, path: at, occurrences = maxOccurrences(schema) } of expressions) {
    // A message is made but once, of the first value that breaks the rule.
    const cost = estimateCost(expression, schema) * (what === 'rule' ? occurrences : 1);
    total += cost;
    if (cost > MAX_RULE_COST) {
      errors.push(forbiddenValue(at, excess(`estimated ${what} cost`, cost / MAX_RULE_COST)));
    }
  }
  if (total > MAX_SCHEMA_COST) {
    const what = 'x-kubernetes-validations estimated rule cost total for entire OpenAPIv3 schema';
    errors.push(forbiddenValue(path, excess(what, total / MAX_SCHEMA_COST)));
  }
  return errors;
}

function excess(what: string, factor: number): string {
  const times = factor > 100 ? 'more than 100x' : `${factor.toFixed(factor < 1.5 ? 6 : 1)}x`;
  return (
    `${what} exceeds budget by factor of ${times} (try simplifying the rule, or adding maxItems, maxProperties, ` +
    'and maxLength where arrays, maps, and strings are declared)'
  );
}
