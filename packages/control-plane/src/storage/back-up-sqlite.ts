import { existsSync } from 'node:fs';
import { chmod, rm, writeFile } from 'node:fs/promises';
import { backup, DatabaseSync } from 'node:sqlite';
import { sqliteFile } from './sqlite-database.ts';

/** A backup that can't be made as asked; nothing was written. */
export class BackupError extends Error {
  override readonly name = 'BackupError';
}

/**
 * Copies the database of a data folder into a new file, readable to its owner only, while a server may go on writing:
 * the copy is the database at one moment. Private keys in it stay sealed with the key file, which has to be kept with it.
 *
 * @throws {BackupError} there is no database, or the file exists already.
 */
export async function backUpSqlite(dataDir: string, file: string): Promise<void> {
  const source = sqliteFile(dataDir);
  if (!existsSync(source)) {
    throw new BackupError(
      `There is no database ${source}. Name the state folder of the control plane with --state-dir.`,
    );
  }
  if (existsSync(file)) {
    throw new BackupError(`The file ${file} exists already. Name another one, or remove it first.`);
  }
  const database = new DatabaseSync(source, { readOnly: true });
  try {
    await writeFile(file, '', { mode: 0o600, flag: 'wx' });
    await chmod(file, 0o600);
    await backup(database, file);
  } catch (error) {
    await rm(file, { force: true });
    throw error;
  } finally {
    database.close();
  }
}
