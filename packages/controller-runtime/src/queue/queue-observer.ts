/** Told of what happens in a work queue; for metrics. Must be quick and not throw. */
export interface QueueObserver {
  /** A key was added that hadn't been waiting already. */
  added(): void;
  /** This many keys wait to be worked on. */
  depth(keys: number): void;
  /** A key is handed to a worker after it waited this long. */
  started(waitedMs: number): void;
  /** A worker is done with a key. */
  finished(workedMs: number): void;
  /** A key was added again because of a failure. */
  retried(): void;
}
