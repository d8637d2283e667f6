import { CompiledQuery, type Kysely, sql } from 'kysely';
import { escapeLiteral } from 'pg';
import { SERVER_ACTOR } from '../audit/actor.ts';
import { ChangeSignal } from './change-signal.ts';
import { CommitOutcomeUnknownError } from './commit-outcome-unknown-error.ts';
import { prepareLedgerQueries } from './control-plane-ledger.ts';
import type { Database } from './database.ts';
import { DatabaseConnectError } from './database-connect-error.ts';
import { GroupCommitQueue, type InTransaction } from './group-commit-queue.ts';
import type { GroupObserver } from './group-observer.ts';
import { migrate } from './migrate.ts';
import { openPostgresqlPool } from './postgresql-connection.ts';
import { postgresqlEntityStatements } from './postgresql-entity-statements.ts';
import { postgresqlJournalQueries } from './postgresql-journal.ts';
import { ALL_CONTROL_PLANES, CHANGES_CHANNEL, PostgresqlListener } from './postgresql-listener.ts';
import { postgresqlRowLookup } from './postgresql-row-lookup.ts';
import { prepareQuery } from './prepared-query.ts';
import { groupedOperation, SharedTransaction, type TransactionStatements } from './shared-transaction.ts';
import type { Tables } from './tables.ts';

/** Readers under way at a time; more wait for a connection. */
const READER_CONNECTIONS = 10;

/** The oldest server that is supported, as `server_version_num` has it. */
const OLDEST_SERVER = 150_000;

/** The key of the lock that writers hold, among the advisory locks of the database. */
const WRITER_LOCK = 5_108_200_901;

/** A message of the server can't be longer than 8,000 bytes. */
const MAX_IDS_IN_MESSAGE = 200;

/**
 * Opens a PostgreSQL database, which several replicas may share, and makes its tables where they are missing.
 * `onLost` hears of connections that broke; they are opened again by themselves.
 *
 * @throws {DatabaseConnectError} it can't be reached or used.
 * @throws {NewerDatabaseError} a later version has been at work there.
 */
export async function openPostgresqlDatabase(
  url: string,
  onLost: (error: Error) => void,
  observer?: GroupObserver<unknown>,
): Promise<Database> {
  const location = locationOf(url);
  const writer = openPostgresqlPool(url, 1, onLost);
  const reader = openPostgresqlPool(url, READER_CONNECTIONS, onLost);
  const changed = new ChangeSignal();
  const listener = new PostgresqlListener(url, changed, onLost);
  const close = async () => {
    await listener.close();
    await reader.close();
    await writer.close();
  };
  try {
    await checkServer(writer.db, location);
    await migrate(writer.db, location);
    await listener.open();
  } catch (error) {
    await close();
    throw error;
  }
  const statements = {
    ledger: prepareLedgerQueries(writer.db, prepareQuery),
    journal: postgresqlJournalQueries,
    entities: postgresqlEntityStatements,
  };
  const inTransaction = lockedTransactions(writer.db, statements, changed);
  const queue = new GroupCommitQueue<SharedTransaction>(inTransaction, observer);
  return {
    reader: reader.db,
    rows: postgresqlRowLookup(reader.db, statements.entities),
    changed,
    write: (operation, actor = SERVER_ACTOR, entities) =>
      queue.write(groupedOperation(operation, actor, entities)),
    async close() {
      await queue.idle();
      await close();
    },
  };
}

/**
 * Runs transactions one after the other, those of other replicas too: each holds a lock of the whole database from its
 * first read to its commit. So what an operation checks holds until it has written, nothing deadlocks, and revisions
 * become visible in their order. Replicas are there to be many and to replace one another; what makes writing fast is
 * that a group shares one commit.
 */
function lockedTransactions(
  writer: Kysely<Tables>,
  statements: TransactionStatements,
  changed: ChangeSignal,
): InTransaction<SharedTransaction> {
  const begin = CompiledQuery.raw(`begin; select pg_advisory_xact_lock(${WRITER_LOCK})`);
  return (work) =>
    writer.connection().execute(async (db) => {
      let committing = false;
      try {
        await db.executeQuery(begin);
        const transaction = new SharedTransaction(db, statements);
        await work(transaction);
        await transaction.save();
        const changedIds = transaction.ledger.changed();
        committing = true;
        await db.executeQuery(CompiledQuery.raw(`${notification(changedIds)} commit`));
        changed.wake(changedIds);
      } catch (error) {
        if (committing) {
          throw new CommitOutcomeUnknownError(error);
        }
        await rollBack(db, error);
        throw error;
      }
    });
}

/** Tells the other replicas, which the commit itself does; nothing is said when nothing changed. */
function notification(ids: readonly string[]): string {
  if (ids.length === 0) {
    return '';
  }
  const payload = ids.length > MAX_IDS_IN_MESSAGE ? ALL_CONTROL_PLANES : ids.join(',');
  return `select pg_notify('${CHANGES_CHANNEL}', ${escapeLiteral(payload)});`;
}

async function rollBack(db: Kysely<Tables>, cause: unknown): Promise<void> {
  try {
    await db.executeQuery(CompiledQuery.raw('rollback'));
  } catch (error) {
    // The connection is gone, and the transaction with it.
    throw new AggregateError([cause, error], 'A transaction failed, and so did its end', { cause });
  }
}

async function checkServer(db: Kysely<Tables>, location: string): Promise<void> {
  const version = await sql<{ server_version_num: string }>`show server_version_num`
    .execute(db)
    .catch((error: unknown) => {
      const reason = error instanceof Error ? error.message : String(error);
      throw new DatabaseConnectError(location, reason, { cause: error });
    });
  const number = Number(version.rows[0]?.server_version_num);
  if (!(number >= OLDEST_SERVER)) {
    throw new DatabaseConnectError(
      location,
      `PostgreSQL 15 or later is needed, and this is ${number / 10_000}`,
    );
  }
}

/** Where the database is, without user and password. */
function locationOf(url: string): string {
  if (!URL.canParse(url)) {
    throw new DatabaseConnectError('given', 'the URL must look like postgresql://user@host:5432/name');
  }
  const { protocol, host, pathname } = new URL(url);
  if (protocol !== 'postgresql:' && protocol !== 'postgres:') {
    throw new DatabaseConnectError(host, 'the URL must begin with postgresql://');
  }
  return `postgresql://${host}${pathname}`;
}
