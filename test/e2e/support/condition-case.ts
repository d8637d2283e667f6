/** How one False condition comes about, and how its cause goes. */
export interface ConditionCase {
  /** `type reason`. */
  readonly condition: string;
  readonly why: string;
  /** Who has it: `kind/name`, or `kind/namespace/name`. */
  readonly who: readonly string[];
  /** The reason of `Programmed` meanwhile; that another condition is False unless given. */
  readonly programmed?: string;
  breaks(): Promise<unknown>;
  mends(): Promise<unknown>;
  /** What comes of the condition then, where that isn't True: it goes, or its object does. */
  readonly ends?: 'absent' | 'gone';
}
