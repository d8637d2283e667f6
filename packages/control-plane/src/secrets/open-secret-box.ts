import { randomBytes } from 'node:crypto';
import { mkdir, open, readFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { Database } from '../storage/database.ts';
import { SecretBox } from './secret-box.ts';

const KEY_BYTES = 32;

/** The key file isn't the one that the secrets in the database were sealed with, or holds no key. */
export class SecretKeyError extends Error {
  override readonly name = 'SecretKeyError';
  /** Where the key was looked for. */
  readonly file: string;

  constructor(file: string, reason: string) {
    super(
      `${reason}. Put the key file of this database back to ${file}, from the backup that it is part of.`,
    );
    this.file = file;
  }
}

/**
 * Opens the box with the key of the file, which is made, readable to its owner only, where there is none. The
 * database notes which key it is used with, so that a lost or mistaken file is found out at the start and not when a
 * secret is needed. A crash right after the file was made leaves a key that nothing was sealed with yet.
 *
 * @throws {SecretKeyError} the file has another key than the database was used with, or none.
 */
export async function openSecretBox(database: Database, file: string): Promise<SecretBox> {
  const box = new SecretBox((await readKey(file)) ?? (await makeKey(file)));
  const known = await database.write(async ({ db }) => {
    await db
      .insertInto('secret_keys')
      .values({ slot: 1, key_id: box.keyId })
      .onConflict((conflict) => conflict.column('slot').doNothing())
      .execute();
    return db.selectFrom('secret_keys').select('key_id').executeTakeFirstOrThrow();
  });
  if (known.key_id !== box.keyId) {
    throw new SecretKeyError(file, 'The secrets in the database were sealed with another key');
  }
  return box;
}

async function readKey(file: string): Promise<Buffer | undefined> {
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') {
      return undefined;
    }
    throw error;
  }
  const key = Buffer.from(text.trim(), 'base64');
  if (key.length !== KEY_BYTES) {
    throw new SecretKeyError(file, `The file ${file} holds no key`);
  }
  return key;
}

async function makeKey(file: string): Promise<Buffer> {
  const key = randomBytes(KEY_BYTES);
  await mkdir(dirname(file), { recursive: true, mode: 0o700 });
  const handle = await open(file, 'wx', 0o600);
  try {
    await handle.writeFile(`${key.toString('base64')}\n`);
    await handle.sync();
  } finally {
    await handle.close();
  }
  return key;
}
