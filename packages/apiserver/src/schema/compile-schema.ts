import { compileRules } from './cel/compile-rules.ts';
import { compileDefaults } from './compile-defaults.ts';
import { compilePrune } from './compile-prune.ts';
import type { FieldError, FieldErrorType } from './field-error.ts';
import type { UnknownObject } from './json-object.ts';
import { invalidValue } from './make-field-error.ts';
import { SchemaError } from './schema-error.ts';
import type { SchemaProps } from './schema-props.ts';
import { compileEmbeddedCheck } from './validation/check-embedded-resources.ts';
import { compileListTypeCheck } from './validation/check-list-types.ts';
import { compileValidation } from './validation/compile-validation.ts';
import { ValidationReport } from './validation/validation-report.ts';

/** A schema turned into functions, once for each version of a resource; none of them looks at the schema again. */
export interface CompiledSchema {
  /**
   * Removes, in place, the fields that the schema doesn't name, and returns their paths (`spec.list[0].bar`).
   * `apiVersion`, `kind` and `metadata` of a resource, embedded ones included, are left alone.
   */
  prune(object: UnknownObject): string[];
  /** Fills in defaults in place, and drops nulls where the schema forbids them and has no default. */
  applyDefaults(object: UnknownObject): void;
  /**
   * Everything that is wrong with an object, worded as a kube-apiserver words it. On an update, with the object
   * that is replaced, values that didn't change may stay as wrong as they were, and transition rules run.
   */
  validate(object: UnknownObject, oldObject?: UnknownObject): FieldError[];
}

/** Errors after which the object hasn't the shape that the CEL rules were written for (as in Kubernetes). */
const blocksRules: ReadonlySet<FieldErrorType> = new Set([
  'FieldValueNotSupported',
  'FieldValueRequired',
  'FieldValueTooLong',
  'FieldValueTooMany',
  'FieldValueTypeInvalid',
]);

const rulesNotChecked =
  'some validation rules were not checked because the object was invalid; correct the existing errors to complete validation';

/**
 * Compiles the root schema of a resource. A schema that `checkStructuralSchema` finds nothing wrong with compiles.
 *
 * @throws SchemaError when a CEL rule doesn't compile, with its errors at paths below `openAPIV3Schema`
 * @throws RE2JSException when a pattern isn't a regular expression
 */
export function compileSchema(root: SchemaProps): CompiledSchema {
  const checkValues = compileValidation(root);
  const checkListTypes = compileListTypeCheck(root);
  const checkEmbedded = compileEmbeddedCheck(root);
  const rules = compileRules(root, 'openAPIV3Schema');
  if (rules.errors.length > 0) throw new SchemaError(rules.errors);

  return {
    prune: compilePrune(root),
    applyDefaults: compileDefaults(root),
    validate(object, oldObject) {
      const report = new ValidationReport();
      checkValues(object, oldObject, report);
      if (checkEmbedded) report.errors.push(...checkEmbedded(object));
      const duplicates = checkListTypes?.(object) ?? [];
      const wereThere = duplicates.length > 0 && oldObject && checkListTypes?.(oldObject).length;
      if (!wereThere) report.errors.push(...duplicates);
      if (!rules.check) return report.errors;
      if (report.errors.some(({ type }) => blocksRules.has(type))) {
        return [...report.errors, invalidValue('<nil>', null, rulesNotChecked)];
      }
      return [...report.errors, ...rules.check(object, oldObject)];
    },
  };
}
