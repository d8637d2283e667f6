/** What came of a patch: the patched document, or why the API server refuses the request. */
export type PatchResult<T = unknown> = { ok: true; value: T } | { ok: false; error: PatchError };

/** Why a patch was refused, ready to become a `Status`. */
export interface PatchError {
  /** HTTP status code. */
  code: 400 | 413 | 422;
  /** `Status.reason`. */
  reason: 'BadRequest' | 'RequestEntityTooLarge' | 'Invalid';
  message: string;
}

/** The patch itself is not what its media type asks for. */
export function malformedPatch(message: string): { ok: false; error: PatchError } {
  return { ok: false, error: { code: 400, reason: 'BadRequest', message } };
}

/**
 * The patch is well formed but doesn't fit the object. kube-apiserver says no more than the first half of the
 * sentence; the second half is what lets a user mend it.
 */
export function inapplicablePatch(detail: string): { ok: false; error: PatchError } {
  const message = `the server rejected our request due to an error in our request: ${detail}`;
  return { ok: false, error: { code: 422, reason: 'Invalid', message } };
}

/** The patch asks for more than the server is willing to do. */
export function tooLarge(message: string): { ok: false; error: PatchError } {
  return { ok: false, error: { code: 413, reason: 'RequestEntityTooLarge', message } };
}
