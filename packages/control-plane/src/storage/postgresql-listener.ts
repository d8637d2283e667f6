import type { Client } from 'pg';
import type { ChangeSignal } from './change-signal.ts';
import { connectPostgresql } from './postgresql-connection.ts';

/** The channel on which replicas tell one another which control planes have changes. */
export const CHANGES_CHANNEL = 'sluice_changes';

/** Stands for all control planes, where their ids wouldn't fit into a message. */
export const ALL_CONTROL_PLANES = '*';

/** How long to wait before connecting again. */
const RECONNECT_MS = 1_000;

/**
 * Hears from other replicas that there are changes, and wakes those who wait for them. A message is a hint and nothing
 * else: when the connection breaks, everybody is woken as soon as it is back, and looks in the database.
 */
export class PostgresqlListener {
  readonly #url: string;
  readonly #changed: ChangeSignal;
  readonly #onLost: (error: Error) => void;
  #client: Client | undefined;
  #timer: NodeJS.Timeout | undefined;
  #closed = false;

  constructor(url: string, changed: ChangeSignal, onLost: (error: Error) => void) {
    this.#url = url;
    this.#changed = changed;
    this.#onLost = onLost;
  }

  /** Connects; from then on the connection is kept, whatever happens. */
  async open(): Promise<void> {
    const client = await connectPostgresql(this.#url);
    client.on('error', (error) => this.#lost(client, error));
    client.on('end', () => this.#lost(client, new Error('The server ended the connection')));
    client.on('notification', ({ payload = '' }) =>
      payload === ALL_CONTROL_PLANES ? this.#changed.wakeAll() : this.#changed.wake(payload.split(',')),
    );
    this.#client = client;
    await client.query(`listen ${CHANGES_CHANNEL}`);
    this.#changed.wakeAll();
  }

  async close(): Promise<void> {
    this.#closed = true;
    clearTimeout(this.#timer);
    await this.#client?.end();
  }

  #lost(client: Client, error: Error): void {
    if (!this.#closed && this.#client === client) {
      this.#client = undefined;
      this.#onLost(error);
      this.#reconnectLater();
    }
  }

  #reconnectLater(): void {
    this.#timer = setTimeout(() => {
      this.open().catch((error: Error) => {
        this.#onLost(error);
        if (!this.#closed) {
          this.#reconnectLater();
        }
      });
    }, RECONNECT_MS);
  }
}
