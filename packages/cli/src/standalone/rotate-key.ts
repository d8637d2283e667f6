import {
  DatabaseConnectError,
  NewerDatabaseError,
  NoDatabaseError,
  rotateSecretKey,
  SecretKeyError,
  secretKeyFileOf,
} from '@sluice/control-plane';
import { controlPlane } from '../components/control-plane.ts';
import { tryLock } from '../state/process-lock.ts';
import { findStateFolder, openStateFolder } from '../state/state-folder.ts';
import { forUser, UserError } from '../user-error.ts';
import { type DatabaseFlags, givenDatabase } from './given-database.ts';

/** The flags of the command. */
export interface RotateKeyFlags extends DatabaseFlags {
  readonly stateDir: string;
  readonly secretKeyFile: string | undefined;
  readonly dropOldKeys: boolean;
}

/** Seals the database with a new key while no server uses it. Resolves with the exit code. */
export async function rotateKey(flags: RotateKeyFlags): Promise<number> {
  const database = givenDatabase(flags);
  const folder = findStateFolder(flags.stateDir) ?? (database.databaseUrl && openStateFolder(flags.stateDir));
  if (!folder) {
    throw new UserError(`There is no state folder ${flags.stateDir}; name the right one with --state-dir.`);
  }
  const dataDir = folder.data(controlPlane.name);
  const secretKeyFile = secretKeyFileOf({
    dataDir,
    ...(flags.secretKeyFile === undefined ? {} : { secretKeyFile: flags.secretKeyFile }),
  });
  const attempt = tryLock(folder.lock(controlPlane.name));
  if (!attempt.ok) {
    throw new UserError(
      `The control plane runs as process ${attempt.heldByPid ?? '(unknown)'}; stop it before you change its key.`,
    );
  }
  try {
    const { resealed, keys } = await rotateSecretKey({
      dataDir,
      ...database,
      secretKeyFile,
      dropOldKeys: flags.dropOldKeys,
    });
    process.stdout.write(
      `Sealed ${resealed === 1 ? '1 secret' : `${resealed} secrets`} with a new key. ${secretKeyFile} holds ` +
        `${keys === 1 ? '1 key' : `${keys} keys`}; keep it with the backups of the database.\n`,
    );
    return 0;
  } catch (error) {
    throw forUser(error, [NoDatabaseError, SecretKeyError, DatabaseConnectError, NewerDatabaseError]);
  } finally {
    attempt.lock.release();
  }
}
