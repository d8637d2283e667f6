import { setTimeout as delay } from 'node:timers/promises';
import type { Component } from '../components/component.ts';
import type { StartFailure } from '../components/start-failure.ts';
import { ComponentProcess } from './component-process.ts';
import { restartDelayMs } from './restart-delay.ts';

/** What becomes of a component after its first start. */
export type SupervisionEvent =
  | { readonly type: 'died'; readonly how: string; readonly restartInMs: number }
  | { readonly type: 'restarted'; readonly pid: number };

/** A component that couldn't be started the first time; `failure` says why. */
export class ComponentStartError extends Error {
  override readonly name = 'ComponentStartError';
  readonly failure: StartFailure;

  constructor(failure: StartFailure) {
    super(failure.message);
    this.failure = failure;
  }
}

export interface SupervisedComponentOptions {
  readonly logFile: string;
  readonly logLevel: string;
  /** Told when the process dies after it had started, and when it is there again. */
  readonly onEvent: (event: SupervisionEvent) => void;
}

/**
 * A component in a process of its own, which is started again whenever it dies. Its modules begin to load when
 * this object is made; `start` hands over the configuration.
 */
export class SupervisedComponent<Config, Urls extends Readonly<Record<keyof Urls, string | undefined>>> {
  readonly #component: Component<Config, Urls>;
  readonly #options: SupervisedComponentOptions;
  readonly #stopping = new AbortController();
  #process: ComponentProcess;
  #supervision: Promise<void> = Promise.resolve();

  constructor(component: Component<Config, Urls>, options: SupervisedComponentOptions) {
    this.#component = component;
    this.#options = options;
    this.#process = this.#fork();
  }

  /** The process that runs it now, or ran it last. */
  get pid(): number {
    return this.#process.pid;
  }

  /** Starts it, and keeps it running from then on. Throws `ComponentStartError` when the first start fails. */
  async start(config: Config): Promise<Urls> {
    const startedAt = performance.now();
    const outcome = await this.#process.start(config);
    if (!outcome.ok) throw new ComponentStartError(outcome.failure);
    // The process runs this very component, so these are its addresses.
    const urls = outcome.urls as unknown as Urls;
    this.#supervision = this.#keepRunning(this.#component.configForRestart(config, urls), startedAt);
    return urls;
  }

  /** Stops it for good; kills it when it hasn't ended after `graceMs`. Also before `start`. */
  async stop(graceMs: number): Promise<void> {
    this.#stopping.abort();
    await this.#process.stop(graceMs);
    await this.#supervision;
  }

  /** Ends when `stop` is called. The component's process may be a new one each time round. */
  async #keepRunning(config: Config, firstStartedAt: number): Promise<void> {
    let startedAt = firstStartedAt;
    let restartInMs = 0;
    let how = await this.#process.ended;
    while (!this.#stopping.signal.aborted) {
      restartInMs = restartDelayMs(restartInMs, performance.now() - startedAt);
      this.#options.onEvent({ type: 'died', how, restartInMs });
      if (!(await this.#slept(restartInMs))) return;
      startedAt = performance.now();
      this.#process = this.#fork();
      const outcome = await this.#process.start(config);
      if (outcome.ok) {
        this.#options.onEvent({ type: 'restarted', pid: this.pid });
        how = await this.#process.ended;
      } else {
        await this.#process.stop(0);
        how = outcome.failure.message;
      }
    }
  }

  /** False when `stop` was called meanwhile. */
  #slept(durationMs: number): Promise<boolean> {
    const { signal } = this.#stopping;
    return delay(durationMs, undefined, { signal }).then(
      () => true,
      () => false,
    );
  }

  #fork(): ComponentProcess {
    const { logFile, logLevel } = this.#options;
    return new ComponentProcess({ name: this.#component.name, logFile, logLevel });
  }
}
