import { compileDefaults } from './compile-defaults.ts';
import { compilePrune } from './compile-prune.ts';
import type { FieldError } from './field-error.ts';
import type { UnknownObject } from './json-object.ts';
import type { SchemaProps } from './schema-props.ts';
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

/** Compiles the root schema of a resource. */
export function compileSchema(root: SchemaProps): CompiledSchema {
  const checkValues = compileValidation(root);
  const checkListTypes = compileListTypeCheck(root);

  return {
    prune: compilePrune(root),
    applyDefaults: compileDefaults(root),
    validate(object, oldObject) {
      const report = new ValidationReport();
      checkValues(object, oldObject, report);
      const duplicates = checkListTypes?.(object) ?? [];
      const wereThere = duplicates.length > 0 && oldObject && checkListTypes?.(oldObject).length;
      if (!wereThere) report.errors.push(...duplicates);
      return report.errors;
    },
  };
}
