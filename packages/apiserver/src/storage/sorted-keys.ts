/**
 * The keys of a table in order. Adding and removing only takes a note; the order is made when somebody reads,
 * because writers outnumber lists and sorting an almost sorted array is nearly free.
 */
export class SortedKeys {
  #sorted: string[] = [];
  #added: string[] = [];
  #removed = new Set<string>();

  add(key: string): void {
    if (!this.#removed.delete(key)) this.#added.push(key);
  }

  remove(key: string): void {
    this.#removed.add(key);
  }

  /** All keys in order. The array is valid until the next change. */
  all(): readonly string[] {
    if (this.#removed.size > 0) {
      const remains = (key: string): boolean => !this.#removed.has(key);
      this.#sorted = this.#sorted.filter(remains);
      this.#added = this.#added.filter(remains);
      this.#removed.clear();
    }
    if (this.#added.length > 0) {
      this.#added.sort(byCodeUnit);
      const last = this.#sorted.at(-1);
      const inOrder = last === undefined || last < (this.#added[0] ?? '');
      this.#sorted = this.#sorted.concat(this.#added);
      if (!inOrder) this.#sorted.sort(byCodeUnit);
      this.#added = [];
    }
    return this.#sorted;
  }
}

/** Order of keys: by code unit, whatever the machine's language. */
export function byCodeUnit(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** Index of the first of the sorted keys that is not below `bound`. */
export function lowerBound(keys: readonly string[], bound: string): number {
  let low = 0;
  let high = keys.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((keys[middle] ?? '') < bound) low = middle + 1;
    else high = middle;
  }
  return low;
}
