import type { Outcome, Refusal } from './outcome.ts';

/** What is known of an entity before any call is made. */
export interface Known {
  /** Its id; undefined before it is made. */
  readonly id: string | undefined;
  /** The mark of what was last seen to be as wanted; undefined: nothing is known, or that it is otherwise. */
  readonly inSync: string | undefined;
  /** The mark that it has when it is as wanted now; see `syncMark`. */
  readonly wanted: string | undefined;
  /** Whether the control plane's collections have been looked at since the process started. */
  readonly scanned: boolean;
  /** Whether the entity was made for the spec as it is now: only labels and annotations may have changed since. */
  readonly isSpecKnown: boolean;
  /** The refusal of what would be asked now, if there is one that still stands; asked only where it counts. */
  standing(): Refusal | undefined;
}

/** What making an entity as wanted comes to without a call; undefined where one has to be made. */
export function knownOutcome(known: Known): Outcome | undefined {
  const { id, inSync, wanted, scanned, isSpecKnown } = known;
  if (id !== undefined && inSync !== undefined && inSync === wanted) return { kind: 'in-sync', id };
  // A scan may well find that there is nothing to do, unless the spec has changed since it was last made real.
  if (id !== undefined && inSync === undefined && !scanned && isSpecKnown) return { kind: 'unscanned' };
  return known.standing();
}
