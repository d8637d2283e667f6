import type { RequestListener } from 'node:http';
import type { Registry } from 'prom-client';
import { systemClock } from '../clock/clock.ts';
import { sleep } from '../clock/sleep.ts';
import type { StopResult } from '../controller/controller.ts';
import { LostLeadershipError } from '../leader-election/lost-leadership-error.ts';
import type { Logger } from '../logging/logger.ts';
import { healthHandler, type ReadinessCheck } from './health.ts';
import { type ListenAddress, type Listener, listen } from './listen.ts';
import { metricsHandler } from './metrics-handler.ts';

/** Something that runs until its signal is aborted. If it fails, the manager stops. */
export interface Runnable {
  readonly name: string;
  run(signal: AbortSignal): Promise<void>;
}

/** A cache that has to be complete before anything acts on it. An `Informer` is one. */
export interface ManagedCache extends Runnable {
  readonly hasSynced: boolean;
  waitForSync(signal: AbortSignal): Promise<void>;
}

/** Something with workers. A `Controller` is one. */
export interface ManagedController {
  readonly name: string;
  start(): void;
  stop(options: { readonly graceMs: number }): Promise<StopResult>;
}

/** One leader among several processes. A `LeaderElector` is one. */
export interface LeaderElection {
  /** Resolves with true when this process leads, with false when the signal is aborted before; rejects to stop it. */
  acquire(signal: AbortSignal): Promise<boolean>;
  /** Resolves when the signal is aborted; rejects with `LostLeadershipError` when somebody else may lead. */
  hold(signal: AbortSignal): Promise<void>;
  /** Lets the next one lead. Does nothing in a process that doesn't. */
  release(signal: AbortSignal): Promise<void>;
}

export interface ManagerOptions {
  readonly logger: Logger;
  /** Controllers and runnables start only in the process that leads; in every process unless given. */
  readonly leaderElection?: LeaderElection | undefined;
  /** Where `/healthz` and `/readyz` are served; nowhere unless given. */
  readonly healthAddress?: ListenAddress | undefined;
  /** Where `/metrics` is served, and of what; nowhere unless given. */
  readonly metrics?: { readonly address: ListenAddress; readonly registry: Registry } | undefined;
  /** How long reconciles, and after them the other parts, may take to end at a stop; 5 s unless given. */
  readonly gracefulStopMs?: number | undefined;
}

/** `http://host:port` of what is served. */
export interface ManagerAddresses {
  readonly health: string | undefined;
  readonly metrics: string | undefined;
}

/** How long handing back the leadership may take. */
const releaseWithinMs = 2000;

/**
 * Starts and stops the parts of a controller process in the right order: servers, caches, and, once all of these
 * are complete and the process leads, controllers and other runnables. Whoever waits to lead has complete caches, and
 * counts as ready. When leadership is lost, every reconcile is aborted at once. Parts may be added while it runs. It
 * runs once.
 */
export class Manager {
  readonly #options: ManagerOptions;
  readonly #caches = new Set<ManagedCache>();
  readonly #controllers = new Set<ManagedController>();
  readonly #runnables = new Set<Runnable>();
  readonly #checks: ReadinessCheck[] = [];
  readonly #listeners: Listener[] = [];
  readonly #running = new Map<Runnable, Promise<void>>();
  readonly #parts = new AbortController();
  readonly #ending = Promise.withResolvers<void>();
  #election: Promise<boolean> = Promise.resolve(false);
  #failure: Error | undefined;
  #state: 'new' | 'syncing' | 'working' | 'stopping' = 'new';

  constructor(options: ManagerOptions) {
    this.#options = options;
  }

  /** Adds a cache. Controllers that are at work already don't wait for it: wait for its sync yourself. */
  addCache(cache: ManagedCache): void {
    this.#caches.add(cache);
    if (this.#state === 'syncing' || this.#state === 'working') this.#launch(cache);
  }

  /** Adds a controller, which starts when the caches are complete. */
  addController(controller: ManagedController): void {
    this.#controllers.add(controller);
    if (this.#state === 'working') controller.start();
  }

  /** Stops a controller, in the same bounds as at the end, and forgets it. */
  async removeController(controller: ManagedController): Promise<void> {
    this.#controllers.delete(controller);
    await controller.stop({ graceMs: this.#graceMs });
  }

  /** Adds something that runs beside the controllers, from when the caches are complete. */
  addRunnable(runnable: Runnable): void {
    this.#runnables.add(runnable);
    if (this.#state === 'working') this.#launch(runnable);
  }

  /** Adds a condition for `/readyz`, beside that all caches are complete. */
  addReadinessCheck(check: ReadinessCheck): void {
    this.#checks.push(check);
  }

  /** Serves health and metrics from now on. Throws `ListenError`. To be called once, before `run`. */
  async listen(): Promise<ManagerAddresses> {
    const { healthAddress, metrics, logger } = this.#options;
    const health = healthHandler(() => this.#unready());
    try {
      return {
        health: await this.#serve('health probes', healthAddress, health),
        metrics:
          metrics &&
          (await this.#serve('metrics', metrics.address, metricsHandler(metrics.registry, logger))),
      };
    } catch (error) {
      await this.#closeListeners();
      throw error;
    }
  }

  /**
   * Runs until the signal is aborted and everything has stopped. Rejects when a cache or a runnable failed or
   * leadership was lost, after the others have stopped; the process should end then, so that whatever watches over it
   * starts it again.
   */
  async run(signal: AbortSignal): Promise<void> {
    if (this.#state !== 'new') throw new TypeError('a manager runs once');
    this.#state = 'syncing';
    const end = () => this.#ending.resolve();
    if (signal.aborted) end();
    signal.addEventListener('abort', end);
    for (const cache of this.#caches) this.#launch(cache);
    if ((await this.#isSyncedBeforeEnd()) && (await this.#leadsBeforeEnd())) this.#startWork();
    await this.#ending.promise;
    signal.removeEventListener('abort', end);
    await this.#stop();
    if (this.#failure !== undefined) throw this.#failure;
  }

  get #graceMs(): number {
    return this.#options.gracefulStopMs ?? 5000;
  }

  async #isSyncedBeforeEnd(): Promise<boolean> {
    const synced = Promise.all(Array.from(this.#caches, (cache) => cache.waitForSync(this.#parts.signal)));
    return Promise.race([synced.then(() => true), this.#ending.promise.then(() => false)]);
  }

  async #leadsBeforeEnd(): Promise<boolean> {
    const { leaderElection } = this.#options;
    if (leaderElection === undefined) return true;
    const part = { name: 'leader election', run: (signal: AbortSignal) => leaderElection.hold(signal) };
    this.#election = leaderElection.acquire(this.#parts.signal).catch((cause: unknown) => {
      this.#fail(part, cause);
      return false;
    });
    const leads = await Promise.race([this.#election, this.#ending.promise.then(() => false)]);
    if (leads) this.#launch(part);
    return leads;
  }

  #startWork(): void {
    this.#options.logger.info({ caches: this.#caches.size }, 'caches are complete; starting to work');
    this.#state = 'working';
    for (const controller of this.#controllers) controller.start();
    for (const runnable of this.#runnables) this.#launch(runnable);
  }

  #launch(part: Runnable): void {
    const done = part.run(this.#parts.signal).then(
      () => undefined,
      (cause: unknown) => this.#fail(part, cause),
    );
    this.#running.set(
      part,
      done.finally(() => this.#running.delete(part)),
    );
  }

  #fail(part: Runnable, cause: unknown): void {
    // At a stop, most failures are the abort itself.
    if (this.#state === 'stopping') {
      this.#options.logger.debug({ part: part.name, err: cause }, 'failed while stopping');
      return;
    }
    this.#failure ??= new Error(`${part.name} failed`, { cause });
    this.#ending.resolve();
  }

  /** Controllers first, while the caches still follow; then everything else; health to the last. */
  async #stop(): Promise<void> {
    this.#state = 'stopping';
    const graceMs = this.#graceMs;
    const lostLeadership = this.#failure?.cause instanceof LostLeadershipError;
    const controllerGraceMs = lostLeadership ? 0 : graceMs;
    await Promise.all(
      Array.from(this.#controllers, (controller) => controller.stop({ graceMs: controllerGraceMs })),
    );
    this.#parts.abort(new Error('the manager is stopped'));
    const timeout = new AbortController();
    await Promise.race([Promise.all(this.#running.values()), sleep(systemClock, graceMs, timeout.signal)]);
    timeout.abort();
    for (const part of this.#running.keys()) {
      this.#options.logger.warn({ part: part.name }, 'did not end in time');
    }
    await this.#election;
    await this.#options.leaderElection?.release(AbortSignal.timeout(releaseWithinMs));
    await this.#closeListeners();
  }

  #unready(): string[] {
    if (this.#state === 'stopping') return ['stopping'];
    const caches = Array.from(this.#caches).filter((cache) => !cache.hasSynced);
    const failed = this.#checks.flatMap(({ name, check }) => {
      const reason = check();
      return reason === undefined ? [] : [`${name}: ${reason}`];
    });
    return [...caches.map((cache) => `${cache.name}: not complete yet`), ...failed];
  }

  async #serve(
    purpose: string,
    address: ListenAddress | undefined,
    handler: RequestListener,
  ): Promise<string | undefined> {
    if (address === undefined) return undefined;
    const listener = await listen(purpose, address, handler);
    this.#listeners.push(listener);
    return listener.url;
  }

  async #closeListeners(): Promise<void> {
    await Promise.all(this.#listeners.splice(0).map((listener) => listener.close()));
  }
}
