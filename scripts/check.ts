/** `npm run check`: types, format and lint, unused code, import direction and circles, stale generated files, lock file. */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { wrongImports } from './check-imports.ts';
import { importCircles } from './import-circles.ts';

const root = join(import.meta.dirname, '..');

const tools: [string, string, string[]][] = [
  ['types', 'tsc', ['--noEmit']],
  ['types of the page', process.execPath, ['packages/gateway-manager/build/types.ts']],
  ['format and lint', 'biome', ['check', '.']],
  ['unused code', 'knip', ['--no-progress']],
  ['generated files', process.execPath, ['scripts/generate.ts', '--check']],
  ['lock file', process.execPath, ['scripts/complete-lock.ts', '--check']],
];

let failed = 0;
for (const [what, command, args] of tools) {
  const { status, error } = spawnSync(command, args, { cwd: root, stdio: 'inherit' });
  if (error) throw new Error(`${command} could not be started; run \`npm install\` first`, { cause: error });
  report(what, status === 0);
}

for (const [what, find] of [
  ['import direction', wrongImports],
  ['no circles of imports', importCircles],
] as const) {
  const wrong = find(root);
  for (const line of wrong) console.error(line);
  report(what, wrong.length === 0);
}
process.exit(failed === 0 ? 0 : 1);

function report(what: string, ok: boolean): void {
  console.log(`${ok ? 'ok    ' : 'FAILED'} ${what}`);
  if (!ok) failed++;
}
