import { existsSync } from 'node:fs';
import { EntitySecrets } from '../core-entities/entity-secrets.ts';
import { entityDescriptors } from '../entities/entity-descriptors.ts';
import { idempotencyContext } from '../idempotency/idempotent-writes.ts';
import type { Database, WriteTransaction } from '../storage/database.ts';
import { openPostgresqlDatabase } from '../storage/postgresql-database.ts';
import { openSqliteDatabase, sqliteFile } from '../storage/sqlite-database.ts';
import { newKey, readKeys, replaceKeys, SecretKeyError, type SecretKeys } from './key-file.ts';
import { knownKeyId, noteKeyId } from './open-secret-box.ts';
import { SecretBox } from './secret-box.ts';

/** Which database's key to change. */
export interface RotateSecretKeyOptions {
  /** The folder of the database. */
  dataDir: string;
  /** The URL of a PostgreSQL database that is used instead of one in the folder. */
  databaseUrl?: string;
  secretKeyFile: string;
  /** Whether earlier keys go from the file once nothing is sealed with them any more. */
  dropOldKeys: boolean;
}

/** What was done. */
export interface RotatedSecretKey {
  /** How many texts were sealed anew. */
  resealed: number;
  /** How many keys the file holds now. */
  keys: number;
}

/** There is no database whose key could be changed; nothing was done. */
export class NoDatabaseError extends Error {
  override readonly name = 'NoDatabaseError';
}

/**
 * Makes a new key and seals everything in the database with it. No server may use the database meanwhile.
 *
 * First the file gets the new key on top of those that it has, then the database is sealed anew, whole or not at all.
 * So wherever a crash comes, the file has every key that something is sealed with, and doing it again completes it. The
 * earlier keys stay in the file, for a server that still runs with them and for the database's backups, unless they are
 * to be dropped; then they go last.
 *
 * @throws {NoDatabaseError} the folder has none.
 * @throws {SecretKeyError} the file doesn't have the key of this database.
 * @throws {DatabaseConnectError} the database can't be reached.
 */
export async function rotateSecretKey(options: RotateSecretKeyOptions): Promise<RotatedSecretKey> {
  const { secretKeyFile: file, dropOldKeys } = options;
  const database = await openDatabase(options);
  try {
    const keys = await keysOf(database, file);
    const rotated: SecretKeys = [newKey(), ...keys];
    await replaceKeys(file, rotated);
    const box = new SecretBox(...rotated);
    const resealed = await database.write(async (transaction) => {
      const count = (await resealEntities(transaction, box)) + (await resealResults(transaction, box));
      await noteKeyId(transaction, box.keyId);
      return count;
    });
    if (dropOldKeys) {
      await replaceKeys(file, [rotated[0]]);
    }
    return { resealed, keys: dropOldKeys ? 1 : rotated.length };
  } finally {
    await database.close();
  }
}

function openDatabase({ dataDir, databaseUrl }: RotateSecretKeyOptions): Promise<Database> {
  if (databaseUrl !== undefined) {
    // What breaks is told by the operation that needed it.
    return openPostgresqlDatabase(databaseUrl, () => undefined);
  }
  const file = sqliteFile(dataDir);
  if (!existsSync(file)) {
    throw new NoDatabaseError(
      `There is no database ${file}. Name the state folder of the control plane with --state-dir.`,
    );
  }
  return openSqliteDatabase(dataDir);
}

async function keysOf(database: Database, file: string): Promise<SecretKeys> {
  const keys = await readKeys(file);
  if (keys === undefined) {
    throw new SecretKeyError(file, `There is no key file ${file}`);
  }
  const known = await knownKeyId({ db: database.reader });
  if (known !== undefined && !new SecretBox(...keys).has(known)) {
    throw new SecretKeyError(file, 'The secrets in the database were sealed with another key');
  }
  return keys;
}

async function resealEntities({ db }: WriteTransaction, box: SecretBox): Promise<number> {
  const secrets = new EntitySecrets(box);
  let resealed = 0;
  for (const descriptor of entityDescriptors.filter(({ secretFields }) => secretFields.length > 0)) {
    const rows = await db
      .selectFrom('entities')
      .select(['seq', 'id', 'body'])
      .where('type', '=', descriptor.type)
      .execute();
    for (const { seq, id, body } of rows) {
      const sealed = secrets.seal(descriptor, id, secrets.open(descriptor, id, body));
      await db.updateTable('entities').set({ body: sealed }).where('seq', '=', seq).execute();
    }
    resealed += rows.length;
  }
  return resealed;
}

async function resealResults({ db }: WriteTransaction, box: SecretBox): Promise<number> {
  const rows = await db
    .selectFrom('idempotency_keys')
    .select(['id', 'result'])
    .where('result', 'is not', null)
    .execute();
  for (const { id, result } of rows) {
    const context = idempotencyContext({ id });
    const sealed = box.seal(box.open(result ?? '', context), context);
    await db.updateTable('idempotency_keys').set({ result: sealed }).where('id', '=', id).execute();
  }
  return rows.length;
}
