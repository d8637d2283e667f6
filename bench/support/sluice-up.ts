import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { builtCommand } from './built-command.ts';

/** The line in which `sluice up --output json` says where everything is. */
export interface Ready {
  readonly event: 'ready';
  readonly kubeconfig: string;
  readonly controlPlane: { readonly url: string; readonly caFile: string; readonly tokenFile: string };
  readonly metrics: { readonly apiserver: string; readonly controlPlane: string; readonly operator: string };
  readonly pids: Readonly<Record<string, number>>;
  readonly elapsedMs: number;
}

/** A local Sluice on an empty state folder of its own, which goes with it. */
export interface LocalSluice {
  readonly ready: Ready;
  /** From the start of the command to its `ready` line, as seen from outside. */
  readonly readyMs: number;
  stop(): Promise<void>;
}

/**
 * Starts `sluice up` with nothing in it and waits until it is ready. Its processes get the flags of this one: run the
 * benchmark with `node --cpu-prof --cpu-prof-dir=FOLDER bench/main.ts` to have a profile of each.
 */
export async function startSluice(): Promise<LocalSluice> {
  const stateDir = mkdtempSync(join(tmpdir(), 'sluice-bench-'));
  const command = await builtCommand();
  const startedAt = performance.now();
  const args = [command, 'up', '--state-dir', stateDir, '--output', 'json', '--log-level', 'warn'];
  const child = spawn(process.execPath, [...process.execArgv, ...args], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const exited = once(child, 'exit');
  const stop = async (): Promise<void> => {
    child.kill('SIGTERM');
    await exited;
    rmSync(stateDir, { recursive: true, force: true });
  };
  for await (const line of createInterface({ input: child.stdout })) {
    const event: { event: string; message?: string } = JSON.parse(line);
    if (event.event === 'error') {
      await stop();
      throw new Error(`sluice up failed: ${event.message}`);
    }
    if (event.event !== 'ready') continue;
    child.stdout.resume();
    return { ready: event as Ready, readyMs: performance.now() - startedAt, stop };
  }
  throw new Error('sluice up ended before it was ready');
}
