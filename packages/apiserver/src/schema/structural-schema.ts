import { compileRules } from './cel/compile-rules.ts';
import type { FieldError } from './field-error.ts';
import type { SchemaProps } from './schema-props.ts';
import { checkCompleteness } from './structural/check-completeness.ts';
import { checkDefaults } from './structural/check-defaults.ts';
import { checkDefaultsByRules } from './structural/check-defaults-by-rules.ts';
import { checkKeywordTypes } from './structural/check-keyword-types.ts';
import { checkNodes } from './structural/check-nodes.ts';

/**
 * Checks the schema of a CRD's version as a kube-apiserver does before it serves the version: it must be structural
 * (every field has a type, `allOf` and its like only restrict), its defaults must be valid, its patterns and CEL
 * rules must compile. Each step runs only when the one before found nothing, since it relies on that.
 *
 * @param schema as the client sent it
 * @param path where the schema is in the CRD: `spec.versions[0].schema.openAPIV3Schema`
 */
export function checkStructuralSchema(schema: unknown, path: string): FieldError[] {
  const steps: ((root: SchemaProps) => FieldError[])[] = [
    (root) => checkKeywordTypes(root, path),
    (root) => [...checkNodes(root, path), ...checkCompleteness(root, path)],
    (root) => checkDefaults(root, path),
    (root) => ruleErrors(root, path),
    (root) => checkDefaultsByRules(root, path),
  ];
  for (const step of steps) {
    const errors = step(schema as SchemaProps);
    if (errors.length > 0) return errors;
  }
  return [];
}

/** What is too expensive is only known of rules that compile. */
function ruleErrors(root: SchemaProps, path: string): FieldError[] {
  const { errors, costErrors } = compileRules(root, path);
  return errors.length > 0 ? errors : costErrors();
}
