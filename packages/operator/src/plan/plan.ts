/** A field in which an entity isn't as its object wants it. */
export interface FieldDifference {
  /** `weight`, `healthchecks.active.timeout`. */
  readonly path: string;
  /** What the control plane has; undefined where it has nothing. */
  readonly from: unknown;
  /** What the object wants; undefined where that is the API's default, or nothing. */
  readonly to: unknown;
}

/** What the operator would do about one object's entity. */
export interface PlannedStep {
  /** `blocked`: it can't do anything, and `message` says why. */
  readonly action: 'create' | 'update' | 'delete' | 'blocked';
  readonly kind: string;
  /** `namespace/name` of the object; for an entity whose object is gone, of the one that it was made from. */
  readonly object: string;
  /** The entity's id in the control plane, where there is one already. */
  readonly id?: string | undefined;
  /** Of an update. */
  readonly differences?: readonly FieldDifference[] | undefined;
  /** Why it is blocked or deleted, or what is to be taken over. */
  readonly message?: string | undefined;
}

/** Everything that the operator would do, parents before children. */
export interface Plan {
  readonly steps: readonly PlannedStep[];
  /** Objects whose entities are as they want them. */
  readonly unchanged: number;
}
