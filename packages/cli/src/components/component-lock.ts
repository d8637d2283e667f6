import { waitForLock } from '../state/process-lock.ts';
import { UserError } from '../user-error.ts';
import type { RunningComponent } from './component.ts';

export interface Locked {
  /** The lock over the data, a path as `waitForLock` takes it. */
  readonly lock: string;
}

/** How long a killed predecessor may take to notice that its parent is gone. */
const patienceMs = 5000;

/**
 * Starts a server while holding the lock over its data, and keeps that until the server is closed, so that two
 * processes never write the same database. Throws `UserError` when another one has it.
 */
export async function lockedBy<Urls>(
  { lock: path }: Locked,
  start: () => Promise<RunningComponent<Urls>>,
): Promise<RunningComponent<Urls>> {
  const attempt = await waitForLock(path, patienceMs);
  if (!attempt.ok) {
    throw new UserError(
      `its data is in use by process ${attempt.heldByPid ?? '(unknown)'}; stop that one, or use another --state-dir.`,
    );
  }
  const { lock } = attempt;
  try {
    const running = await start();
    return {
      urls: running.urls,
      async close() {
        try {
          await running.close();
        } finally {
          lock.release();
        }
      },
    };
  } catch (error) {
    lock.release();
    throw error;
  }
}
