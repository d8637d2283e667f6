import { chmod, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { SERVER_ACTOR } from '../audit/actor.ts';
import { prepareJournalQueries } from './change-journal.ts';
import { ChangeSignal } from './change-signal.ts';
import { prepareLedgerQueries } from './control-plane-ledger.ts';
import type { Database } from './database.ts';
import { GroupCommitQueue } from './group-commit-queue.ts';
import type { GroupObserver } from './group-observer.ts';
import { migrate } from './migrate.ts';
import { groupedOperation, SharedTransaction } from './shared-transaction.ts';
import { openSqliteConnection } from './sqlite-connection.ts';
import { prepareSqliteEntityStatements } from './sqlite-entity-statements.ts';
import { prepareOn } from './sqlite-query.ts';
import { sqliteRowLookup } from './sqlite-row-lookup.ts';

const FILE_NAME = 'control-plane.db';

/** Where the database of a data folder is. */
export function sqliteFile(dataDir: string): string {
  return join(dataDir, FILE_NAME);
}

/**
 * Opens the database in the folder and makes both where they are missing, readable to their owner only.
 *
 * @throws {NewerDatabaseError} the file was written by a later version.
 */
export async function openSqliteDatabase(
  dataDir: string,
  observer?: GroupObserver<unknown>,
): Promise<Database> {
  await mkdir(dataDir, { recursive: true, mode: 0o700 });
  const file = sqliteFile(dataDir);
  const writer = openSqliteConnection(file);
  try {
    await chmod(file, 0o600);
    await migrate(writer.db, file);
  } catch (error) {
    await writer.close();
    throw error;
  }
  // A connection of its own: it never sees what the writer has not committed yet.
  const reader = openSqliteConnection(file);
  const prepare = prepareOn(writer.database);
  const statements = {
    ledger: prepareLedgerQueries(writer.db, prepare),
    journal: prepareJournalQueries(writer.db, prepare),
    entities: prepareSqliteEntityStatements(writer.db, prepare),
  };
  const changed = new ChangeSignal();
  const queue = new GroupCommitQueue<SharedTransaction>(async (work) => {
    const changedIds = await writer.db.transaction().execute(async (db) => {
      const transaction = new SharedTransaction(db, statements);
      await work(transaction);
      await transaction.save();
      return transaction.ledger.changed();
    });
    changed.wake(changedIds);
  }, observer);
  return {
    reader: reader.db,
    rows: sqliteRowLookup(reader.db, prepareOn(reader.database)),
    changed,
    write: (operation, actor = SERVER_ACTOR, entities) =>
      queue.write(groupedOperation(operation, actor, entities)),
    async close() {
      await queue.idle();
      await reader.close();
      await writer.close();
    },
  };
}
