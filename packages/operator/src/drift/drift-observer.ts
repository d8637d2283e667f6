/** Told of drift, with the kind of the object; for metrics. Must be quick and not throw. */
export interface DriftObserver {
  /** An entity was found to be otherwise than it was left, or gone. Not told again before it is as declared. */
  found(kind: string): void;
  /** The operator has made such an entity as declared again. */
  mended(kind: string): void;
}

/** Tells nobody. */
export const unobservedDrift: DriftObserver = { found: () => undefined, mended: () => undefined };
