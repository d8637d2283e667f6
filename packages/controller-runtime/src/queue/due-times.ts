/** A key that becomes due at a moment of the clock, in milliseconds. */
export interface Due<K> {
  readonly key: K;
  readonly atMs: number;
  readonly priority: number;
}

/** Things that become due, earliest first: a binary heap. */
export class DueTimes<K> {
  readonly #heap: Due<K>[] = [];

  /** The earliest, without taking it. */
  peek(): Due<K> | undefined {
    return this.#heap[0];
  }

  push(due: Due<K>): void {
    const heap = this.#heap;
    let index = heap.length;
    heap.push(due);
    while (index > 0) {
      const parent = (index - 1) >> 1;
      const above = heap[parent] as Due<K>;
      if (above.atMs <= due.atMs) break;
      heap[index] = above;
      index = parent;
    }
    heap[index] = due;
  }

  /** Takes the earliest. */
  shift(): Due<K> | undefined {
    const heap = this.#heap;
    const first = heap[0];
    const last = heap.pop();
    if (last !== undefined && heap.length > 0) this.#sink(last);
    return first;
  }

  #sink(due: Due<K>): void {
    const heap = this.#heap;
    let index = 0;
    for (;;) {
      let child = 2 * index + 1;
      const left = heap[child];
      if (left === undefined) break;
      const right = heap[child + 1];
      if (right !== undefined && right.atMs < left.atMs) child++;
      const least = heap[child] as Due<K>;
      if (least.atMs >= due.atMs) break;
      heap[index] = least;
      index = child;
    }
    heap[index] = due;
  }
}
