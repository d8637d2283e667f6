/** The longest run of taken entries that a lane drags along before it is cut off. */
const maxTaken = 1024;

interface Lane<K> {
  readonly priority: number;
  keys: K[];
  /** Everything before it has been taken. */
  head: number;
}

/**
 * Keys in the order in which they are to be worked on: lower priority numbers first, first come first served
 * among equals. Meant for a handful of different priorities; adding and taking is then constant time.
 *
 * A key may be moved to another priority by adding it again: it is up to the caller to skip entries that are
 * no longer true, which spares looking for them here.
 */
export class PriorityLanes<K> {
  /** Sorted by priority. */
  readonly #lanes: Lane<K>[] = [];

  push(key: K, priority: number): void {
    let index = 0;
    for (let lane = this.#lanes[index]; lane !== undefined; lane = this.#lanes[++index]) {
      if (lane.priority === priority) {
        lane.keys.push(key);
        return;
      }
      if (lane.priority > priority) break;
    }
    this.#lanes.splice(index, 0, { priority, keys: [key], head: 0 });
  }

  /** Takes the next entry with its priority; undefined when there is none. */
  shift(): { readonly key: K; readonly priority: number } | undefined {
    for (const lane of this.#lanes) {
      if (lane.head >= lane.keys.length) continue;
      const key = lane.keys[lane.head++] as K;
      if (lane.head === lane.keys.length || lane.head >= maxTaken) {
        lane.keys = lane.keys.slice(lane.head);
        lane.head = 0;
      }
      return { key, priority: lane.priority };
    }
    return undefined;
  }
}
