import { type ChildProcess, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { ApiServerOptions } from '../../src/index.ts';
import type { KubeObject } from '../../src/kube-object.ts';
import { eventually } from '../conformance/expectations.ts';
import { configMap } from '../conformance/widget.ts';
import { Authority } from '../server/certificates.ts';
import { KubeClient, type WatchEvent } from '../server/kube-client.ts';

/** How often the server is killed; CRASH_ROUNDS says otherwise. */
const ROUNDS = Number(process.env['CRASH_ROUNDS'] ?? 4);
/** The longest that a server is left alone, in milliseconds. */
const MAX_LIFE_MS = 300;
const WRITERS = 6;
const TOKEN = 'token-of-the-killer';
const MAPS = '/api/v1/namespaces/default/configmaps';
const main = fileURLToPath(new URL('server-main.ts', import.meta.url));

let dataDir: string;
let options: ApiServerOptions;
let child: ChildProcess;
let client: KubeClient;

beforeEach(async () => {
  dataDir = mkdtempSync(join(tmpdir(), 'kill-server-'));
  const authority = await Authority.create();
  const tokenSha256 = createHash('sha256').update(TOKEN).digest('hex');
  options = {
    dataDir,
    port: 0,
    tls: await authority.issue('CN=127.0.0.1', ['127.0.0.1']),
    tokens: [{ tokenSha256, user: 'admin', groups: ['system:masters'] }],
  };
  client = new KubeClient('', { ca: authority.cert }, { authorization: `Bearer ${TOKEN}` });
});
afterEach(async () => {
  client.close();
  await kill();
  rmSync(dataDir, { recursive: true, force: true });
});

async function start(): Promise<void> {
  child = spawn(process.execPath, [main, JSON.stringify(options)], { stdio: ['ignore', 'pipe', 'inherit'] });
  if (child.stdout === null) throw new Error('The server has no output.');
  for await (const line of createInterface({ input: child.stdout })) {
    client.url = line.replace('ready ', '');
    return;
  }
  throw new Error('The server ended before it was ready.');
}

async function kill(): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  child.kill('SIGKILL');
  await once(child, 'exit');
}

/** What a writer knows of its object: the state that was last acknowledged, and what was under way since. */
interface Knowledge {
  acknowledged: string | undefined;
  underWay: (string | undefined)[];
}

/** Creates, changes and deletes one object until there is no answer any more. */
async function writeUntilKilled(name: string, round: number, knowledge: Knowledge): Promise<void> {
  for (let count = 0; ; count += 1) {
    const value = `${round}-${count}`;
    const isDeletion = count % 5 === 4;
    knowledge.underWay.push(isDeletion ? undefined : value);
    const answer = await attempt(() =>
      isDeletion
        ? client.delete(`${MAPS}/${name}`)
        : client.apply(
            `${MAPS}/${name}`,
            configMap(name, { value, filling: 'x'.repeat(1000) }),
            'writer',
            '&force=true',
          ),
    );
    if (answer === undefined) return;
    expect(answer.status, answer.text).toBeLessThan(300);
    knowledge.acknowledged = isDeletion ? undefined : value;
    knowledge.underWay = [];
  }
}

/** Undefined when the connection breaks. */
async function attempt<Result>(send: () => Promise<Result>): Promise<Result | undefined> {
  try {
    return await send();
  } catch (error) {
    if (error instanceof Error && 'code' in error) return undefined;
    throw error;
  }
}

/** An informer: goes on from the last revision that it has seen, over the deaths of the server. */
class View {
  readonly values = new Map<string, string>();
  revision: string | undefined;

  async follow(): Promise<void> {
    if (this.revision === undefined) await attempt(() => this.#list());
    if (this.revision === undefined) return;
    const watch = await attempt(() => client.watch(`${MAPS}?watch=true&resourceVersion=${this.revision}`));
    for (;;) {
      const event = watch && (await attempt(() => watch.next()));
      if (event === undefined) return;
      this.#take(event);
      if (this.revision === undefined) return this.follow();
    }
  }

  async #list(): Promise<void> {
    const { list } = await client.get(MAPS);
    this.values.clear();
    for (const item of list.items) this.values.set(item.metadata.name ?? '', storedValue(item));
    this.revision = list.metadata.resourceVersion;
  }

  #take({ type, object }: WatchEvent): void {
    if (type === 'ERROR') {
      this.revision = undefined;
      return;
    }
    const { name = '', resourceVersion } = object.metadata;
    expect(Number(resourceVersion)).toBeGreaterThan(Number(this.revision));
    this.revision = resourceVersion;
    if (type === 'DELETED') this.values.delete(name);
    else this.values.set(name, storedValue(object));
  }
}

function storedValue(object: KubeObject): string {
  return (object['data'] as { value: string }).value;
}

/** What the server has of each object is what was acknowledged, or what was under way when it was killed. */
async function checkPromises(known: Map<string, Knowledge>, round: number): Promise<void> {
  const { list } = await client.get(MAPS);
  const stored = new Map(list.items.map((item) => [item.metadata.name ?? '', storedValue(item)]));
  for (const [name, { acknowledged, underWay }] of known) {
    const found = stored.get(name);
    expect([acknowledged, ...underWay], `${name} after round ${round}`).toContain(found);
    known.set(name, { acknowledged: found, underWay: [] });
  }
}

it(
  `keeps every acknowledged write over ${ROUNDS} kills -9 at random moments, and watchers go on without a gap`,
  async () => {
    const known = new Map<string, Knowledge>();
    for (let writer = 0; writer < WRITERS; writer += 1) {
      known.set(`w${writer}`, { acknowledged: undefined, underWay: [] });
    }
    const view = new View();
    for (let round = 0; round < ROUNDS; round += 1) {
      await start();
      await checkPromises(known, round);
      const following = view.follow();
      const writers = [...known].map(([name, knowledge]) => writeUntilKilled(name, round, knowledge));
      await sleep(Math.random() * MAX_LIFE_MS);
      await kill();
      await Promise.all([following, ...writers]);
    }
    await start();
    await checkPromises(known, ROUNDS);
    const following = view.follow();
    const { list } = await client.get(MAPS);
    const stored = Object.fromEntries(list.items.map((item) => [item.metadata.name, storedValue(item)]));
    await eventually(
      async () => JSON.stringify(Object.entries(stored).sort()) === JSON.stringify([...view.values].sort()),
    );
    await kill();
    await following;
    expect([...known.values()].some(({ acknowledged }) => acknowledged !== undefined)).toBe(true);
  },
  60_000 + ROUNDS * 5_000,
);
