/** Called when a control plane may have changes that weren't there before. */
export type ChangeListener = () => void;

/**
 * Wakes those who wait for changes of a control plane. A call says nothing but "look again": it may come without a
 * change, several changes may come as one call, and what changed is read from the database. So a lost call costs
 * time, never a change.
 */
export class ChangeSignal {
  readonly #listeners = new Map<string, Set<ChangeListener>>();

  /** Calls the listener from now on; answers how to stop that. */
  subscribe(controlPlaneId: string, listener: ChangeListener): () => void {
    const listeners = this.#listeners.get(controlPlaneId) ?? new Set();
    this.#listeners.set(controlPlaneId, listeners.add(listener));
    return () => {
      listeners.delete(listener);
      if (listeners.size === 0 && this.#listeners.get(controlPlaneId) === listeners) {
        this.#listeners.delete(controlPlaneId);
      }
    };
  }

  /** Wakes whoever waits for changes of these control planes. */
  wake(controlPlaneIds: Iterable<string>): void {
    for (const id of controlPlaneIds) {
      for (const listener of this.#listeners.get(id) ?? []) {
        listener();
      }
    }
  }

  /** Wakes everybody, when it isn't known what was missed. */
  wakeAll(): void {
    this.wake([...this.#listeners.keys()]);
  }
}
