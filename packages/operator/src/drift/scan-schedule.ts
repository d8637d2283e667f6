import type { Clock } from '@sluice/controller-runtime';

/** How much of a period scans are spread over, so that control planes aren't all looked at at one moment. */
const jitter = 0.1;

/**
 * Looks at one control plane; never rejects.
 *
 * @returns after how many milliseconds to look again; undefined: after a period.
 */
export type Scan = (id: string) => Promise<number | undefined>;

/** Has each of a changing set of control planes looked at once a period, and at once when asked; never twice at a time. */
export class ScanSchedule {
  readonly #clock: Clock;
  readonly #periodMs: number;
  readonly #scan: Scan;
  readonly #included = new Set<string>();
  readonly #cancelTimers = new Map<string, () => void>();
  readonly #running = new Map<string, Promise<void>>();
  /** What is to be looked at once more after the look that is under way. */
  readonly #anew = new Set<string>();
  #stopped = false;

  constructor(clock: Clock, periodMs: number, scan: Scan) {
    this.#clock = clock;
    this.#periodMs = periodMs;
    this.#scan = scan;
  }

  /** Includes a control plane; nothing happens when it is included already. */
  include(id: string): void {
    if (this.#included.has(id)) return;
    this.#included.add(id);
    if (!this.#running.has(id)) this.#schedule(id);
  }

  /** Leaves a control plane out from now on. */
  exclude(id: string): void {
    this.#included.delete(id);
    this.#cancelTimer(id);
  }

  /** Looks at it now, unless that is under way. */
  request(id: string): void {
    if (this.#stopped || this.#running.has(id)) return;
    this.#cancelTimer(id);
    this.#running.set(id, this.#run(id));
  }

  /** Looks at it now or, where that is under way already, once more after it. */
  requestAnew(id: string): void {
    if (this.#stopped) return;
    if (this.#running.has(id)) this.#anew.add(id);
    else this.request(id);
  }

  /** Looks at nothing any more; resolves when what is under way has ended. */
  async stop(): Promise<void> {
    this.#stopped = true;
    for (const cancel of this.#cancelTimers.values()) cancel();
    this.#cancelTimers.clear();
    await Promise.all(this.#running.values());
  }

  async #run(id: string): Promise<void> {
    const againInMs = await this.#scan(id);
    this.#running.delete(id);
    if (this.#anew.delete(id)) this.request(id);
    else if (this.#included.has(id)) this.#schedule(id, againInMs);
  }

  #cancelTimer(id: string): void {
    this.#cancelTimers.get(id)?.();
    this.#cancelTimers.delete(id);
  }

  #schedule(id: string, delayMs = this.#periodMs * (1 - jitter * Math.random())): void {
    if (this.#stopped) return;
    this.#cancelTimer(id);
    this.#cancelTimers.set(
      id,
      this.#clock.schedule(delayMs, () => this.request(id)),
    );
  }
}
