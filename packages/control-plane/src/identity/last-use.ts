import type { Database } from '../storage/database.ts';

/** Of two uses within this time only the last is written down. */
const WRITE_INTERVAL_MS = 30_000;

/**
 * When tokens were last used. Noting it costs a request nothing but a look into a map; it is written down twice a minute and
 * when the server stops. A crash loses at most the last half minute of it.
 */
export class LastUse {
  readonly #database: Database;
  readonly #timer: NodeJS.Timeout;
  #uses = new Map<string, number>();

  /** `onError` is told when the database refuses; what was noted is kept and tried again. */
  constructor(database: Database, onError: (error: unknown) => void) {
    this.#database = database;
    this.#timer = setInterval(() => this.flush().catch(onError), WRITE_INTERVAL_MS).unref();
  }

  note(tokenId: string): void {
    this.#uses.set(tokenId, Date.now());
  }

  /** Writes down what was noted. */
  async flush(): Promise<void> {
    const uses = this.#uses;
    if (uses.size === 0) {
      return;
    }
    this.#uses = new Map();
    try {
      await this.#write(uses);
    } catch (error) {
      this.#uses = new Map([...uses, ...this.#uses]);
      throw error;
    }
  }

  /** Writes for the last time. */
  async close(): Promise<void> {
    clearInterval(this.#timer);
    await this.flush();
  }

  #write(uses: ReadonlyMap<string, number>): Promise<void> {
    return this.#database.write(async ({ db }) => {
      for (const [id, atMs] of uses) {
        await db
          .updateTable('tokens')
          .set({ last_used_at: new Date(atMs).toISOString() })
          .where('id', '=', id)
          .execute();
      }
    });
  }
}
