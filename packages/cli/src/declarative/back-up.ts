import { BackupError, backUpSqlite } from '@sluice/control-plane';
import { controlPlane } from '../components/control-plane.ts';
import { stateFolder } from '../state/state-folder.ts';
import { forUser } from '../user-error.ts';

/** Copies the database of a state folder. Resolves with the exit code. */
export async function backUp(stateDir: string, file: string): Promise<number> {
  await backUpSqlite(stateFolder(stateDir).data(controlPlane.name), file).catch((error: unknown) => {
    throw forUser(error, [BackupError]);
  });
  process.stdout.write(`Copied the database to ${file}\n`);
  return 0;
}
