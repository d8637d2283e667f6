import {
  appendFileSync,
  closeSync,
  existsSync,
  mkdtempSync,
  openSync,
  readFileSync,
  writeSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { rotateLog } from './log-rotation.ts';

const newLog = () => join(mkdtempSync(join(tmpdir(), 'sluice-log-')), 'a.log');

it('leaves a small log as it is, and a missing one missing', async () => {
  const file = newLog();
  await rotateLog(file, 10);
  appendFileSync(file, 'short\n');
  await rotateLog(file, 10);
  expect(readFileSync(file, 'utf8')).toBe('short\n');
  expect(existsSync(`${file}.1`)).toBe(false);
});

it('moves a large log away under its writer, who goes on at the beginning', async () => {
  const file = newLog();
  const writer = openSync(file, 'a');
  writeSync(writer, 'a line that is too long\n');
  await rotateLog(file, 10);
  writeSync(writer, 'next\n');
  closeSync(writer);
  expect(readFileSync(`${file}.1`, 'utf8')).toBe('a line that is too long\n');
  expect(readFileSync(file, 'utf8')).toBe('next\n');
});
