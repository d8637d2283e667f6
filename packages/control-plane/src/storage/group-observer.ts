/** Is around the transactions of a queue, for traces. `Origin` is what an operation belongs to. */
export interface GroupObserver<Origin> {
  /** Asked when an operation is given to the queue. */
  origin(): Origin;
  /** Has to run `commit`, once, and to pass on how it ends. `origins` are those of the operations in it. */
  around(origins: readonly Origin[], commit: () => Promise<void>): Promise<void>;
}
