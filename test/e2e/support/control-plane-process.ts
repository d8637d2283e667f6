import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { PageServer } from './page-client.ts';

const launcher = join(import.meta.dirname, '..', '..', '..', 'packages', 'cli', 'bin', 'sluice.js');

/** A port of this machine that nobody listens on. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (address === null || typeof address === 'string') throw new Error('a TCP server has an address');
  return address.port;
}

/** A `sluice control-plane`, which can be stopped and started again at the same address. */
export class ControlPlaneProcess implements PageServer {
  readonly url: string;
  readonly caFile: string;
  readonly tokenFile: string;
  readonly #args: readonly string[];
  #child: ChildProcess | undefined;

  constructor(options: { stateDir: string; port: number; args?: readonly string[] }) {
    const { stateDir, port, args = [] } = options;
    this.url = `https://127.0.0.1:${port}`;
    this.caFile = join(stateDir, 'pki', 'ca.crt');
    this.tokenFile = join(stateDir, 'control-plane-token');
    this.#args = ['control-plane', '--state-dir', stateDir, '--port', String(port), ...args];
  }

  /** Resolves when it listens; fails with what it said when it ends before. */
  async start(): Promise<void> {
    const child = spawn(process.execPath, [launcher, ...this.#args], { stdio: ['ignore', 'pipe', 'pipe'] });
    this.#child = child;
    let said = '';
    child.stderr.on('data', (data) => {
      said += data;
    });
    for await (const line of createInterface({ input: child.stdout })) {
      if (!line.startsWith('CA certificate')) continue;
      child.stdout.resume();
      return;
    }
    throw new Error(`sluice control-plane ended before it listened: ${said}`);
  }

  /** Sends a signal and waits for the end. */
  async stop(signal: NodeJS.Signals = 'SIGTERM'): Promise<void> {
    const child = this.#child;
    this.#child = undefined;
    if (child === undefined || child.exitCode !== null || child.signalCode !== null) return;
    const ended = once(child, 'exit');
    child.kill(signal);
    await ended;
  }
}
