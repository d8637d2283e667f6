import { backoffMs, type Clock } from '@sluice/controller-runtime';

/** How a server that isn't well is treated. */
export interface GateOptions {
  readonly clock: Clock;
  /** Asks the server for something small; true when it answered as a server that is well does. Never rejects. */
  readonly probe: (signal: AbortSignal) => Promise<boolean>;
  /** Between 0 and 1; drawn for each pause. */
  readonly random?: () => number;
}

/** Why the gate is closed. */
export interface Closure {
  /** Whether the server answered (429, 5xx) or not at all. */
  readonly answered: boolean;
  readonly message: string;
}

/** 5xx answers in a row after which the whole server, not just an entity, counts as unwell. */
const failuresToClose = 5;
const backoff = { baseMs: 400, maxMs: 5_000 };
/** The least part of a pause that jitter leaves, so that a server that is down isn't asked in a tight loop. */
const leastPart = 0.5;
/** What 429 without a `Retry-After` means, from the Konnect contract. */
const defaultRetryAfterMs = 15_000;

/**
 * The circuit of one server: open while it is well. No answer at all, a row of 5xx answers, or a 429 closes it for
 * everybody. Then a single probe at a time finds out when the server is well again: after a 429 not before the server
 * said, otherwise at growing intervals of at most five seconds. When it is, all who wait are woken. So an outage costs
 * a probe every few seconds, however many wait.
 */
export class ServerGate {
  readonly #options: GateOptions;
  readonly #waiting = new Map<string, () => void>();
  readonly #ended = new AbortController();
  #closure: Closure | undefined;
  #failuresInARow = 0;
  #pauses = 0;
  /** Until when the server asked to be left alone, by the clock; no probe is made before. */
  #limitedUntilMs: number | undefined;
  #cancelTimer: (() => void) | undefined;

  constructor(options: GateOptions) {
    this.#options = options;
  }

  /** Why no call may be made now; undefined while calls may be made. */
  get closure(): Closure | undefined {
    return this.#closure;
  }

  /** Calls back once, when the gate opens; at once when it is open. One callback is kept for each key. */
  whenOpen(key: string, callback: () => void): void {
    if (this.#closure) this.#waiting.set(key, callback);
    else callback();
  }

  /** A call was answered, were it by a refusal. */
  answered(): void {
    this.#failuresInARow = 0;
    if (!this.#closure) this.#pauses = 0;
  }

  /** A call got a 5xx, or no answer. */
  failed(closure: Closure): void {
    this.#failuresInARow++;
    if (closure.answered && this.#failuresInARow < failuresToClose) return;
    if (this.#closure) return;
    this.#closure = closure;
    this.#pauseThenProbe();
  }

  /**
   * The server asked for a pause. Longer pauses win over shorter ones. One that asks for none, again and again, is left
   * alone as one that fails.
   */
  rateLimited(message: string, retryAfterMs = defaultRetryAfterMs): void {
    const isFirst = this.#limitedUntilMs === undefined;
    const pauseMs = isFirst ? Math.max(retryAfterMs, this.#nextPauseMs()) : retryAfterMs;
    const untilMs = this.#options.clock.now() + pauseMs;
    if (this.#limitedUntilMs !== undefined && this.#limitedUntilMs >= untilMs) return;
    this.#limitedUntilMs = untilMs;
    this.#closure = { answered: true, message };
    this.#schedule(pauseMs, () => {
      this.#limitedUntilMs = undefined;
      void this.#probe();
    });
  }

  /** Forgets who waits and stops probing, for good. */
  close(): void {
    this.#ended.abort(new Error('the operator is stopped'));
    this.#cancelTimer?.();
    this.#waiting.clear();
  }

  #pauseThenProbe(): void {
    this.#schedule(this.#nextPauseMs(), () => void this.#probe());
  }

  /** Longer from time to time, until a call is answered. */
  #nextPauseMs(): number {
    this.#pauses++;
    const { random = Math.random } = this.#options;
    return backoffMs(backoff, this.#pauses, () => leastPart + random() * (1 - leastPart));
  }

  async #probe(): Promise<void> {
    const isWell = await this.#options.probe(this.#ended.signal);
    // The server may have asked for a pause meanwhile, also by its answer to the probe, and that may be over, too.
    if (!this.#closure || this.#limitedUntilMs !== undefined) return;
    if (isWell) this.#open();
    else this.#pauseThenProbe();
  }

  #open(): void {
    this.#closure = undefined;
    const waiting = [...this.#waiting.values()];
    this.#waiting.clear();
    for (const wake of waiting) wake();
  }

  #schedule(delayMs: number, callback: () => void): void {
    this.#cancelTimer?.();
    if (this.#ended.signal.aborted) return;
    this.#cancelTimer = this.#options.clock.schedule(delayMs, callback);
  }
}
