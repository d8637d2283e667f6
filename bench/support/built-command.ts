import { spawnSync } from 'node:child_process';
import { cpSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { bundleCommand } from '../../scripts/package/bundle-command.ts';

const root = join(import.meta.dirname, '../..');
/** Below `node_modules`, where the bundle finds npm's packages. */
const folder = join(root, 'node_modules/.cache/sluice/built');

let launcher: Promise<string> | undefined;

/**
 * The launcher of the command as users install it: bundled, and started once before, so that Node has its code
 * compiled. It is built anew by each run of a benchmark, which measures the sources as they are.
 */
export function builtCommand(): Promise<string> {
  launcher ??= build();
  return launcher;
}

async function build(): Promise<string> {
  rmSync(folder, { recursive: true, force: true });
  await bundleCommand(join(folder, 'dist'));
  cpSync(join(root, 'packages/cli/bin'), join(folder, 'bin'), { recursive: true });
  const file = join(folder, 'bin/sluice.js');
  const { status } = spawnSync(process.execPath, [file, 'prepare'], {
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  if (status !== 0) throw new Error(`the built command failed with ${status}`);
  return file;
}
