import { spend } from './evaluation-budget.ts';

/**
 * A list of objects in which order doesn't count, as in those of `x-kubernetes-list-type: map` and `set`. The CEL
 * library takes a Set for a list, and calls two of them equal when they have the same size and one `has` the items
 * of the other; here that means equal items, not identical ones.
 */
export class UnorderedList extends Set<unknown> {
  readonly #isSame: (a: unknown, b: unknown) => boolean;

  constructor(items: readonly unknown[], isSame: (a: unknown, b: unknown) => boolean) {
    super(items);
    this.#isSame = isSame;
  }

  override has(wanted: unknown): boolean {
    for (const item of this) {
      spend(1);
      if (this.#isSame(item, wanted)) return true;
    }
    return false;
  }
}

// The library recognises a list by this property and knows no subclasses.
Object.defineProperty(UnorderedList.prototype, 'constructor', { value: Set });
