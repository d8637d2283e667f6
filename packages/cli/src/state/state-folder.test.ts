import { mkdirSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { UserError } from '../user-error.ts';
import { findStateFolder, openStateFolder } from './state-folder.ts';

const newPath = () => join(mkdtempSync(join(tmpdir(), 'sluice-state-')), 'state');

it('makes a folder and opens it again', () => {
  const path = newPath();
  expect(findStateFolder(path)).toBeUndefined();
  const { root } = openStateFolder(path);
  expect(openStateFolder(path).root).toBe(root);
  expect(findStateFolder(path)?.root).toBe(root);
});

it('refuses a file in the place of the folder', () => {
  const path = newPath();
  writeFileSync(path, 'precious');
  for (const open of [openStateFolder, findStateFolder])
    expect(() => open(path)).toThrow(/a file is in its place/);
  expect(() => openStateFolder(join(path, 'below'))).toThrow(/a file is in its place/);
  expect(readFileSync(path, 'utf8')).toBe('precious');
});

it('refuses a folder with somebody else in it, and leaves it as it was', () => {
  const path = newPath();
  mkdirSync(path);
  writeFileSync(join(path, 'thesis.txt'), '');
  expect(() => openStateFolder(path)).toThrow(UserError);
  expect(() => findStateFolder(path)).toThrow(/isn't a state folder of Sluice/);
  expect(readdirSync(path)).toEqual(['thesis.txt']);
});

it.each([
  ['{"format":2}\n', /newer Sluice \(format 2; this one knows 1\)/],
  ['', /damaged/],
])('refuses the version file %j', (content, complaint) => {
  const path = newPath();
  const { root } = openStateFolder(path);
  writeFileSync(join(root, 'version'), content);
  for (const open of [openStateFolder, findStateFolder]) expect(() => open(path)).toThrow(complaint);
});

it('says what is wrong with a path that can hold nothing', () => {
  const path = join(tmpdir(), 'x'.repeat(300));
  expect(() => openStateFolder(path)).toThrow(UserError);
  expect(() => openStateFolder(path)).toThrow(/can't be used \(ENAMETOOLONG.*--state-dir/);
});

it.runIf(process.platform === 'linux').each(['/proc/sluice', '/proc/sluice/state'])(
  'says at once that %s can hold no folder',
  (path) => {
    expect(() => openStateFolder(path)).toThrow(UserError);
    expect(() => openStateFolder(path)).toThrow(
      /can't be made, because the file system there takes no folders/,
    );
  },
);
