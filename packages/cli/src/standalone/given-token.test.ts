import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { givenToken } from './given-token.ts';

const folder = mkdtempSync(join(tmpdir(), 'sluice-given-token-'));

function fileWith(content: string): string {
  const file = join(folder, 'token');
  writeFileSync(file, content);
  return file;
}

it('is what the file holds, without the space around it', () => {
  const token = `kpat_${'a1'.repeat(16)}`;
  expect(givenToken(fileWith(` ${token}\n`))).toBe(token);
  expect(givenToken(undefined)).toBeUndefined();
});

it.each([
  ['is empty', '\n', 'holds no token'],
  ['has two lines', `kpat_${'a'.repeat(40)}\nanother`, 'holds no token'],
  ['could be guessed', 'kpat_secret', 'is too short: 32 characters or more are expected'],
])('is refused when it %s, without being told', (_what, content, reason) => {
  const file = fileWith(content);
  expect(() => givenToken(file)).toThrow(reason);
  expect(() => givenToken(file)).not.toThrow(/secret|another/);
});

it('names the flag when there is no such file', () => {
  expect(() => givenToken(join(folder, 'none'))).toThrow("The file of --token-file can't be read");
});
