import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { tryLock, waitForLock } from './process-lock.ts';

const newPath = () => join(mkdtempSync(join(tmpdir(), 'sluice-lock-')), 'up');

/** Another process that takes the lock and keeps it until it is killed. */
async function holderOf(path: string) {
  const module = JSON.stringify(join(import.meta.dirname, 'process-lock.ts'));
  const code = `import { tryLock } from ${module}; globalThis.held = tryLock(${JSON.stringify(path)});
    console.log(globalThis.held.ok); setInterval(() => {}, 1000);`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', code], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  onTestFinished(() => {
    child.kill('SIGKILL');
  });
  const [said] = await once(child.stdout, 'data');
  expect(String(said).trim()).toBe('true');
  return child;
}

it('gives a lock to one holder at a time, and names it to the others', () => {
  const path = newPath();
  const first = tryLock(path);
  expect(tryLock(path)).toEqual({ ok: false, heldByPid: process.pid });
  if (first.ok) first.lock.release();
  expect(existsSync(`${path}.pid`)).toBe(false);
  expect(tryLock(path).ok).toBe(true);
});

it('names the process that holds a lock', async () => {
  const path = newPath();
  const holder = await holderOf(path);
  expect(tryLock(path)).toEqual({ ok: false, heldByPid: holder.pid });
});

it('takes over the lock of a killed process', async () => {
  const path = newPath();
  const holder = await holderOf(path);
  holder.kill('SIGKILL');
  await once(holder, 'exit');
  expect(existsSync(`${path}.pid`)).toBe(true);
  expect(tryLock(path).ok).toBe(true);
});

it('does not believe a process id that was left behind, even of a process that lives', () => {
  const path = newPath();
  writeFileSync(`${path}.pid`, `${process.ppid}\n`);
  expect(tryLock(path).ok).toBe(true);
});

it('waits for a holder that is on its way out', async () => {
  const path = newPath();
  const holder = await holderOf(path);
  const waiting = waitForLock(path, 20_000);
  holder.kill('SIGKILL');
  expect((await waiting).ok).toBe(true);
});

it('stops waiting when the time is over', async () => {
  const path = newPath();
  await holderOf(path);
  expect((await waitForLock(path, 60)).ok).toBe(false);
});
