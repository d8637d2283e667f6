/** `npm run lock`: makes `package-lock.json` one that `npm ci` takes on every platform; `--check` only looks. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { completeLock, type LockFile } from './lock-file/complete-lock.ts';

const file = join(import.meta.dirname, '..', 'package-lock.json');
const lock: LockFile = JSON.parse(readFileSync(file, 'utf8'));
const complete = completeLock(lock);
if (complete !== lock && process.argv.includes('--check')) {
  console.error('package-lock.json leaves out packages of other platforms; run `npm run lock`.');
  process.exit(1);
}
if (complete !== lock) writeFileSync(file, `${JSON.stringify(complete, null, 2)}\n`);
