/**
 * `npm test`: gets what the tests need that npm doesn't install, runs them all, and closes with the runner's own
 * count on a line of its own. Arguments go to the runner: `npm test -- packages/operator`.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { installChromium } from './chromium.ts';
import { installKubernetesTools } from './kubernetes-tools.ts';

const root = join(import.meta.dirname, '..');
const resultFile = join(mkdtempSync(join(tmpdir(), 'sluice-test-')), 'result.json');

await installKubernetesTools();
installChromium();
const { status, error } = spawnSync(
  'vitest',
  [
    'run',
    '--reporter=default',
    '--reporter=json',
    `--outputFile.json=${resultFile}`,
    ...process.argv.slice(2),
  ],
  { cwd: root, stdio: 'inherit' },
);
if (error) throw new Error('vitest could not be started; run `npm install` first', { cause: error });

if (!existsSync(resultFile))
  throw new Error('vitest ended before it had a result; what it said stands above');
const result: { numPassedTests: number; numFailedTests: number } = JSON.parse(
  readFileSync(resultFile, 'utf8'),
);
console.log(`${result.numPassedTests} passed, ${result.numFailedTests} failed`);
process.exit(status ?? 1);
