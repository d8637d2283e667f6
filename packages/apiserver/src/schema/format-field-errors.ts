import type { FieldError, FieldErrorType } from './field-error.ts';

/** One entry of `Status.details.causes` (meta/v1 StatusCause). */
export interface StatusCause {
  reason: FieldErrorType;
  message: string;
  field: string;
}

/**
 * The errors as one sentence, as a 422 `Status` has them behind `Kind.group "name" is invalid: `: a single one as
 * it is, several as `[a, b]`, each only once. Empty when there are no errors.
 */
export function formatFieldErrors(errors: readonly FieldError[]): string {
  const sentences = [...new Set(errors.map(({ field, detail }) => `${field}: ${detail}`))];
  return sentences.length > 1 ? `[${sentences.join(', ')}]` : (sentences[0] ?? '');
}

/** The same errors one by one, for clients that show them as a list. */
export function toStatusCauses(errors: readonly FieldError[]): StatusCause[] {
  return errors.map(({ type, field, detail }) => ({ reason: type, message: detail, field }));
}
