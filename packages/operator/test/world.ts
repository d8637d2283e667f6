import { Controller, type Logger, type ObjectEvent } from '@sluice/controller-runtime';
import { type CoreOptions, OperatorCore } from '../src/operator-core.ts';
import { FakeClock } from './fake-clock.ts';
import { FakeCluster, type Manifest, type StoredObject } from './fake-cluster.ts';
import { FakeKonnect } from './fake-konnect.ts';
import { fakeKonnectClient } from './fake-konnect-client.ts';
import { FakeKubernetesClient } from './fake-kubernetes-client.ts';

/** A line of the operator's log. */
export interface LogLine {
  readonly level: string;
  readonly fields: Readonly<Record<string, unknown>>;
  readonly message: string;
}

/** Turns of the event loop without anything to do after which nothing more is to be expected. */
const quietTurns = 4;
/** Turns after which a test that doesn't come to rest has found a hot loop. */
const maxTurns = 20_000;

/** The time of day at which the clock of a world stands at 0. */
const dawnMs = Date.parse('2030-01-01T00:00:00Z');

/** An operator at work between a cluster and a control plane's server that are both in memory, on a clock of its own. */
export class World {
  readonly cluster = new FakeCluster();
  readonly konnect = new FakeKonnect();
  readonly log: LogLine[] = [];
  /** Events that were recorded, with the names of their objects. */
  readonly events: (ObjectEvent & { readonly name: string })[] = [];
  readonly syncPeriodMs = 60_000;
  /** Servers by their URLs; each one is there as soon as it is asked for. */
  readonly servers = new Map([['https://konnect.test', this.konnect]]);
  clock = new FakeClock();
  client = new FakeKubernetesClient(this.cluster);
  /** What the operator is started with, beside what a world has of its own. */
  options: Partial<CoreOptions> = {};
  #process: Process | undefined;

  get core(): OperatorCore {
    if (!this.#process) throw new TypeError('the operator is not running');
    return this.#process.core;
  }

  /** The server of that URL. */
  server(url: string): FakeKonnect {
    const server = this.servers.get(url) ?? new FakeKonnect();
    this.servers.set(url, server);
    return server;
  }

  /** Creates objects as a user does. */
  create(...manifests: Manifest[]): void {
    for (const manifest of manifests) this.cluster.create(manifest);
  }

  /** Starts an operator that knows nothing yet, and waits until it is at rest. */
  async start(): Promise<void> {
    await this.startSoon();
    await this.settle();
  }

  /** Starts an operator; returns when its caches are complete. */
  async startSoon(): Promise<void> {
    this.clock = new FakeClock(this.clock.now());
    const { clock } = this;
    this.client = new FakeKubernetesClient(this.cluster);
    const log = recordingLogger(this.log);
    const core = new OperatorCore({
      cluster: this.client,
      createClient: (serverUrl, token) => fakeKonnectClient(this.server(serverUrl), token),
      log,
      events: { record: (object, event) => void this.events.push({ name: object.metadata.name, ...event }) },
      syncPeriodMs: this.syncPeriodMs,
      clock,
      timeOfDay: () => new Date(dawnMs + clock.now()),
      ...this.options,
    });
    const controller = new Controller<string>({
      name: 'konnect',
      queue: core.queue,
      logger: log,
      clock,
      concurrency: Number.POSITIVE_INFINITY,
      priorityOf: (key) => core.priorityOf(key),
      reconcile: (key, { signal }) => core.work(key, signal),
    });
    const stop = new AbortController();
    const caches = core.caches.all().map(({ informer }) => informer);
    const running = Promise.all(caches.map((cache) => cache.run(stop.signal)));
    await Promise.all(caches.map((cache) => cache.waitForSync(stop.signal)));
    controller.start();
    const scanning = core.runScans(stop.signal);
    this.#process = { core, controller, stop, running: Promise.all([running, scanning]) };
  }

  /** Stops the operator as SIGTERM does. */
  async stop(): Promise<void> {
    const { core, controller, stop, running } = this.#taken();
    await controller.stop({ graceMs: 1_000 });
    stop.abort();
    await running;
    await core.close();
  }

  /** Ends the operator as `kill -9` does: nothing that it had under way gets any further. */
  kill(): void {
    const { controller, stop } = this.#taken();
    this.client.kill();
    stop.abort();
    void controller.stop({ graceMs: 0 });
  }

  async restart(): Promise<void> {
    await this.stop();
    await this.start();
  }

  /** Waits until the operator has nothing to do but to wait for time to pass, or for a call that a test holds up. */
  async settle(): Promise<void> {
    let quiet = 0;
    for (let turns = 0; quiet < quietTurns; turns++) {
      if (turns > maxTurns)
        throw new Error(`no rest after ${maxTurns} turns: ${this.konnect.changes.slice(-5)}`);
      await new Promise<void>((resolve) => setImmediate(resolve));
      quiet = this.#isQuiet() ? quiet + 1 : 0;
    }
  }

  /** Lets time pass, and everything happen that is due meanwhile. */
  async pass(ms: number): Promise<void> {
    const endMs = this.clock.now() + ms;
    await this.settle();
    for (let at = this.clock.nextAtMs; at !== undefined && at <= endMs; at = this.clock.nextAtMs) {
      this.clock.advance(Math.max(0, at - this.clock.now()));
      await this.settle();
    }
    this.clock.advance(endMs - this.clock.now());
    await this.settle();
  }

  /** A condition of an object as `status reason`, and its message. */
  condition(kind: string, name: string, type: string): { verdict: string; message: string } | undefined {
    const found = this.cluster
      .get(kind, name)
      .status?.conditions?.find((condition) => condition.type === type);
    return found && { verdict: `${found.status} ${found.reason}`, message: found.message };
  }

  /** `status reason` of an object's `Programmed`. */
  programmed(kind: string, name: string): string | undefined {
    return this.condition(kind, name, 'Programmed')?.verdict;
  }

  /** What the operator wrote to one object since a mark, `finalizers` or `status`, in order. */
  writesTo(object: StoredObject): string[] {
    const { namespace, name } = object.metadata;
    return this.cluster.writes
      .filter((write) => write.object.endsWith(`/${namespace}/${name}`))
      .map(({ subresource }) => subresource ?? 'finalizers');
  }

  /** Forgets what was called and written so far, so that a test counts from here. */
  countFromHere(): void {
    this.cluster.writes.length = 0;
    this.konnect.calls.length = 0;
  }

  #isQuiet(): boolean {
    const servers = [...this.servers.values()];
    if (servers.some(({ busy }) => busy > 0)) return false;
    if (!this.#process) return true;
    const { queue } = this.#process.core;
    const held = servers.reduce((sum, server) => sum + server.held, 0);
    return queue.running <= held && (queue.depth === 0 || held > 0) && this.client.isUpToDate;
  }

  #taken(): Process {
    const process = this.#process;
    if (!process) throw new TypeError('the operator is not running');
    this.#process = undefined;
    return process;
  }
}

interface Process {
  readonly core: OperatorCore;
  readonly controller: Controller<string>;
  readonly stop: AbortController;
  readonly running: Promise<unknown>;
}

function recordingLogger(lines: LogLine[]): Logger {
  const keep = (level: string) => (fields: object, message: string) =>
    void lines.push({ level, fields: { ...fields }, message });
  return { debug: keep('debug'), info: keep('info'), warn: keep('warn'), error: keep('error') };
}
