#!/usr/bin/env node
/**
 * Starts the `sluice` command on a Node that can run it. The sources are TypeScript that Node 24 runs
 * directly, so this file is plain JavaScript that any Node from 18 on understands: on an older Node it runs
 * itself again with the Node 24 that npm's `node` package has beside it, or says in a sentence what to do.
 */
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import * as nodeModule from 'node:module';
import { constants, homedir } from 'node:os';
import { dirname, join } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';

const oldestNodeMajor = 24;

if (majorOf(process.versions.node) >= oldestNodeMajor) {
  // In the user's own cache: Node's default is a folder in /tmp, which whoever comes first owns. As a variable it
  // counts for child processes from their very first file on.
  process.env.NODE_COMPILE_CACHE ??= join(
    process.env.XDG_CACHE_HOME || join(homedir(), '.cache'),
    'sluice',
    'code',
  );
  nodeModule.enableCompileCache?.(process.env.NODE_COMPILE_CACHE);
  // Node strips no types below `node_modules`, so the package that npm installs has the sources bundled.
  const bundle = new URL('../dist/main.js', import.meta.url);
  await import(existsSync(bundle) ? bundle.href : '../src/main.ts');
} else {
  const node = newerNode();
  if (node === undefined) {
    process.stderr.write(
      `sluice: needs Node ${oldestNodeMajor} or newer, and this is Node ${process.versions.node}; install a newer ` +
        `one from https://nodejs.org, or run "npm install node@${oldestNodeMajor}" in this project.\n`,
    );
    process.exit(1);
  }
  runWith(node);
}

/** The program of npm's `node` package, when that is installed in reach of this file and new enough. */
function newerNode() {
  const require = nodeModule.createRequire(import.meta.url);
  let manifest;
  try {
    manifest = require.resolve('node/package.json');
  } catch (error) {
    if (error.code === 'MODULE_NOT_FOUND') return undefined;
    throw error;
  }
  if (majorOf(require(manifest).version) < oldestNodeMajor) return undefined;
  const program = join(dirname(manifest), 'bin', process.platform === 'win32' ? 'node.exe' : 'node');
  return existsSync(program) ? program : undefined;
}

/**
 * Runs this same file with `node` and ends as that process ends. The channel that Node opens for `ipc` closes
 * when this process dies, however it dies: that is how the new one learns that it has to stop, too.
 */
function runWith(node) {
  const child = spawn(node, [fileURLToPath(import.meta.url), ...process.argv.slice(2)], {
    stdio: ['inherit', 'inherit', 'inherit', 'ipc'],
    env: { ...process.env, SLUICE_LAUNCHED: '1' },
  });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGQUIT']) {
    process.on(signal, () => child.kill(signal));
  }
  child.on('error', (error) => {
    process.stderr.write(`sluice: ${node} could not be started: ${error.message}\n`);
    process.exit(1);
  });
  child.on('exit', (code, signal) => {
    process.exit(signal === null ? (code ?? 1) : 128 + constants.signals[signal]);
  });
}

function majorOf(version) {
  return Number(version.split('.', 1)[0]);
}
