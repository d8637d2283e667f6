import { rmSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { setTimeout as delay } from 'node:timers/promises';
import { readFileIfThere, writePrivateFile } from './private-file.ts';

/** A lock that this process holds until it releases it or dies, however it dies. */
export interface ProcessLock {
  release(): void;
}

/** What an attempt gave: the lock, or who has it. The process id is unknown in the instant in which it is taken. */
export type LockAttempt = { ok: true; lock: ProcessLock } | { ok: false; heldByPid: number | undefined };

/**
 * Tries to take the lock called `path`, which is made of `<path>.lock` and `<path>.pid`.
 *
 * The operating system's own file lock says whether it is held, so a killed holder's lock is free at once, and a
 * process id that was given to another program since means nothing. Node has no `flock`; an open SQLite
 * transaction holds the same kind of lock on every system. The file with the process id only tells others whom
 * to name or stop, and is to be believed only while the lock is held.
 */
export function tryLock(path: string): LockAttempt {
  const database = new DatabaseSync(`${path}.lock`);
  try {
    database.exec('PRAGMA busy_timeout = 0; BEGIN EXCLUSIVE');
  } catch (error) {
    database.close();
    if (isBusy(error)) return { ok: false, heldByPid: pidIn(`${path}.pid`) };
    throw error;
  }
  try {
    rmSync(`${path}.pid`, { force: true });
    writePrivateFile(`${path}.pid`, `${process.pid}\n`);
  } catch (error) {
    database.close();
    throw error;
  }
  return {
    ok: true,
    lock: {
      release() {
        rmSync(`${path}.pid`, { force: true });
        database.close();
      },
    },
  };
}

/** The same, trying again for `timeoutMs` while somebody else holds it. */
export async function waitForLock(path: string, timeoutMs: number): Promise<LockAttempt> {
  const giveUpAt = performance.now() + timeoutMs;
  for (;;) {
    const attempt = tryLock(path);
    if (attempt.ok || performance.now() >= giveUpAt) return attempt;
    await delay(25);
  }
}

function isBusy(error: unknown): boolean {
  const sqliteBusy = 5;
  return error instanceof Error && 'errcode' in error && error.errcode === sqliteBusy;
}

function pidIn(file: string): number | undefined {
  const pid = Number(readFileIfThere(file)?.trim());
  return Number.isInteger(pid) && pid > 0 ? pid : undefined;
}
