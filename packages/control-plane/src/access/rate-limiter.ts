/** What a client may still send. */
export interface Allowance {
  allowed: boolean;
  /** How many requests may come at once. */
  limit: number;
  /** How many may still come now. */
  remaining: number;
  /** Whole seconds until all of `limit` may come again. */
  resetSeconds: number;
  /** Whole seconds until one more may come; 0 when it may come now. */
  retryAfterSeconds: number;
}

interface Bucket {
  tokens: number;
  filledAtMs: number;
}

/** Buckets that are full again are removed when there are more than this. */
const SWEEP_SIZE = 10_000;

/**
 * Bounds how often each client may do something: a token bucket, which holds `limit` and is filled within `periodMs`.
 * So `limit` may come at once, and then as many as are filled in. Each replica counts for itself.
 */
export class RateLimiter {
  readonly #limit: number;
  readonly #perMs: number;
  readonly #buckets = new Map<string, Bucket>();

  constructor(limit: number, periodMs: number) {
    this.#limit = limit;
    this.#perMs = limit / periodMs;
  }

  /** Takes one from the client's bucket, if there is one; `nowMs` only goes on. */
  take(client: string, nowMs: number): Allowance {
    const bucket = this.#filled(client, nowMs);
    const allowed = bucket.tokens >= 1;
    if (allowed) {
      bucket.tokens -= 1;
    }
    return this.#allowance(allowed, bucket);
  }

  /** What the client may do, without taking anything. */
  peek(client: string, nowMs: number): Allowance {
    const bucket = this.#filled(client, nowMs);
    return this.#allowance(bucket.tokens >= 1, bucket);
  }

  #allowance(allowed: boolean, { tokens }: Bucket): Allowance {
    return {
      allowed,
      limit: this.#limit,
      remaining: Math.floor(tokens),
      resetSeconds: Math.ceil((this.#limit - tokens) / this.#perMs / 1000),
      retryAfterSeconds: tokens >= 1 ? 0 : Math.ceil((1 - tokens) / this.#perMs / 1000),
    };
  }

  #filled(client: string, nowMs: number): Bucket {
    let bucket = this.#buckets.get(client);
    if (bucket === undefined) {
      if (this.#buckets.size >= SWEEP_SIZE) {
        this.#sweep(nowMs);
      }
      bucket = { tokens: this.#limit, filledAtMs: nowMs };
      this.#buckets.set(client, bucket);
      return bucket;
    }
    bucket.tokens = this.#tokens(bucket, nowMs);
    bucket.filledAtMs = nowMs;
    return bucket;
  }

  #tokens({ tokens, filledAtMs }: Bucket, nowMs: number): number {
    return Math.min(this.#limit, tokens + (nowMs - filledAtMs) * this.#perMs);
  }

  /** Removes full buckets, which are as good as none, so that clients that don't come back take no memory. */
  #sweep(nowMs: number): void {
    for (const [client, bucket] of this.#buckets) {
      if (this.#tokens(bucket, nowMs) >= this.#limit) {
        this.#buckets.delete(client);
      }
    }
  }
}
