import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import type { IncomingMessage } from 'node:http';
import { Agent, request } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

/** A stream of server-sent events. */
export interface EventSubscription {
  /** Resolves when the next change is there. */
  next(): Promise<void>;
  close(): void;
}

/** A control plane in a process of its own, on a state folder that goes with it. Paths are those of its API. */
export interface ControlPlaneUnderTest {
  text(method: string, path: string, body?: object): Promise<string>;
  json<Answer>(method: string, path: string, body?: object): Promise<Answer>;
  events(path: string): Promise<EventSubscription>;
  stop(): Promise<void>;
}

const launcher = join(import.meta.dirname, '../../packages/cli/bin/sluice.js');

/** Starts `sluice control-plane`, on the PostgreSQL database if one is given, and waits until it listens. */
export async function startControlPlaneProcess(databaseUrl?: string): Promise<ControlPlaneUnderTest> {
  const stateDir = mkdtempSync(join(tmpdir(), 'sluice-bench-'));
  const args = [launcher, 'control-plane', '--state-dir', stateDir, '--port', '0', '--log-level', 'warn'];
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
  const agent = new Agent({ keepAlive: true, ca });
  const answerTo = async (method: string, path: string, body?: object): Promise<IncomingMessage> => {
    const headers = { authorization, ...(body && { 'content-type': 'application/json' }) };
    const call = request(`${origin}${path}`, { method, agent, headers });
    call.end(body && JSON.stringify(body));
    const [answer] = (await once(call, 'response')) as [IncomingMessage];
    return answer;
  };
  const text = async (method: string, path: string, body?: object): Promise<string> => {
    const answer = await answerTo(method, path, body);
    const chunks: Buffer[] = [];
    for await (const chunk of answer) chunks.push(chunk);
    const received = Buffer.concat(chunks).toString();
    if ((answer.statusCode ?? 500) >= 400) {
      throw new Error(`${method} ${path} answered ${answer.statusCode}: ${received}`);
    }
    return received;
  };
  return {
    text,
    json: async (method, path, body) => JSON.parse(await text(method, path, body)),
    async events(path) {
      const answer = await answerTo('GET', path);
      const waiting: (() => void)[] = [];
      await once(answer, 'data');
      answer.on('data', () => waiting.shift()?.());
      return {
        next: () => new Promise((resolve) => waiting.push(resolve)),
        close: () => answer.destroy(),
      };
    },
    async stop() {
      agent.destroy();
      child.kill('SIGTERM');
      await exited;
      rmSync(stateDir, { recursive: true, force: true });
    },
  };
}
