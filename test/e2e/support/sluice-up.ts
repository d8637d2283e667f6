import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { onTestFinished } from 'vitest';

const launcher = join(import.meta.dirname, '..', '..', '..', 'packages', 'cli', 'bin', 'sluice.js');

export interface ReadyEvent {
  readonly event: 'ready';
  readonly kubeconfig: string;
  readonly apiserver: { readonly url: string };
  readonly controlPlane: {
    readonly url: string;
    readonly signInUrl: string;
    readonly caFile: string;
    readonly tokenFile: string;
  };
  readonly metrics: { readonly apiserver: string; readonly controlPlane: string; readonly operator: string };
  readonly pids: { readonly apiserver: number; readonly controlPlane: number; readonly operator: number };
  readonly elapsedMs: number;
}

interface ObjectEvent {
  readonly event: 'object';
  readonly apiVersion: string;
  readonly kind: string;
  readonly namespace: string;
  readonly name: string;
  readonly state: 'pending' | 'programmed' | 'failed';
  readonly reason: string;
  readonly message: string;
}

interface SettledEvent {
  readonly event: 'settled';
  readonly programmed: number;
  readonly failed: number;
  readonly elapsedMs: number;
}

interface ErrorEvent {
  readonly event: 'error';
  readonly message: string;
}

type UpEvent = ReadyEvent | ObjectEvent | SettledEvent | ErrorEvent;
type Named<Name extends UpEvent['event']> = Extract<UpEvent, { event: Name }>;

/** A state folder that doesn't exist yet. */
export function newStateDir(): string {
  return join(mkdtempSync(join(tmpdir(), 'sluice-e2e-')), 'state');
}

/** Writes a manifest file into a folder of its own, and returns its path. */
export function manifestFile(content: string): string {
  const file = join(mkdtempSync(join(tmpdir(), 'sluice-manifests-')), 'manifests.yaml');
  writeFileSync(file, content);
  return file;
}

/** A `sluice up --output json`, which is killed at the end of the test if it still runs. */
export class SluiceUp {
  readonly stateDir: string;
  readonly events: UpEvent[] = [];
  readonly #child: ChildProcessByStdio<null, Readable, Readable>;
  readonly #waiting = new Set<() => void>();
  #stderr = '';
  #closed = false;

  /**
   * `node` runs the launcher: this very Node, and the clone's own, unless given. One that serves several tests has
   * `stopsWithTest` false, and is stopped by whoever started it.
   */
  constructor(options: {
    stateDir: string;
    args?: readonly string[];
    node?: string;
    launcher?: string;
    stopsWithTest?: boolean;
  }) {
    const { stateDir, args = [], node = process.execPath, stopsWithTest = true } = options;
    this.stateDir = stateDir;
    const program = options.launcher ?? launcher;
    this.#child = spawn(node, [program, 'up', '--output', 'json', '--state-dir', stateDir, ...args], {
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    createInterface(this.#child.stdout).on('line', (line) => {
      this.events.push(JSON.parse(line));
      this.#wake();
    });
    this.#child.stderr.on('data', (data) => {
      this.#stderr += data;
      this.#wake();
    });
    this.#child.once('close', () => {
      this.#closed = true;
      this.#wake();
    });
    if (stopsWithTest) onTestFinished(async () => void (await this.stop('SIGKILL')));
  }

  get pid(): number {
    return this.#child.pid ?? 0;
  }

  /** What it has written to stderr so far. */
  get stderr(): string {
    return this.#stderr;
  }

  /** The first event of that name; fails when the process ends without one. */
  async event<Name extends UpEvent['event']>(name: Name): Promise<Named<Name>> {
    const isWanted = (event: UpEvent): event is Named<Name> => event.event === name;
    await this.until(() => this.events.some(isWanted));
    const event = this.events.find(isWanted);
    if (event === undefined) throw new Error(`there is no ${name} event`);
    return event;
  }

  /** Resolves when `condition` holds, which is looked at after each output; fails when the process ends before. */
  async until(condition: () => boolean): Promise<void> {
    while (!condition()) {
      if (this.#closed) {
        throw new Error(`sluice up ended early; it said ${JSON.stringify(this.events)} and ${this.#stderr}`);
      }
      await new Promise<void>((resolve) => this.#waiting.add(resolve));
    }
  }

  /** Sends a signal, if it still runs, and resolves with its exit code; null when the signal killed it. */
  async stop(signal: NodeJS.Signals = 'SIGTERM'): Promise<number | null> {
    this.#child.kill(signal);
    return this.ended();
  }

  /** Resolves with the exit code. */
  async ended(): Promise<number | null> {
    if (!this.#closed) await once(this.#child, 'close');
    return this.#child.exitCode;
  }

  #wake(): void {
    for (const resolve of this.#waiting) resolve();
    this.#waiting.clear();
  }
}

/** Where `npm test` has put the tools out of npm, for a machine without a kubectl of its own. */
const cacheHome = join(import.meta.dirname, '..', '..', '..', 'node_modules', '.cache');

/** Runs `sluice` with these arguments to its end. */
export async function sluice(...args: string[]): Promise<{ code: number; out: string; err: string }> {
  const child = spawn(process.execPath, [launcher, ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, XDG_CACHE_HOME: cacheHome },
  });
  let out = '';
  let err = '';
  child.stdout.on('data', (data) => {
    out += data;
  });
  child.stderr.on('data', (data) => {
    err += data;
  });
  const [code] = await once(child, 'close');
  return { code, out, err };
}

/** Whether a process with this id exists. */
export function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}
