import { rmSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { hasCode } from '../state/private-file.ts';
import { type ProcessLock, tryLock, waitForLock } from '../state/process-lock.ts';
import { findStateFolder, type StateFolder } from '../state/state-folder.ts';
import { UserError } from '../user-error.ts';

/** `up` stops within 3 s, and kills what doesn't; this is for a machine under heavy load. */
const stoppedWithinMs = 15_000;

/** How long the children of a killed `up` may take to notice it. */
const orphanPatienceMs = 5000;

/**
 * Stops the `up` that runs on a state folder, and with `purge` removes the folder. Returns a sentence that says
 * what was done. Throws `UserError` when the folder isn't one of ours, or something in it goes on running.
 */
export async function down(stateDir: string, purge: boolean): Promise<string> {
  const folder = findStateFolder(stateDir);
  if (folder === undefined) return `Nothing runs, and there is no state folder at ${stateDir}.`;
  const { lock, stoppedPid } = await stopHolder(folder);
  const stopped = stoppedPid === undefined ? 'Nothing was running' : `Stopped process ${stoppedPid}`;
  try {
    if (!purge) return `${stopped}; the state is kept in ${folder.root}.`;
    await refuseIfServed(folder);
    rmSync(folder.root, { recursive: true });
    return `${stopped}; removed ${folder.root}.`;
  } finally {
    lock.release();
  }
}

/** Takes the lock, for which whoever holds it is asked to end. Having it means that all of that `up` has ended. */
async function stopHolder(folder: StateFolder): Promise<{ lock: ProcessLock; stoppedPid?: number }> {
  const giveUpAt = performance.now() + stoppedWithinMs;
  let asked: number | undefined;
  for (;;) {
    const attempt = tryLock(folder.lock('up'));
    if (attempt.ok) return { lock: attempt.lock, ...(asked === undefined ? {} : { stoppedPid: asked }) };
    const { heldByPid } = attempt;
    if (heldByPid !== undefined && heldByPid !== asked) {
      askToEnd(heldByPid);
      asked = heldByPid;
    }
    if (performance.now() >= giveUpAt) {
      throw new UserError(
        `Process ${heldByPid ?? '(unknown)'} has not stopped within ${stoppedWithinMs / 1000} s; look at the logs in ` +
          `${folder.root}/logs, and end it with kill -9 if it hangs.`,
      );
    }
    await delay(25);
  }
}

function askToEnd(pid: number): void {
  try {
    process.kill(pid, 'SIGTERM');
  } catch (error) {
    // It has ended by itself meanwhile, which is what was wanted.
    if (!hasCode(error, 'ESRCH')) throw error;
  }
}

/** A server that runs alone, without an `up`, still has its data open. */
async function refuseIfServed(folder: StateFolder): Promise<void> {
  for (const server of ['apiserver', 'control-plane']) {
    const attempt = await waitForLock(folder.lock(server), orphanPatienceMs);
    if (!attempt.ok) {
      throw new UserError(
        `"sluice ${server}" runs on ${folder.root} as process ${attempt.heldByPid ?? '(unknown)'}; stop it first.`,
      );
    }
    attempt.lock.release();
  }
}
