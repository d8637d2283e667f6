import type { FieldError } from '../schema/field-error.ts';
import { type ApiError, invalid } from './api-error.ts';

/** The options of a request, by the kind under which Kubernetes checks them (meta.k8s.io). */
export type OptionsKind =
  | 'CreateOptions'
  | 'DeleteOptions'
  | 'ListOptions'
  | 'PatchOptions'
  | 'UpdateOptions';

/** 422: the options of a request, mostly in its query, break rules. */
export function invalidOptions(kind: OptionsKind, errors: readonly FieldError[]): ApiError {
  return invalid({ group: 'meta.k8s.io', kind }, '', errors);
}
