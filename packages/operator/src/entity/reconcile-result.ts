/** What a pass over one object leaves to be done; a change of the object or of a parent always brings it back. */
export type ReconcileResult =
  | { readonly kind: 'done' }
  /** Look again after so many milliseconds. */
  | { readonly kind: 'after'; readonly delayMs: number }
  /** Look again soon, and later each time. */
  | {
      readonly kind: 'backoff';
      /** The longest pause between two tries, in milliseconds, where it isn't that of all. */
      readonly maxMs?: number | undefined;
    };

/** Nothing is left to do until something changes. */
export const done: ReconcileResult = { kind: 'done' };
