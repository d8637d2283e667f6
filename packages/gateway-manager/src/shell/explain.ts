import { ApiError } from '../api/api-error.ts';
import { t } from '../i18n/i18n.ts';

/** A failed request in a sentence: what the control plane said, with the fields it named, or that it didn't answer. */
export function explain(error: unknown): string {
  if (!(error instanceof ApiError)) return t('problem.unreachable');
  const fields = error.fields.map(({ field, message }) => (field === '' ? message : `${field}: ${message}`));
  return [error.message, ...fields].join(' · ');
}
