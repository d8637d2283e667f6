/** Finds rows; answers those that are there under the texts of their keys. */
type Find<Key, Row> = (keys: readonly Key[]) => Promise<ReadonlyMap<string, Row>>;

interface Batch<Key, Row> {
  keys: Map<string, Key>;
  found: Promise<ReadonlyMap<string, Row>>;
}

/** Bounds the length of one query; what is beyond it is in the next. */
const MAX_BATCH_SIZE = 256;

/**
 * Looks rows up by their keys, several with one query. While a query is under way, what is asked for gathers for the
 * next one, so that there are few long queries under load and nobody waits when there is none. A query never answers
 * who asked after it had begun: a caller sees everything that was committed before its call.
 */
export class BatchedLookup<Key, Row> {
  readonly #textOf: (key: Key) => string;
  readonly #find: Find<Key, Row>;
  #next: Batch<Key, Row> | undefined;
  #last: Promise<unknown> = Promise.resolve();

  /** `textOf` tells keys apart. */
  constructor(textOf: (key: Key) => string, find: Find<Key, Row>) {
    this.#textOf = textOf;
    this.#find = find;
  }

  /** The row with this key; rejects when the query fails that it is in. */
  async find(key: Key): Promise<Row | undefined> {
    const text = this.#textOf(key);
    const batch = this.#batch();
    batch.keys.set(text, key);
    return (await batch.found).get(text);
  }

  #batch(): Batch<Key, Row> {
    if (this.#next === undefined || this.#next.keys.size >= MAX_BATCH_SIZE) {
      const keys = new Map<string, Key>();
      const batch = { keys, found: this.#last.then(() => this.#run(keys)) };
      this.#next = batch;
      // The next query runs whether or not this one fails; whoever is in it hears of that.
      this.#last = batch.found.catch(() => undefined);
    }
    return this.#next;
  }

  #run(keys: ReadonlyMap<string, Key>): Promise<ReadonlyMap<string, Row>> {
    if (this.#next?.keys === keys) {
      this.#next = undefined;
    }
    return this.#find([...keys.values()]);
  }
}
