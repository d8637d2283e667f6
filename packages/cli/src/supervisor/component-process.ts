import { type ChildProcess, fork } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { extname } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import type { ComponentName } from '../components/component.ts';
import type { StartFailure } from '../components/start-failure.ts';
import type { FromComponent, ToComponent } from './messages.ts';

/** The file that a component's process runs: TypeScript in a clone, JavaScript in the package that npm installs. */
export const componentMain = fileURLToPath(
  new URL(`component-main${extname(import.meta.url)}`, import.meta.url),
);

type Urls = Readonly<Record<string, string>>;

/** How a start went. */
export type StartOutcome = { ok: true; urls: Urls } | { ok: false; failure: StartFailure };

/**
 * By default, V8 lets the young generation grow with the machine's memory, to more than 100 MiB, and the old one
 * fourfold between two collections. Measured with a thousand entities on their way, these bounds cost no throughput
 * and spare each process between 30 and 80 MiB. What doesn't fit into a gigabyte has outgrown one machine's `up`.
 *
 * So small a young generation is collected in a millisecond or two. Sharing that out among threads costs more than it
 * saves where three processes keep the processors busy anyway: without, they need about a twentieth less time.
 */
export const frugalHeap = ['--max-semi-space-size=4', '--max-old-space-size=1024', '--no-parallel-scavenge'];

/** Far longer than a server needs that reads a large database after a crash. */
const startWithinMs = 60_000;
const tooSlow: StartOutcome = {
  ok: false,
  failure: { forUser: false, message: `it was not ready within ${startWithinMs / 1000} s` },
};

/** What a process needs beside its configuration. */
export interface ComponentProcessOptions {
  readonly name: ComponentName;
  /** The file to which its output is appended. */
  readonly logFile: string;
  readonly logLevel: string;
}

/** One process of a component. It begins to load its modules at once, and waits to be told to start. */
export class ComponentProcess {
  /** Resolves with how it ended, such as `exit code 1` or `signal SIGKILL`; never rejects. */
  readonly ended: Promise<string>;
  readonly #child: ChildProcess;
  #isConfigured = false;
  readonly #outcome: Promise<StartOutcome>;

  constructor(options: ComponentProcessOptions) {
    const log = openSync(options.logFile, 'a', 0o600);
    try {
      this.#child = fork(componentMain, [options.name, options.logLevel], {
        stdio: ['ignore', log, log, 'ipc'],
        // A group of its own: Ctrl-C in the terminal reaches the parent alone, which stops all in order.
        detached: true,
        execArgv: [...process.execArgv, ...frugalHeap],
        env: { ...process.env, ...withoutProxyForLocal(process.env) },
      });
    } finally {
      closeSync(log);
    }
    this.ended = new Promise((resolve) => {
      this.#child.once('error', (error) => resolve(error.message));
      this.#child.once('exit', (code, signal) => resolve(signal ? `signal ${signal}` : `exit code ${code}`));
    });
    const told = new Promise<StartOutcome>((resolve) => {
      this.#child.once('message', (message: FromComponent) => {
        resolve(
          message.type === 'started'
            ? { ok: true, urls: message.urls }
            : { ok: false, failure: message.failure },
        );
      });
    });
    this.#outcome = Promise.race([
      told,
      this.ended.then(
        (how): StartOutcome => ({ ok: false, failure: { forUser: false, message: `it ended with ${how}` } }),
      ),
    ]);
  }

  /** 0 when the system couldn't start a process. */
  get pid(): number {
    return this.#child.pid ?? 0;
  }

  /** Hands over the configuration, and resolves when the component has started or won't. */
  async start(config: unknown): Promise<StartOutcome> {
    this.#isConfigured = true;
    this.#tell({ type: 'start', config });
    const ending = new AbortController();
    const patience = delay(startWithinMs, tooSlow, { signal: ending.signal, ref: false });
    try {
      return await Promise.race([this.#outcome, patience]);
    } finally {
      ending.abort();
    }
  }

  /** Asks it to end what is under way and stop; kills it when it hasn't after `graceMs`, or has nothing to end. */
  async stop(graceMs: number): Promise<void> {
    this.#tell({ type: 'stop' });
    const killer = setTimeout(() => this.#child.kill('SIGKILL'), this.#isConfigured ? graceMs : 0);
    await this.ended;
    clearTimeout(killer);
  }

  #tell(message: ToComponent): void {
    // Whoever sends to a process that has just ended learns of it from `ended`, so the error has no news.
    if (this.#child.connected) this.#child.send(message, () => undefined);
  }
}

/** A company's proxy can't reach this machine's loopback address, so nobody may be sent there through it. */
function withoutProxyForLocal(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const exceptions = [env['NO_PROXY'] ?? env['no_proxy'], 'localhost', '127.0.0.1', '::1'];
  const list = exceptions.filter((entry) => entry).join(',');
  return { NO_PROXY: list, no_proxy: list };
}
