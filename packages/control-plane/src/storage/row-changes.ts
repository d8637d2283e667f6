/**
 * Rows to add and rows to remove that nobody has written yet. What was added and is removed again, or the other way
 * round, leaves nothing to do.
 */
export class RowChanges<Row> {
  readonly #keyOf: (row: Row) => string;
  readonly #added = new Map<string, Row>();
  readonly #removed = new Map<string, Row>();

  /** Two rows are the same when they have the same key. */
  constructor(keyOf: (row: Row) => string) {
    this.#keyOf = keyOf;
  }

  add(row: Row): void {
    const key = this.#keyOf(row);
    if (!this.#removed.delete(key)) {
      this.#added.set(key, row);
    }
  }

  remove(row: Row): void {
    const key = this.#keyOf(row);
    if (!this.#added.delete(key)) {
      this.#removed.set(key, row);
    }
  }

  /** Answers what there is to do, and begins anew. */
  take(): { added: Row[]; removed: Row[] } {
    const changes = { added: [...this.#added.values()], removed: [...this.#removed.values()] };
    this.#added.clear();
    this.#removed.clear();
    return changes;
  }
}
