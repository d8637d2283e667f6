import type { Database, WriteTransaction } from '../storage/database.ts';
import { makeKeyFile, readKeys, SecretKeyError } from './key-file.ts';
import { SecretBox } from './secret-box.ts';

/**
 * Opens the box with the keys of the file, which is made, readable to its owner only, where there is none. The
 * database notes which key it is used with, so that a lost or mistaken file is found out at the start and not when a
 * secret is needed. A crash right after the file was made leaves a key that nothing was sealed with yet.
 *
 * @throws {SecretKeyError} the file doesn't have the key that the database was used with, or can't be used.
 */
export async function openSecretBox(database: Database, file: string): Promise<SecretBox> {
  const box = new SecretBox(...((await readKeys(file)) ?? (await makeKeyFile(file))));
  const isRight = await database.write(async (transaction) => {
    const known = await knownKeyId(transaction);
    if (known !== undefined && !box.has(known)) {
      return false;
    }
    await noteKeyId(transaction, box.keyId);
    return true;
  });
  if (!isRight) {
    throw new SecretKeyError(file, 'The secrets in the database were sealed with another key');
  }
  return box;
}

/** The id of the key that the database is used with; undefined before the first start. */
export async function knownKeyId({ db }: Pick<WriteTransaction, 'db'>): Promise<string | undefined> {
  return (await db.selectFrom('secret_keys').select('key_id').executeTakeFirst())?.key_id;
}

/** Notes which key the database is used with from now on. */
export async function noteKeyId({ db }: Pick<WriteTransaction, 'db'>, keyId: string): Promise<void> {
  await db
    .insertInto('secret_keys')
    .values({ slot: 1, key_id: keyId })
    .onConflict((conflict) => conflict.column('slot').doUpdateSet({ key_id: keyId }))
    .execute();
}
