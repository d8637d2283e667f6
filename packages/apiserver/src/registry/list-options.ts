import type { FieldError } from '../schema/field-error.ts';
import { forbiddenValue, unsupportedValue } from '../schema/make-field-error.ts';
import { invalidOptions } from '../status/invalid-options.ts';

const MATCH = 'resourceVersionMatch';
const INITIAL = 'sendInitialEvents';

/**
 * The rules of meta/v1 ListOptions for a list (apimachinery's ValidateListOptions).
 *
 * @throws ApiError 422
 */
export function checkListOptions(query: URLSearchParams): void {
  const errors: FieldError[] = [];
  const match = query.get(MATCH) ?? '';
  const version = query.get('resourceVersion') ?? '';
  if (match !== '') {
    if (version === '') {
      errors.push(forbiddenValue(MATCH, `${MATCH} is forbidden unless resourceVersion is provided`));
    }
    errors.push(...continueErrors(query));
    if (match !== 'Exact' && match !== 'NotOlderThan') {
      errors.push(unsupportedValue(MATCH, match, ['Exact', 'NotOlderThan', '']));
    }
    if (match === 'Exact' && version === '0') {
      errors.push(forbiddenValue(MATCH, `${MATCH} "exact" is forbidden for resourceVersion "0"`));
    }
  }
  if (query.has(INITIAL)) errors.push(forbiddenValue(INITIAL, `${INITIAL} is forbidden for list`));
  if (errors.length > 0) throw invalidOptions('ListOptions', errors);
}

/**
 * The same for a watch: what has to go along with `sendInitialEvents` (KEP-3157).
 *
 * @throws ApiError 422
 */
export function checkWatchOptions(query: URLSearchParams): void {
  const errors: FieldError[] = [];
  const match = query.get(MATCH) ?? '';
  if (query.has(INITIAL)) {
    if (match !== 'NotOlderThan') {
      errors.push(forbiddenValue(MATCH, `${INITIAL} requires setting ${MATCH} to NotOlderThan`));
    }
    errors.push(...continueErrors(query));
  } else if (match !== '') {
    errors.push(forbiddenValue(MATCH, `${MATCH} is forbidden for watch unless ${INITIAL} is provided`));
    if (match !== 'NotOlderThan') errors.push(unsupportedValue(MATCH, match, ['NotOlderThan']));
  }
  if (errors.length > 0) throw invalidOptions('ListOptions', errors);
}

function continueErrors(query: URLSearchParams): FieldError[] {
  if ((query.get('continue') ?? '') === '') return [];
  return [forbiddenValue(MATCH, `${MATCH} is forbidden when continue is provided`)];
}
