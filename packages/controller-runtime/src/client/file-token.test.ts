import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { FakeClock } from '../../test/fake-clock.ts';
import { FileToken } from './file-token.ts';

let folder: string;
let path: string;
let clock: FakeClock;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'token-'));
  path = join(folder, 'token');
  clock = new FakeClock();
  await writeFile(path, 'first\n');
});

afterEach(() => rm(folder, { recursive: true }));

it('follows the rotation of its file within a minute', async () => {
  const token = new FileToken(path, clock);
  expect(await token.read()).toBe('first');
  await writeFile(path, 'second\n');
  clock.advance(59_999);
  expect(await token.read()).toBe('first');
  clock.advance(1);
  expect(await token.read()).toBe('second');
});

it('reads the file again at once when the server has refused the token', async () => {
  const token = new FileToken(path, clock);
  await token.read();
  await writeFile(path, 'second');
  token.expire();
  expect(await token.read()).toBe('second');
});

it.each([
  ['is missing', () => rm(path)],
  ['is empty', () => writeFile(path, '\n')],
])('names the file that %s', async (_, spoil) => {
  await spoil();
  await expect(new FileToken(path, clock).read()).rejects.toThrow(path);
});
