import type { Logger } from 'pino';

/** How long a key waits after its work has failed. */
const RETRY_DELAY_MS = 1000;

/**
 * Does work by key, in the order in which keys were first asked for: one at a time, or a few at once. A key that is
 * asked for while it waits is done once; one that is asked for while it is being done is done again afterwards, so
 * the same key is never done twice at once.
 */
export class KeyQueue {
  readonly #name: string;
  readonly #work: (key: string) => Promise<void>;
  readonly #logger: Logger | undefined;
  readonly #maxAtOnce: number;
  readonly #waiting = new Set<string>();
  readonly #running = new Set<string>();
  readonly #retries = new Set<NodeJS.Timeout>();
  #isStarting = false;
  #isClosed = false;

  /**
   * @param name says in the log whose work failed
   * @param work has to bear being called again with the same key
   * @param maxAtOnce how many keys are worked on at the same time
   */
  constructor(
    name: string,
    work: (key: string) => Promise<void>,
    logger: Logger | undefined,
    { maxAtOnce = 1 }: { maxAtOnce?: number } = {},
  ) {
    this.#name = name;
    this.#work = work;
    this.#logger = logger;
    this.#maxAtOnce = maxAtOnce;
  }

  add(key: string): void {
    if (this.#isClosed) return;
    this.#waiting.add(key);
    if (this.#isStarting || this.#running.size >= this.#maxAtOnce) return;
    // Whoever adds a key is in the middle of publishing a change: let that end first.
    this.#isStarting = true;
    queueMicrotask(() => {
      this.#isStarting = false;
      this.#start();
    });
  }

  /** Takes no more work. What is under way is left to end. */
  close(): void {
    this.#isClosed = true;
    this.#waiting.clear();
    for (const timer of this.#retries) clearTimeout(timer);
  }

  #start(): void {
    for (const key of this.#waiting) {
      if (this.#running.size >= this.#maxAtOnce) return;
      if (this.#running.has(key)) continue;
      this.#waiting.delete(key);
      this.#running.add(key);
      void this.#do(key);
    }
  }

  async #do(key: string): Promise<void> {
    try {
      await this.#work(key);
    } catch (error) {
      this.#logger?.error({ err: error, key }, `${this.#name} failed; it is tried again`);
      this.#retry(key);
    }
    this.#running.delete(key);
    this.#start();
  }

  #retry(key: string): void {
    const timer = setTimeout(() => {
      this.#retries.delete(timer);
      this.add(key);
    }, RETRY_DELAY_MS);
    this.#retries.add(timer);
  }
}
