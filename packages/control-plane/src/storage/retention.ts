import { setImmediate as nextTurn } from 'node:timers/promises';
import { sql } from 'kysely';
import type { Database } from './database.ts';

/** Often enough that what expired is never more than a small part of what is kept. */
const SWEEP_INTERVAL_MS = 10 * 60_000;

/** Bounds how long writers wait for a sweep, which holds them up for one batch at a time. */
const BATCH_SIZE = 500;

const DAY_MS = 24 * 60 * 60 * 1000;

/** How long rows are kept that nobody deletes. */
export interface RetentionOptions {
  /** How many days an entry of the audit trail is kept; 0 for ever. */
  auditDays: number;
  /** How long the result of a write with an idempotency key is kept. */
  idempotencyKeyMs: number;
}

/**
 * Removes what has outlived its time: entries of the audit trail, expired sessions and sign-in links, old idempotency
 * keys. The change stream is bounded by the writes themselves. Several replicas may sweep one database; what one has
 * removed the others don't find.
 */
export class Retention {
  readonly #database: Database;
  readonly #options: RetentionOptions;
  readonly #timer: NodeJS.Timeout;
  #running: Promise<void> = Promise.resolve();
  #closed = false;

  /** `onError` is told when the database refuses; the next sweep tries again. */
  constructor(database: Database, options: RetentionOptions, onError: (error: unknown) => void) {
    this.#database = database;
    this.#options = options;
    this.#timer = setInterval(() => this.sweep().catch(onError), SWEEP_INTERVAL_MS).unref();
  }

  /** Removes what has expired at this moment, in milliseconds since the epoch. */
  sweep(nowMs: number = Date.now()): Promise<void> {
    const sweep = this.#sweep(nowMs);
    // Only to know when it is over; whoever asked for it hears of its failure.
    this.#running = sweep.catch(() => undefined);
    return sweep;
  }

  /** Lets a sweep end its batch. */
  async close(): Promise<void> {
    this.#closed = true;
    clearInterval(this.#timer);
    await this.#running;
  }

  async #sweep(nowMs: number): Promise<void> {
    await this.#removeExpired(nowMs);
    if (this.#options.auditDays > 0) {
      const until = new Date(nowMs - this.#options.auditDays * DAY_MS).toISOString();
      while (!this.#closed && (await this.#trimAudit(until)) > 0) {
        await nextTurn();
      }
    }
  }

  #removeExpired(nowMs: number): Promise<void> {
    const now = new Date(nowMs).toISOString();
    const forgotten = new Date(nowMs - this.#options.idempotencyKeyMs).toISOString();
    return this.#database.write(async ({ db }) => {
      await db.deleteFrom('sessions').where('expires_at', '<=', now).execute();
      await db.deleteFrom('sign_in_links').where('expires_at', '<=', now).execute();
      await db.deleteFrom('idempotency_keys').where('created_at', '<', forgotten).execute();
    });
  }

  /**
   * Removes the old ones among the entries that came first, and answers how many these were. Entries are numbered as
   * they come, so nothing has to be searched, and no index by time slows every write down.
   */
  #trimAudit(until: string): Promise<number> {
    return this.#database.write(async ({ db }) => {
      const { numAffectedRows = 0n } = await sql`
        delete from audit where seq in (
          select seq from (select seq, at from audit order by seq limit ${BATCH_SIZE}) as first where at < ${until}
        )`.execute(db);
      return Number(numAffectedRows);
    });
  }
}
