import { ApiError, badRequest } from '../status/api-error.ts';
import type { Target } from './target.ts';

/** A default in a CRD's schema may be of any type as far as Go is concerned. */
const isDefault = /openAPIV3Schema.*\.default(\.|\[|$)/;

/**
 * What a refused body of a built-in kind is refused with. Go reads such a body into its types before it looks at any
 * rule, so that a value of a wrong type is no broken rule (422), but a body that can't be read (400). Custom resources
 * have no Go types.
 *
 * @param refusal whatever a create or an update ended with
 */
export function asUndecodable(refusal: unknown, { version }: Target): unknown {
  const { builtIn, kind, version: name } = version.served;
  if (!builtIn || !(refusal instanceof ApiError) || refusal.status.reason !== 'Invalid') return refusal;
  const wrong = (refusal.status.details?.causes ?? []).filter(
    ({ reason, field = '' }) => reason === 'FieldValueTypeInvalid' && !isDefault.test(field),
  );
  if (wrong.length === 0) return refusal;
  const why = wrong.map(({ field, message }) => `${field}: ${message}`).join(', ');
  return badRequest(`${kind} in version ${JSON.stringify(name)} cannot be handled as a ${kind}: ${why}`, {
    cause: refusal,
  });
}
