import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

const launcher = join(import.meta.dirname, '..', '..', '..', 'packages', 'cli', 'bin', 'sluice.js');

/** Starts a server; it prints where it listens as the last word of its first line. */
export async function startServer(args: readonly string[]): Promise<{ child: ChildProcess; url: string }> {
  const child = spawn(process.execPath, [launcher, ...args], { stdio: ['ignore', 'pipe', 'ignore'] });
  const { value } = await createInterface(child.stdout)[Symbol.asyncIterator]().next();
  return { child, url: String(value).split(/\s+/).at(-1) ?? '' };
}

/** Has it stop by itself. */
export async function endServer(child: ChildProcess): Promise<void> {
  const ended = once(child, 'exit');
  child.kill('SIGTERM');
  await ended;
}
