/** Told of drift and of what is followed to see it at once; for metrics. Must be quick and not throw. */
export interface DriftObserver {
  /** An entity of a kind was found to be otherwise than it was left, or gone. Not told again before it is as declared. */
  found(kind: string): void;
  /** The operator has made such an entity as declared again. */
  mended(kind: string): void;
  /** A stream of changes from this server is open. */
  streamOpened(server: string): void;
  /** An open stream has ended; `broken` where nobody meant it to, and it is opened again. */
  streamEnded(server: string, how: 'broken' | 'over'): void;
}

/** Tells nobody. */
export const unobservedDrift: DriftObserver = {
  found: () => undefined,
  mended: () => undefined,
  streamOpened: () => undefined,
  streamEnded: () => undefined,
};
