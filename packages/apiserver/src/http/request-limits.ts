import { tooManyRequests } from '../status/api-error.ts';

/** How many requests may be under way. */
export interface Limits {
  /** Of everybody together. */
  maxInFlight: number;
  /** Of one user, so that no one's programs can keep all the others out. */
  maxInFlightPerUser: number;
}

/** As many as kube-apiserver has by default, readers and writers together; two thirds for one user. */
export const defaultLimits: Limits = { maxInFlight: 600, maxInFlightPerUser: 400 };

/** Seconds after which it is worth another try. */
const RETRY_AFTER_SECONDS = 1;

/**
 * Counts the requests that are under way, and turns away those that are too many. Watches don't count: they cost
 * nothing while nothing changes, and last for hours.
 */
export class RequestLimits {
  readonly #limits: Limits;
  readonly #byUser = new Map<string, number>();
  #inFlight = 0;

  constructor(limits: Limits) {
    this.#limits = limits;
  }

  /** How many are under way. */
  get inFlight(): number {
    return this.#inFlight;
  }

  /**
   * Lets a request of a user begin. Each one that begins has to be ended by `leave`.
   *
   * @throws ApiError 429
   */
  enter(user: string): void {
    const own = this.#byUser.get(user) ?? 0;
    if (own >= this.#limits.maxInFlightPerUser || this.#inFlight >= this.#limits.maxInFlight) {
      throw tooManyRequests(RETRY_AFTER_SECONDS);
    }
    this.#byUser.set(user, own + 1);
    this.#inFlight += 1;
  }

  /** A request of a user has ended. */
  leave(user: string): void {
    const own = (this.#byUser.get(user) ?? 1) - 1;
    if (own === 0) this.#byUser.delete(user);
    else this.#byUser.set(user, own);
    this.#inFlight -= 1;
  }
}
