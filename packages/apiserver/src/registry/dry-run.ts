import { unsupportedValue } from '../schema/make-field-error.ts';
import { invalidOptions, type OptionsKind } from '../status/invalid-options.ts';

/**
 * Whether a request is only a rehearsal: `dryRun` is a list that may hold nothing but `All`.
 *
 * @param options under which name Kubernetes checks it
 * @throws ApiError 422
 */
export function isDryRun(values: readonly string[], options: OptionsKind): boolean {
  if (values.every((value) => value === 'All')) return values.length > 0;
  throw invalidOptions(options, [unsupportedValue('dryRun', values, ['All'])]);
}
