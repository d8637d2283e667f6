import { spend } from './evaluation-budget.ts';

/**
 * A list in which order doesn't count, as in those of `x-kubernetes-list-type: map` and `set`, of items that are more
 * than a plain scalar. The CEL library takes a Set for a list, and calls two of them equal when they have the same size
 * and one `has` the items of the other; here that means equal items, not identical ones.
 */
export class UnorderedList extends Set<unknown> {
  readonly #isSame: (a: unknown, b: unknown) => boolean;
  readonly #keyOf: ((item: unknown) => string) | undefined;

  /** @param keyOf tells which items of a list of type map take each other's place; not given for a set */
  constructor(
    items: readonly unknown[],
    isSame: (a: unknown, b: unknown) => boolean,
    keyOf: ((item: unknown) => string) | undefined,
  ) {
    super(items);
    this.#isSame = isSame;
    this.#keyOf = keyOf;
  }

  override has(wanted: unknown): boolean {
    for (const item of this) {
      spend(1);
      if (this.#isSame(item, wanted)) return true;
    }
    return false;
  }

  /**
   * `this + others`, as Kubernetes means it: what a set has already isn't added; in a list of type map an item takes the
   * place of the one with its key.
   */
  plus(others: Iterable<unknown>): UnorderedList {
    const items = this.#keyOf ? this.#replacing(others, this.#keyOf) : this.#adding(others);
    return new UnorderedList(items, this.#isSame, this.#keyOf);
  }

  #adding(others: Iterable<unknown>): unknown[] {
    const items = new UnorderedList([...this], this.#isSame, undefined);
    for (const other of others) if (!items.has(other)) items.add(other);
    return [...items];
  }

  #replacing(others: Iterable<unknown>, keyOf: (item: unknown) => string): unknown[] {
    const items = new Map<string, unknown>();
    for (const item of this) items.set(keyOf(item), item);
    for (const other of others) items.set(keyOf(other), other);
    spend(items.size);
    return [...items.values()];
  }
}

// The library recognises a list by this property and knows no subclasses.
Object.defineProperty(UnorderedList.prototype, 'constructor', { value: Set });
