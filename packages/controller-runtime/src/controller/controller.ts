import { type Clock, systemClock } from '../clock/clock.ts';
import { sleep } from '../clock/sleep.ts';
import type { Logger } from '../logging/logger.ts';
import type { WorkQueue } from '../queue/work-queue.ts';
import type { ReconcileObserver, ReconcileResult } from './reconcile-observer.ts';

/** What a reconcile may ask for: to be called again after a while, though nothing has failed. */
export interface Requeue {
  readonly requeueAfterMs: number;
}

/**
 * Makes the world as it should be for one key. Reads the state itself; the key says where to look, not what has
 * changed. Throwing has it called again with back-off.
 */
export type Reconcile<K> = (
  key: K,
  context: { readonly signal: AbortSignal },
) => Promise<Requeue | undefined>;

export interface ControllerOptions<K> {
  readonly name: string;
  readonly queue: WorkQueue<K>;
  readonly reconcile: Reconcile<K>;
  readonly logger: Logger;
  /** Keys that are worked on at one time; 32 unless given. Infinity leaves it to the shares of the queue. */
  readonly concurrency?: number | undefined;
  /** The priority with which a key comes back that failed or asked for it; 0 unless given. See `WorkQueue.add`. */
  readonly priorityOf?: ((key: K) => number) | undefined;
  readonly observer?: ReconcileObserver | undefined;
  readonly clock?: Clock | undefined;
}

/** How a stop ended. */
export interface StopResult {
  /** Reconciles that hadn't ended when the time was over. They were told to abort. */
  readonly abandoned: number;
}

/** What an aborted reconcile gets to wind up before it is given up. */
const abortGraceMs = 1000;

/** Works on the keys of a queue with a number of workers, each key by one at a time. */
export class Controller<K> {
  readonly name: string;
  readonly #options: ControllerOptions<K>;
  readonly #clock: Clock;
  readonly #abort = new AbortController();
  #started = false;

  constructor(options: ControllerOptions<K>) {
    this.name = options.name;
    this.#options = options;
    this.#clock = options.clock ?? systemClock;
  }

  /** Sets the workers to work; returns at once. A second call does nothing. */
  start(): void {
    if (this.#started) return;
    this.#started = true;
    const concurrency = this.#options.concurrency ?? 32;
    if (concurrency === Number.POSITIVE_INFINITY) void this.#workOnAll();
    else for (let worker = 0; worker < concurrency; worker++) void this.#work();
  }

  /**
   * Takes no key any more, lets the reconciles under way end within `graceMs`, and aborts the signal of those that
   * don't. With 0 all calls are aborted at once, as it must be when a lease is lost. What was queued is dropped: the
   * next start looks at everything anyway.
   */
  async stop({ graceMs }: { readonly graceMs: number }): Promise<StopResult> {
    const { queue, logger } = this.#options;
    const idle = queue.shutDown();
    if (graceMs > 0) await this.#within(idle, graceMs);
    this.#abort.abort(new Error(`the controller ${this.name} is stopped`));
    if (queue.running > 0) await this.#within(idle, abortGraceMs);
    const abandoned = queue.running;
    if (abandoned > 0) logger.warn({ controller: this.name, abandoned }, 'reconciles did not end in time');
    return { abandoned };
  }

  async #work(): Promise<void> {
    const { queue } = this.#options;
    for (let key = await queue.take(); key !== undefined; key = await queue.take()) {
      await this.#process(key);
      queue.done(key);
    }
  }

  /** Works on whatever the queue hands out, without a bound of its own. */
  async #workOnAll(): Promise<void> {
    const { queue } = this.#options;
    for (let key = await queue.take(); key !== undefined; key = await queue.take()) {
      const taken = key;
      void this.#process(taken).then(() => queue.done(taken));
    }
  }

  async #process(key: K): Promise<void> {
    const { queue, reconcile, priorityOf, observer } = this.#options;
    const startedAtMs = this.#clock.now();
    let result: ReconcileResult = 'success';
    observer?.started();
    try {
      const requeue = await reconcile(key, { signal: this.#abort.signal });
      queue.forget(key);
      if (requeue !== undefined) {
        result = 'requeue_after';
        queue.addAfter(key, requeue.requeueAfterMs, { priority: priorityOf?.(key) });
      }
    } catch (error) {
      result = 'error';
      this.#failed(key, error);
    }
    observer?.finished(result, this.#clock.now() - startedAtMs);
  }

  #failed(key: K, error: unknown): void {
    const { queue, logger, priorityOf } = this.#options;
    const { aborted } = this.#abort.signal;
    const fields = { controller: this.name, key, err: error };
    if (aborted) {
      logger.debug(fields, 'reconcile was aborted');
      return;
    }
    const retryInMs = queue.addRateLimited(key, { priority: priorityOf?.(key) });
    logger.error({ ...fields, failures: queue.failures(key), retryInMs }, 'reconcile failed; trying again');
  }

  async #within(promise: Promise<void>, timeoutMs: number): Promise<void> {
    const done = new AbortController();
    await Promise.race([promise, sleep(this.#clock, timeoutMs, done.signal)]);
    done.abort();
  }
}
