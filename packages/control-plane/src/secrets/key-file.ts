import { randomBytes, randomUUID } from 'node:crypto';
import { link, mkdir, open, readFile, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';

const KEY_BYTES = 32;

/** The keys of a key file, the newest first. */
export type SecretKeys = readonly [Buffer, ...Buffer[]];

/** The key file can't be used; the message says why and what to do. */
export class SecretKeyError extends Error {
  override readonly name = 'SecretKeyError';
  /** Where the keys were looked for. */
  readonly file: string;

  constructor(
    file: string,
    reason: string,
    whatToDo = `Put the key file of this database back to ${file}, from the backup that it is part of`,
    options?: ErrorOptions,
  ) {
    super(`${reason}. ${whatToDo}.`, options);
    this.file = file;
  }
}

/** Makes a key. */
export function newKey(): Buffer {
  return randomBytes(KEY_BYTES);
}

/**
 * The keys of a file: one a line, in base64, the newest first. Undefined where there is no file.
 *
 * @throws {SecretKeyError} the file can't be read, or a line of it is no key.
 */
export async function readKeys(file: string): Promise<SecretKeys | undefined> {
  const lines = (await readText(file))?.split('\n').map((line) => line.trim());
  const [newest, ...older] =
    lines?.filter((line) => line !== '').map((line) => Buffer.from(line, 'base64')) ?? [];
  if (lines === undefined) {
    return undefined;
  }
  if (newest === undefined || [newest, ...older].some((key) => key.length !== KEY_BYTES)) {
    throw new SecretKeyError(file, `The file ${file} holds something that is no key`);
  }
  return [newest, ...older];
}

/**
 * Makes a file with one new key. Of several servers that do so at once, one makes it, and it is whole as soon as it is
 * there; the others take what it has.
 */
export async function makeKeyFile(file: string): Promise<SecretKeys> {
  const keys = [newKey()] as const;
  await mkdir(dirname(file), { recursive: true, mode: 0o700 });
  const temporary = `${file}.${randomUUID()}.tmp`;
  try {
    await writeKeys(temporary, keys);
    await link(temporary, file);
    return keys;
  } catch (error) {
    const others = hasCode(error, 'EEXIST') ? await readKeys(file) : undefined;
    if (others === undefined) {
      throw error;
    }
    return others;
  } finally {
    await rm(temporary, { force: true });
  }
}

/**
 * Puts these keys in the place of those of a file. It holds the earlier keys or these, whole, whenever a crash comes, and
 * these for good once this has returned.
 */
export async function replaceKeys(file: string, keys: SecretKeys): Promise<void> {
  const temporary = `${file}.${randomUUID()}.tmp`;
  try {
    await writeKeys(temporary, keys);
    await rename(temporary, file);
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
  const folder = await open(dirname(file));
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}

async function writeKeys(file: string, keys: SecretKeys): Promise<void> {
  const handle = await open(file, 'wx', 0o600);
  try {
    await handle.writeFile(keys.map((key) => `${key.toString('base64')}\n`).join(''));
    await handle.sync();
  } finally {
    await handle.close();
  }
}

async function readText(file: string): Promise<string | undefined> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    if (hasCode(error, 'ENOENT')) {
      return undefined;
    }
    const reason = error instanceof Error ? error.message : String(error);
    const whatToDo = 'Let the server read it, or name another file with --secret-key-file';
    throw new SecretKeyError(file, `The key file can't be read (${reason})`, whatToDo, { cause: error });
  }
}

function hasCode(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code;
}
