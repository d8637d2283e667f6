import type { Identity } from '../identity/identity.ts';
import type { StreamEnd } from './event-text.ts';

/** What a stream of events does next. */
export type Told = { text: string } | { end: StreamEnd };

/** What a stream of events tells. One stream reads one source, step by step. */
export interface ChangeSource {
  /** The first event. */
  readonly opening: string;
  /** What is told next to somebody who is known as this now; undefined: nothing for the moment. */
  next(reader: Identity): Promise<Told | undefined>;
  /** Has everything looked at by the steps to come, should a wake-up have been lost. */
  lookAgain(): void;
  /** Calls the listener when there may be more to tell; answers how to stop that. */
  subscribe(listener: () => void): () => void;
}
