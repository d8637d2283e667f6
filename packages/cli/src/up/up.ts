import type { SourcedManifest } from '../manifests/manifest.ts';
import { seconds } from '../progress/object-line.ts';
import type { Progress } from '../progress/progress.ts';
import type { Ports } from '../state/ports.ts';
import { tryLock } from '../state/process-lock.ts';
import { openStateFolder, type StateFolder } from '../state/state-folder.ts';
import type { SupervisionEvent } from '../supervisor/supervised-component.ts';
import { UserError } from '../user-error.ts';
import { LocalStack } from './local-stack.ts';

export interface UpOptions {
  readonly stateDir: string;
  /** 0: as kept, or any free one. */
  readonly ports: Ports;
  readonly manifests: readonly SourcedManifest[];
  readonly logLevel: string;
}

/**
 * Runs the three programs, applies the manifests, and stays until `signal` is aborted; then everything has
 * stopped. Throws `UserError` when it can't come so far, with nothing left running.
 */
export async function up(options: UpOptions, progress: Progress, signal: AbortSignal): Promise<void> {
  const folder = openStateFolder(options.stateDir);
  const attempt = tryLock(folder.lock('up'));
  if (!attempt.ok) {
    throw new UserError(
      `"sluice up" is running on ${folder.root} already, as process ${attempt.heldByPid ?? '(just started)'}; stop it ` +
        'with "sluice down", or use another --state-dir.',
    );
  }
  const { promise: stopped, reject } = Promise.withResolvers<never>();
  const stop = () => {
    progress.stopping();
    reject(signal.reason);
  };
  signal.addEventListener('abort', stop);
  let stack: LocalStack | undefined;
  try {
    signal.throwIfAborted();
    progress.starting();
    stack = startStack(folder, options, progress);
    await Promise.race([stopped, serve(stack, folder, options.manifests, progress, signal)]);
    await stopped;
  } catch (error) {
    if (!signal.aborted) throw error;
  } finally {
    signal.removeEventListener('abort', stop);
    await stack?.stop();
    attempt.lock.release();
  }
}

/** Resolves when the manifests have settled; the stack goes on running. */
async function serve(
  stack: LocalStack,
  folder: StateFolder,
  manifests: readonly SourcedManifest[],
  progress: Progress,
  signal: AbortSignal,
): Promise<void> {
  // The client and the kinds take a quarter of a second to load, which is better spent while the servers start.
  const [servers, { bringUp }] = await Promise.all([stack.startServers(), import('./bring-up.ts')]);
  await bringUp(stack, servers, folder, manifests, progress, signal);
}

function startStack(folder: StateFolder, { ports, logLevel }: UpOptions, progress: Progress): LocalStack {
  return new LocalStack({
    folder,
    ports,
    logLevel,
    onSupervision: (title, event, logFile) => progress.notice(supervisionNotice(title, event, logFile)),
    onLogError: (error) => progress.notice(`A log could not be rotated: ${String(error)}`),
  });
}

function supervisionNotice(title: string, event: SupervisionEvent, logFile: string): string {
  return event.type === 'died'
    ? `${title} died (${event.how}) and is started again in ${seconds(event.restartInMs)}; its log is ${logFile}.`
    : `${title} is running again, as process ${event.pid}.`;
}
