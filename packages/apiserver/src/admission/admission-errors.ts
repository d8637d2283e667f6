import { ApiError } from '../status/api-error.ts';
import type { AdmissionVerdict } from './admission-review.ts';

/** A webhook's no, with the status that it gave; 400 where it gave none. */
export function denied(
  webhook: string,
  { code = 0, reason = '', message = '' }: AdmissionVerdict['status'],
): ApiError {
  const by = `admission webhook ${JSON.stringify(webhook)} denied the request`;
  const why = message || reason;
  return new ApiError(
    code < 400 ? 400 : code,
    reason,
    why === '' ? `${by} without explanation` : `${by}: ${why}`,
  );
}

/** 500: a webhook that has to be asked gave no answer, or none that can be used. */
export function webhookFailed(message: string, options?: ErrorOptions): ApiError {
  const causes = [{ reason: '', message }];
  return new ApiError(500, 'InternalError', `Internal error occurred: ${message}`, { causes }, options);
}
