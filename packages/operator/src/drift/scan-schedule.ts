import type { Clock } from '@sluice/controller-runtime';

/** How much of a period scans are spread over, so that control planes aren't all looked at at one moment. */
const jitter = 0.1;

/** Looks at one control plane. Expected failures are its own business; what it throws ends nothing but this look. */
export type Scan = (id: string) => Promise<void>;

/** Has each of a changing set of control planes looked at once a period, and at once when asked; never twice at a time. */
export class ScanSchedule {
  readonly #clock: Clock;
  readonly #periodMs: number;
  readonly #scan: Scan;
  readonly #included = new Set<string>();
  readonly #cancelTimers = new Map<string, () => void>();
  readonly #running = new Map<string, Promise<void>>();
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
    this.#schedule(id);
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
    const scan = this.#scan(id).finally(() => {
      this.#running.delete(id);
      if (this.#included.has(id)) this.#schedule(id);
    });
    this.#running.set(id, scan);
  }

  /** Looks at nothing any more; resolves when what is under way has ended. */
  async stop(): Promise<void> {
    this.#stopped = true;
    for (const cancel of this.#cancelTimers.values()) cancel();
    this.#cancelTimers.clear();
    await Promise.allSettled(this.#running.values());
  }

  #cancelTimer(id: string): void {
    this.#cancelTimers.get(id)?.();
    this.#cancelTimers.delete(id);
  }

  #schedule(id: string): void {
    if (this.#stopped) return;
    const delayMs = this.#periodMs * (1 - jitter * Math.random());
    this.#cancelTimers.set(
      id,
      this.#clock.schedule(delayMs, () => this.request(id)),
    );
  }
}
