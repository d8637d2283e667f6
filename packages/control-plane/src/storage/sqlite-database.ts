import { chmod, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { ControlPlaneLedger, prepareLedgerQueries } from './control-plane-ledger.ts';
import type { Database, WriteTransaction } from './database.ts';
import { GroupCommitQueue } from './group-commit-queue.ts';
import { migrate } from './migrate.ts';
import { openSqliteConnection } from './sqlite-connection.ts';

const FILE_NAME = 'control-plane.db';

/**
 * Opens the database in the folder and makes both where they are missing, readable to their owner only.
 *
 * @throws {NewerDatabaseError} the file was written by a later version.
 */
export async function openSqliteDatabase(dataDir: string): Promise<Database> {
  await mkdir(dataDir, { recursive: true, mode: 0o700 });
  const file = join(dataDir, FILE_NAME);
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
  const ledgerQueries = prepareLedgerQueries(writer.db);
  const queue = new GroupCommitQueue<WriteTransaction>((work) =>
    writer.db.transaction().execute(async (db) => {
      const ledger = new ControlPlaneLedger(db, ledgerQueries);
      await work({ db, ledger });
      await ledger.save();
    }),
  );
  return {
    reader: reader.db,
    write: (operation) => queue.write(operation),
    async close() {
      await queue.idle();
      await reader.close();
      await writer.close();
    },
  };
}
