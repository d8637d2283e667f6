/** What is being worked on at one moment, in milliseconds. */
export interface UnfinishedWork {
  /** How long all of it has taken so far, added up. */
  readonly totalMs: number;
  /** How long the key that is worked on longest has taken so far; 0 when there is none. */
  readonly longestMs: number;
}

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
  /** Told once, when the queue is made, whom to ask about the work under way. Asking costs a look at every key. */
  asks(unfinished: () => UnfinishedWork): void;
}
