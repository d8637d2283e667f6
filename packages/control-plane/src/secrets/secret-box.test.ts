import { randomBytes } from 'node:crypto';
import { chmod, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { openTestDatabase, temporaryFolder } from '../../test/test-database.ts';
import { SecretKeyError } from './key-file.ts';
import { openSecretBox } from './open-secret-box.ts';
import { SecretBox, UnreadableSecretError } from './secret-box.ts';

describe('a sealed text', () => {
  const box = new SecretBox(randomBytes(32));

  test('is the same when it is opened, and never the same when it is sealed', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.string(), (text, context) => {
        const sealed = box.seal(text, context);
        expect(box.open(sealed, context)).toBe(text);
        expect(box.seal(text, context)).not.toBe(sealed);
      }),
    );
  });

  test.each<[string, (sealed: string) => [SecretBox, string, string]]>([
    ['with another key', (sealed) => [new SecretBox(randomBytes(32)), sealed, 'here']],
    ['in another place', (sealed) => [box, sealed, 'there']],
    ['when it was cut', (sealed) => [box, sealed.slice(0, 20), 'here']],
    ['when it was never sealed', () => [box, 'plain', 'here']],
    [
      'when a bit of it was changed',
      (sealed) => {
        const bytes = Buffer.from(sealed.slice('sealed:v1:'.length), 'base64');
        bytes[15] = (bytes[15] ?? 0) ^ 1;
        return [box, `sealed:v1:${bytes.toString('base64')}`, 'here'];
      },
    ],
  ])('is not opened %s', (_how, prepare) => {
    const [other, sealed, context] = prepare(box.seal('secret', 'here'));
    expect(() => other.open(sealed, context)).toThrow(UnreadableSecretError);
  });
});

describe('the key file', () => {
  test('is made for its owner alone, and used again', async () => {
    const folder = await temporaryFolder();
    const file = join(folder, 'keys', 'secrets.key');
    const database = await openTestDatabase(folder);
    const first = await openSecretBox(database, file);
    const second = await openSecretBox(database, file);
    await database.close();
    expect(second.open(first.seal('secret', 'here'), 'here')).toBe('secret');
    expect((await stat(file)).mode & 0o777).toBe(0o600);
    expect(Buffer.from(await readFile(file, 'utf8'), 'base64')).toHaveLength(32);
  });

  test('may hold several keys: the newest seals, and each opens', async () => {
    const folder = await temporaryFolder();
    const file = join(folder, 'secrets.key');
    const database = await openTestDatabase(folder);
    const before = await openSecretBox(database, file);
    await writeFile(file, `${randomBytes(32).toString('base64')}\n${await readFile(file, 'utf8')}`);
    const both = await openSecretBox(database, file);
    expect(both.open(before.seal('secret', 'here'), 'here')).toBe('secret');
    expect(() => before.open(both.seal('secret', 'here'), 'here')).toThrow(UnreadableSecretError);
    // From now on the database is used with the new key: the old one alone won't do.
    await writeFile(file, (await readFile(file, 'utf8')).split('\n')[1] ?? '');
    await expect(openSecretBox(database, file)).rejects.toThrow(SecretKeyError);
    await database.close();
  });

  test('that can not be read is said to be, with what to do', async () => {
    const folder = await temporaryFolder();
    const database = await openTestDatabase(folder);
    await expect(openSecretBox(database, folder)).rejects.toThrow(/can't be read .* --secret-key-file/);
    await database.close();
  });

  test.each<[string, (file: string) => Promise<void>]>([
    ['is lost', (file) => rm(file)],
    ['is another', (file) => writeFile(file, randomBytes(32).toString('base64'))],
    ['holds no key', (file) => writeFile(file, 'something')],
    ['is empty', (file) => writeFile(file, '')],
    [
      'has another line that is no key',
      async (file) => writeFile(file, `${await readFile(file, 'utf8')}x\n`),
    ],
  ])('that %s is found out at the start, with what to do', async (_how, spoil) => {
    const folder = await temporaryFolder();
    const file = join(folder, 'secrets.key');
    const database = await openTestDatabase(folder);
    await openSecretBox(database, file);
    await chmod(file, 0o600);
    await spoil(file);
    const opened = openSecretBox(database, file);
    await expect(opened).rejects.toThrow(SecretKeyError);
    await expect(opened).rejects.toThrow(`Put the key file of this database back to ${file}`);
    await database.close();
  });
});
