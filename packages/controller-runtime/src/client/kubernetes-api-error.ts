/** One cause of a refusal, from the `details.causes` of a `Status` of the Kubernetes API. */
export interface StatusCause {
  readonly reason?: string;
  readonly message?: string;
  /** Path of the field at fault: `spec.weight`. */
  readonly field?: string;
}

/** What a `Status` says about the object that a call was about. */
export interface StatusDetails {
  readonly name?: string;
  readonly group?: string;
  readonly kind?: string;
  readonly uid?: string;
  readonly causes?: readonly StatusCause[];
  readonly retryAfterSeconds?: number;
}

/** The fields of a refusal, already read from the wire. */
export interface KubernetesRefusal {
  readonly status: number;
  readonly reason: string;
  readonly message: string;
  readonly details?: StatusDetails | undefined;
  /** From the `Retry-After` header or the status; milliseconds. */
  readonly retryAfterMs?: number | undefined;
}

/**
 * The API server answered, and the answer is a refusal.
 *
 * Tell cases apart by `status` (HTTP) and `reason` (the `Status` reason of the Kubernetes API conventions:
 * `NotFound`, `AlreadyExists`, `Conflict`, `Invalid`, `Expired`, `Forbidden`, …), never by `message`. Nothing
 * that was sent, in particular no credential and no body, is kept in it.
 */
export class KubernetesApiError extends Error {
  override readonly name = 'KubernetesApiError';
  readonly status: number;
  readonly reason: string;
  readonly details: StatusDetails | undefined;
  readonly retryAfterMs: number | undefined;

  constructor(refusal: KubernetesRefusal) {
    super(refusal.message);
    this.status = refusal.status;
    this.reason = refusal.reason;
    this.details = refusal.details;
    this.retryAfterMs = refusal.retryAfterMs;
  }
}

/**
 * Whether an error is a refusal with this HTTP status, and this reason where one is given. A 409 alone is
 * ambiguous (`Conflict` or `AlreadyExists`), so those who care name the reason.
 */
export function isKubernetesApiError(
  error: unknown,
  status: number,
  reason?: string,
): error is KubernetesApiError {
  return (
    error instanceof KubernetesApiError &&
    error.status === status &&
    (reason === undefined || error.reason === reason)
  );
}
