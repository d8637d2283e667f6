import { setTimeout as delay } from 'node:timers/promises';
import {
  type KubernetesClient,
  type LeaderElection,
  LeaderElector,
  type LeaderElectorOptions,
  type Logger,
} from '@sluice/controller-runtime';
import { Gauge, type Registry } from 'prom-client';
import { CompetingOperatorError, refuseToCompete } from './competing-operator.ts';

/** The Lease that operators of one cluster are elected by. */
export const leaseName = 'operator.sluice';

export interface LeadershipOptions extends Pick<LeaderElectorOptions, 'identity' | 'namespace'> {
  readonly client: KubernetesClient;
  readonly logger: Logger;
  readonly registry: Registry;
  /** Whether there is an election; without one, this process leads when Kong's own operator doesn't. */
  readonly isElected: boolean;
}

/** What has one of several operators work. */
export interface Leadership extends LeaderElection {
  /**
   * Resolves when Kong's own operator is known not to be at work, or the signal is aborted. To be awaited before whatever
   * is written without leading.
   *
   * @throws CompetingOperatorError where it is at work.
   */
  refuseToCompete(signal: AbortSignal): Promise<void>;
  /**
   * To be called right before each write.
   *
   * @throws LostLeadershipError where somebody else may be at work by now.
   */
  assertLeading(): void;
}

/** Has one operator at work in a cluster, and none where Kong's own is. */
export function leadership(options: LeadershipOptions): Leadership {
  const { client, namespace, identity, logger, isElected, registry } = options;
  const elector = isElected
    ? new LeaderElector({ client, namespace, name: leaseName, identity, logger })
    : undefined;
  const refuse = (signal: AbortSignal) =>
    untilAnswered(() => refuseToCompete(client, namespace, signal), logger, signal);
  let worksAlone = false;
  addGauge(registry, () => elector?.isLeading ?? worksAlone);
  return {
    refuseToCompete: refuse,
    async acquire(signal) {
      await refuse(signal);
      if (elector === undefined) {
        worksAlone = !signal.aborted;
        return worksAlone;
      }
      if (!(await elector.acquire(signal))) return false;
      // It may have waited for weeks, in which somebody has moved back.
      await refuse(signal);
      return !signal.aborted;
    },
    hold: (signal) => elector?.hold(signal) ?? untilAborted(signal),
    release: async (signal) => elector?.release(signal),
    assertLeading: () => elector?.assertLeading(),
  };
}

/** Under the name that client-go gives it, so that dashboards fit. A process without an election leads when it works. */
function addGauge(registry: Registry, isLeading: () => boolean): void {
  new Gauge({
    name: 'leader_election_master_status',
    help: 'Whether this process leads (1) or waits to lead (0), by the name of the lease.',
    labelNames: ['name'],
    registers: [registry],
    collect() {
      this.set({ name: leaseName }, isLeading() ? 1 : 0);
    },
  });
}

const askAgainAfterMs = 2000;

/** Asks until the server has answered, or the signal is aborted. */
async function untilAnswered(ask: () => Promise<void>, logger: Logger, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    try {
      return await ask();
    } catch (error) {
      if (error instanceof CompetingOperatorError) throw error;
      if (signal.aborted) return;
      logger.warn({ err: error }, "could not see whether Kong's own operator is at work; asking again");
      await delay(askAgainAfterMs, undefined, { signal }).catch(() => undefined);
    }
  }
}

function untilAborted(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve();
  return new Promise((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));
}
