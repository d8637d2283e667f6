/** A cause within `Status.details`: what is wrong with one field. */
export interface StatusCause {
  reason: string;
  message: string;
  field?: string;
}

/** What the request was about, and why it failed (meta/v1 StatusDetails). `kind` holds the plural resource. */
export interface StatusDetails {
  name?: string;
  group?: string;
  kind?: string;
  uid?: string;
  causes?: StatusCause[];
  retryAfterSeconds?: number;
}

/** The body of every answer that isn't an object (meta/v1 Status). */
export interface Status {
  kind: 'Status';
  apiVersion: 'v1';
  metadata: { continue?: string; resourceVersion?: string; remainingItemCount?: number };
  status: 'Success' | 'Failure';
  message?: string;
  reason?: string;
  details?: StatusDetails;
  code: number;
}
