import { Kysely, PostgresDialect, type PostgresPoolClient } from 'kysely';
import { Client, type ClientConfig, Pool, type PoolClient, types } from 'pg';
import type { Tables } from './tables.ts';

/** How long to wait for a connection before saying that the server is out of reach. */
const CONNECT_TIMEOUT_MS = 10_000;

/**
 * How long a transaction may stand idle before the server ends it. A replica that hangs, or whose machine vanished,
 * must not keep the others from writing.
 */
const IDLE_IN_TRANSACTION_TIMEOUT_MS = 30_000;

/** PostgreSQL's number of the type `bigint`. Ours count rows and stay far below 2⁵³. */
const BIGINT_OID = 20;

/** Prepared statements of a connection are kept under short names, one for each text. */
const statementNames = new Map<string, string>();

/** Only lists with unusual filters have texts beyond these; they aren't kept prepared. */
const MAX_STATEMENTS = 500;

/** What every connection is opened with. */
function connectionConfig(url: string): ClientConfig {
  return {
    connectionString: url,
    application_name: 'sluice',
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    idle_in_transaction_session_timeout: IDLE_IN_TRANSACTION_TIMEOUT_MS,
    keepAlive: true,
    types: {
      getTypeParser: ((oid: number, format?: 'text' | 'binary') =>
        oid === BIGINT_OID
          ? Number
          : types.getTypeParser(oid, format as 'text')) as typeof types.getTypeParser,
    },
  };
}

/** Opens a connection of its own, for what no pool can do, such as listening. */
export async function connectPostgresql(url: string): Promise<Client> {
  const client = new Client(connectionConfig(url));
  await client.connect();
  return client;
}

/** Several connections to one database. */
export interface PostgresqlPool {
  readonly db: Kysely<Tables>;
  close(): Promise<void>;
}

/**
 * Opens a pool of connections with Kysely on top. `onLost` hears of connections that break while nobody uses them; the
 * pool opens others in their place.
 */
export function openPostgresqlPool(
  url: string,
  connections: number,
  onLost: (error: Error) => void,
): PostgresqlPool {
  const pool = new Pool({ ...connectionConfig(url), max: connections });
  pool.on('error', (error) => {
    // The pool has ended before its last connection has: how that one ends is no news.
    if (!pool.ending) {
      onLost(error);
    }
  });
  const db = new Kysely<Tables>({
    dialect: new PostgresDialect({
      pool: {
        connect: async () => preparing(await pool.connect()),
        end: () => pool.end(),
        options: pool.options,
      },
    }),
  });
  return {
    db,
    async close() {
      await db.destroy();
      // Kysely doesn't close what it never used.
      if (!pool.ended) {
        await pool.end();
      }
    },
  };
}

/** A connection that keeps statements prepared: parsing and planning cost more than running most of ours. */
function preparing(client: PoolClient): PostgresPoolClient {
  return {
    query: ((text: string, values: readonly unknown[]) =>
      values.length === 0
        ? client.query(text)
        : client.query({
            ...nameOf(text),
            text,
            values: [...values],
          })) as unknown as PostgresPoolClient['query'],
    release: (discard?: boolean) => client.release(discard),
  };
}

function nameOf(text: string): { name?: string } {
  let name = statementNames.get(text);
  if (name === undefined) {
    if (statementNames.size >= MAX_STATEMENTS) {
      return {};
    }
    name = `s${statementNames.size}`;
    statementNames.set(text, name);
  }
  return { name };
}
