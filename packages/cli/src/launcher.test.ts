import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { setTimeout as delay } from 'node:timers/promises';
import { describe, expect, it, onTestFinished } from 'vitest';

const realLauncher = join(import.meta.dirname, '..', 'bin', 'sluice.js');

/** A Node that can't run the sources, where this machine has one. */
const olderNode = ['/usr/bin/node', '/usr/local/bin/node'].find(
  (node) => existsSync(node) && majorOf(node) < 24,
);

function majorOf(node: string): number {
  return Number(execFileSync(node, ['-p', 'process.versions.node.split(".")[0]'], { encoding: 'utf8' }));
}

/** The launcher beside other sources, and with or without npm's `node` package in reach. */
function launcherWith(main: string, { newerNode }: { newerNode: boolean }): string {
  const root = mkdtempSync(join(tmpdir(), 'sluice-launcher-'));
  for (const folder of ['bin', 'src', 'node_modules/node/bin'])
    mkdirSync(join(root, folder), { recursive: true });
  writeFileSync(join(root, 'package.json'), '{"type":"module"}');
  writeFileSync(join(root, 'src', 'main.ts'), main);
  copyFileSync(realLauncher, join(root, 'bin', 'sluice.js'));
  if (newerNode) {
    const version = process.versions.node;
    writeFileSync(
      join(root, 'node_modules', 'node', 'package.json'),
      JSON.stringify({ name: 'node', version }),
    );
    symlinkSync(process.execPath, join(root, 'node_modules', 'node', 'bin', 'node'));
  }
  return join(root, 'bin', 'sluice.js');
}

function start(node: string, launcher: string, ...args: string[]) {
  const child = spawn(node, [launcher, ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
  onTestFinished(() => {
    child.kill('SIGKILL');
  });
  return child;
}

async function ended(child: ChildProcess & { stdout: NodeJS.ReadableStream; stderr: NodeJS.ReadableStream }) {
  const [out, err, [code, signal]] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    once(child, 'close'),
  ]);
  return { out, err, code, signal };
}

const speaks =
  'const greeting: string = process.argv.slice(2).join(" "); console.log(greeting); process.exitCode = 7;';

/** Says who it is, then stays until it is told to end, which it takes note of. */
const stays = `
  const keepAlive: NodeJS.Timeout = setInterval(() => {}, 1000);
  if (process.channel) { process.channel.unref(); process.once('disconnect', () => process.exit(0)); }
  process.on('SIGTERM', () => { clearInterval(keepAlive); console.log('ended'); process.exitCode = 3; });
  console.log(process.pid);
`;

it('runs the sources in its own process on a Node that can', async () => {
  const child = start(process.execPath, launcherWith(speaks, { newerNode: false }), 'one', '--two');
  expect(await ended(child)).toMatchObject({ out: 'one --two\n', err: '', code: 7 });
});

describe.skipIf(olderNode === undefined)('on an older Node', () => {
  const old = olderNode ?? '';

  it("runs itself again on npm's Node, and ends as that does", async () => {
    const child = start(old, launcherWith(speaks, { newerNode: true }), 'one', '--two');
    expect(await ended(child)).toMatchObject({ out: 'one --two\n', err: '', code: 7 });
  });

  it('says in a sentence what to do when there is none', async () => {
    const child = start(old, launcherWith(speaks, { newerNode: false }));
    const { out, err, code } = await ended(child);
    expect({ out, code }).toEqual({ out: '', code: 1 });
    expect(err).toMatch(/^sluice: needs Node 24 or newer, and this is Node \d+.*npm install node@24.*\n$/);
  });

  it('passes signals on and waits for the end', async () => {
    const child = start(old, launcherWith(stays, { newerNode: true }));
    const done = ended(child);
    await once(child.stdout, 'data');
    child.kill('SIGTERM');
    expect(await done).toMatchObject({ out: expect.stringContaining('ended'), code: 3, signal: null });
  });

  it('takes its process along when it is killed', async () => {
    const child = start(old, launcherWith(stays, { newerNode: true }));
    const [said] = await once(child.stdout, 'data');
    const pid = Number(String(said));
    expect(isAlive(pid)).toBe(true);
    child.kill('SIGKILL');
    while (isAlive(pid)) await delay(10);
  });

  it('runs the real command', async () => {
    const child = start(old, realLauncher, '--version');
    expect(await ended(child)).toMatchObject({
      out: expect.stringMatching(/^\d+\.\d+\.\d+\n$/),
      err: '',
      code: 0,
    });
  });
});

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

it('ends as it would have where nobody reads what it prints to the end', async () => {
  const child = start(process.execPath, realLauncher, '--help');
  child.stdout.destroy();
  const [complaint, [code]] = await Promise.all([text(child.stderr), once(child, 'close')]);
  expect({ complaint, code }).toEqual({ complaint: '', code: 0 });
});
