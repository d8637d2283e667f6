/** How long an answer to the question counts, so that whoever asks often costs the database nothing. */
const COUNTS_FOR_MS = 1000;

/** How long the database may take. A probe of Kubernetes doesn't wait longer by default. */
const PATIENCE_MS = 900;

/** Knows whether the server can work, which it asks at most once at a time and once a second. */
export class Readiness {
  readonly #ask: () => Promise<unknown>;
  readonly #now: () => number;
  #answer: Promise<boolean> | undefined;
  #askedAtMs = Number.NEGATIVE_INFINITY;

  /** @param ask fails, or takes long, when the server can't work */
  constructor(ask: () => Promise<unknown>, now: () => number = () => performance.now()) {
    this.#ask = ask;
    this.#now = now;
  }

  /** Whether the server can work. Never fails, and answers within a second. */
  isReady(): Promise<boolean> {
    const nowMs = this.#now();
    if (this.#answer === undefined || nowMs - this.#askedAtMs >= COUNTS_FOR_MS) {
      this.#askedAtMs = nowMs;
      this.#answer = withinPatience(this.#ask());
    }
    return this.#answer;
  }
}

/** Whether the question is answered in time. A refusal is an answer to the probe, and is logged by who caused it. */
async function withinPatience(asked: Promise<unknown>): Promise<boolean> {
  const { promise: late, resolve } = Promise.withResolvers<boolean>();
  const timer = setTimeout(() => resolve(false), PATIENCE_MS);
  const answered = asked.then(
    () => true,
    () => false,
  );
  try {
    return await Promise.race([answered, late]);
  } finally {
    clearTimeout(timer);
  }
}
