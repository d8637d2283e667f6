/** One finished call, for metrics. Nothing in it is secret, and nothing grows with the number of objects. */
export interface CallReport {
  /** HTTP method. */
  readonly method: string;
  /** Host and port of the server. */
  readonly host: string;
  /** HTTP status, or `<error>` where no answer came, as client-go's metrics have it. */
  readonly code: string;
  /** Until the answer was complete; for a watch until its headers came. */
  readonly durationMs: number;
}
