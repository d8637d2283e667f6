import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { UserError } from '../user-error.ts';
import { givenDatabase } from './given-database.ts';

const URL_WITH_PASSWORD = 'postgresql://sluice:geheim@db.example/sluice';
const none = { databaseUrl: undefined, databaseUrlFile: undefined };
const folders: string[] = [];

afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true });
});

function file(content: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'given-database-'));
  folders.push(folder);
  writeFileSync(join(folder, 'url'), content);
  return join(folder, 'url');
}

test('without a URL the database is a file', () => {
  expect(givenDatabase(none, {})).toEqual({});
  expect(givenDatabase(none, { SLUICE_DATABASE_URL: '' })).toEqual({});
});

test('the URL comes from the flag, the file or the environment, in this order', () => {
  const environment = { SLUICE_DATABASE_URL: 'postgresql://environment/x' };
  const databaseUrl = 'postgresql://flag/x';
  expect(givenDatabase({ ...none, databaseUrl }, environment)).toEqual({ databaseUrl });
  const databaseUrlFile = file(`${URL_WITH_PASSWORD}\n`);
  expect(givenDatabase({ ...none, databaseUrlFile }, environment)).toEqual({
    databaseUrl: URL_WITH_PASSWORD,
  });
  expect(givenDatabase(none, environment)).toEqual({ databaseUrl: 'postgresql://environment/x' });
});

test.each([
  [
    'a password on the command line',
    () => ({ ...none, databaseUrl: URL_WITH_PASSWORD }),
    'SLUICE_DATABASE_URL',
  ],
  ['another kind of database', () => ({ ...none, databaseUrl: 'mysql://host/x' }), 'postgresql://'],
  ['a file that is not there', () => ({ ...none, databaseUrlFile: '/nowhere/url' }), '/nowhere/url'],
  ['a file without a URL', () => ({ ...none, databaseUrlFile: file('geheim') }), 'postgresql://'],
  ['both flags', () => ({ databaseUrl: 'postgresql://a/x', databaseUrlFile: '/x' }), 'not both'],
])('%s is refused without repeating what was given', (_what, flags, says) => {
  const given = () => givenDatabase(flags(), {});
  expect(given).toThrow(UserError);
  expect(given).toThrow(says);
  expect(given).not.toThrow('geheim');
});
