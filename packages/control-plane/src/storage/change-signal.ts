/** Called with the id under which there may be something that wasn't there before. */
export type ChangeListener = (id: string) => void;

/**
 * Wakes those who wait for changes: of a control plane, under its id, or of which control planes an organisation has, under
 * the organisation's. A call says nothing but "look again": it may come without a change, several changes may come as one
 * call, and what changed is read from the database. So a lost call costs time, never a change.
 */
export class ChangeSignal {
  readonly #listeners = new Map<string, Set<ChangeListener>>();

  /** Calls the listener from now on; answers how to stop that. */
  subscribe(id: string, listener: ChangeListener): () => void {
    const listeners = this.#listeners.get(id) ?? new Set();
    this.#listeners.set(id, listeners.add(listener));
    return () => {
      listeners.delete(listener);
      if (listeners.size === 0 && this.#listeners.get(id) === listeners) {
        this.#listeners.delete(id);
      }
    };
  }

  /** Wakes whoever waits for changes under these ids. */
  wake(ids: Iterable<string>): void {
    for (const id of ids) {
      for (const listener of this.#listeners.get(id) ?? []) {
        listener(id);
      }
    }
  }

  /** Wakes everybody, when it isn't known what was missed. */
  wakeAll(): void {
    this.wake([...this.#listeners.keys()]);
  }
}
