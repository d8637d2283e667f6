/** Somebody else may be leading by now: whoever led has to end its work, and its process. */
export class LostLeadershipError extends Error {
  override readonly name = 'LostLeadershipError';
  /** `namespace/name` of the lease. */
  readonly lease: string;

  constructor(lease: string, reason: string, options?: ErrorOptions) {
    super(`the lease ${lease} is lost: ${reason}`, options);
    this.lease = lease;
  }
}
