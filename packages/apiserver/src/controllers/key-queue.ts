import type { Logger } from 'pino';

/** How long a key waits after its work has failed. */
const RETRY_DELAY_MS = 1000;

/**
 * Does work by key, one at a time, in the order in which keys were first asked for. A key that is asked for while
 * it waits is done once; one that is asked for while it is being done is done again.
 */
export class KeyQueue {
  readonly #name: string;
  readonly #work: (key: string) => Promise<void>;
  readonly #logger: Logger | undefined;
  readonly #waiting = new Set<string>();
  readonly #retries = new Set<NodeJS.Timeout>();
  #isRunning = false;
  #isClosed = false;

  /**
   * @param name says in the log whose work failed
   * @param work has to bear being called again with the same key
   */
  constructor(name: string, work: (key: string) => Promise<void>, logger: Logger | undefined) {
    this.#name = name;
    this.#work = work;
    this.#logger = logger;
  }

  add(key: string): void {
    if (this.#isClosed) return;
    this.#waiting.add(key);
    if (!this.#isRunning) void this.#run();
  }

  /** Takes no more work. What is under way is left to end. */
  close(): void {
    this.#isClosed = true;
    this.#waiting.clear();
    for (const timer of this.#retries) clearTimeout(timer);
  }

  async #run(): Promise<void> {
    this.#isRunning = true;
    // Whoever adds a key is in the middle of publishing a change: let that end first.
    await Promise.resolve();
    for (const key of this.#waiting) {
      this.#waiting.delete(key);
      try {
        await this.#work(key);
      } catch (error) {
        this.#logger?.error({ err: error, key }, `${this.#name} failed; it is tried again`);
        this.#retry(key);
      }
    }
    this.#isRunning = false;
  }

  #retry(key: string): void {
    const timer = setTimeout(() => {
      this.#retries.delete(timer);
      this.add(key);
    }, RETRY_DELAY_MS);
    this.#retries.add(timer);
  }
}
