import type { FieldError } from './field-error.ts';
import { formatFieldErrors } from './format-field-errors.ts';

/** A schema that can't be compiled, although it should have been checked before. */
export class SchemaError extends Error {
  override name = 'SchemaError';
  readonly errors: readonly FieldError[];

  constructor(errors: readonly FieldError[]) {
    super(`The schema can't be compiled: ${formatFieldErrors(errors)}`);
    this.errors = errors;
  }
}
