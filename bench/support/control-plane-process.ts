import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { type Dispatcher, Pool } from 'undici';
import { builtCommand } from './built-command.ts';

/** A stream of server-sent events. */
export interface EventSubscription {
  /** Resolves when the next change is there. */
  next(): Promise<void>;
  close(): void;
}

/** A control plane in a process of its own, on a state folder that goes with it. Paths are those of its API. */
export interface ControlPlaneUnderTest {
  text(method: Dispatcher.HttpMethod, path: string, body?: object): Promise<string>;
  json<Answer>(method: Dispatcher.HttpMethod, path: string, body?: object): Promise<Answer>;
  events(path: string): Promise<EventSubscription>;
  stop(): Promise<void>;
}

/** Starts `sluice control-plane`, on the PostgreSQL database if one is given, and waits until it listens. */
export async function startControlPlaneProcess(databaseUrl?: string): Promise<ControlPlaneUnderTest> {
  const stateDir = mkdtempSync(join(tmpdir(), 'sluice-bench-'));
  const args = [
    await builtCommand(),
    'control-plane',
    '--state-dir',
    stateDir,
    '--port',
    '0',
    '--log-level',
    'warn',
  ];
  const child = spawn(process.execPath, args, {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...process.env, ...(databaseUrl === undefined ? {} : { SLUICE_DATABASE_URL: databaseUrl }) },
  });
  const exited = once(child, 'exit');
  const lines = new Map<string, string>();
  for await (const line of createInterface({ input: child.stdout })) {
    const [, what = '', where = ''] = /^(.*\S) +(\S+)$/.exec(line) ?? [];
    lines.set(what, where);
    if (what === 'CA certificate') break;
  }
  child.stdout.resume();
  const origin = lines.get('Serving the control plane on');
  if (origin === undefined) {
    throw new Error('sluice control-plane ended before it listened');
  }
  const ca = readFileSync(lines.get('CA certificate') ?? '');
  const authorization = `Bearer ${readFileSync(lines.get('Token file') ?? '', 'utf8').trim()}`;
  // Node's own client takes twice the processor time, which the server would miss: they share the machine.
  const pool = new Pool(origin, { connect: { ca }, pipelining: 1 });
  const answerTo = (method: Dispatcher.HttpMethod, path: string, body?: object) =>
    pool.request({
      method,
      path,
      headers: { authorization, ...(body && { 'content-type': 'application/json' }) },
      body: body === undefined ? null : JSON.stringify(body),
    });
  const text = async (method: Dispatcher.HttpMethod, path: string, body?: object): Promise<string> => {
    const answer = await answerTo(method, path, body);
    const received = await answer.body.text();
    if (answer.statusCode >= 400) {
      throw new Error(`${method} ${path} answered ${answer.statusCode}: ${received}`);
    }
    return received;
  };
  return {
    text,
    json: async (method, path, body) => JSON.parse(await text(method, path, body)),
    async events(path) {
      const { body } = await answerTo('GET', path);
      const waiting: (() => void)[] = [];
      await once(body, 'data');
      body.on('data', () => waiting.shift()?.());
      return {
        next: () => new Promise((resolve) => waiting.push(resolve)),
        // What is left of an endless answer is nobody's: undici tells of that as an error.
        close: () => body.on('error', () => undefined).destroy(),
      };
    },
    async stop() {
      await pool.destroy();
      child.kill('SIGTERM');
      await exited;
      rmSync(stateDir, { recursive: true, force: true });
    },
  };
}
