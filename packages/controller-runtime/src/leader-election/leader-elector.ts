import { isKubernetesApiError } from '../client/kubernetes-api-error.ts';
import type { KubernetesClient } from '../client/kubernetes-client.ts';
import { type Clock, systemClock } from '../clock/clock.ts';
import { sleep } from '../clock/sleep.ts';
import type { Logger } from '../logging/logger.ts';
import { heldBy, type Lease, leases, released } from './lease.ts';
import { LostLeadershipError } from './lost-leadership-error.ts';

/** Which lease, and who asks for it. */
export interface LeaderElectorOptions {
  readonly client: KubernetesClient;
  readonly namespace: string;
  readonly name: string;
  /** Unlike that of any other candidate, also of this program's last run. */
  readonly identity: string;
  readonly logger: Logger;
  /** How long others wait after the last renewal that they saw; 15 s unless given. */
  readonly leaseDurationMs?: number;
  /** How long renewals may fail before leadership is given up; below the duration, 10 s unless given. */
  readonly renewDeadlineMs?: number;
  /** How often candidates look and the leader renews; 2 s unless given. */
  readonly retryPeriodMs?: number;
  readonly clock?: Clock;
}

/**
 * Elects one of several processes by a Lease, as Kubernetes' own components do.
 *
 * What makes it safe: a candidate takes a lease of somebody else only after it has itself watched it go unrenewed for
 * its whole duration, and so doesn't depend on clocks that agree; every write names the version that was read, so
 * of two who try at once one is refused; and a leader gives up after `renewDeadlineMs`, before anybody else may
 * believe that it has gone. `acquire`, `hold`, `release`, in this order, once.
 */
export class LeaderElector {
  readonly #options: Required<LeaderElectorOptions>;
  /** The lease as last seen, and when it was first seen like that. */
  #seen: { readonly lease: Lease; readonly sinceMs: number } | undefined;
  #isLeading = false;
  /** When the last write that succeeded was sent: the server wrote it, from which others count, later. */
  #renewedAtMs = 0;

  constructor(options: LeaderElectorOptions) {
    this.#options = {
      leaseDurationMs: 15_000,
      renewDeadlineMs: 10_000,
      retryPeriodMs: 2_000,
      clock: systemClock,
      ...options,
    };
  }

  /**
   * Whether this process leads: false as soon as its last renewal is older than `renewDeadlineMs`, also where it stood
   * still and hasn't noticed yet.
   */
  get isLeading(): boolean {
    return this.#isLeading && !this.#isOverdue;
  }

  /**
   * To be called right before whatever only the leader may do.
   *
   * @throws LostLeadershipError when this process doesn't lead.
   */
  assertLeading(): void {
    if (!this.isLeading) throw new LostLeadershipError(this.#leaseName, this.#overdueReason);
  }

  /**
   * Resolves with true when the lease is this process's, with false when the signal is aborted before. A server that
   * is out of reach, or refuses, is asked again.
   */
  async acquire(signal: AbortSignal): Promise<boolean> {
    const { logger, clock, retryPeriodMs, identity } = this.#options;
    const lease = this.#leaseName;
    logger.info({ lease, identity }, 'waiting to lead');
    while (!signal.aborted) {
      if (await this.#tryToTake(signal)) {
        this.#isLeading = true;
        logger.info({ lease, identity }, 'leading');
        return true;
      }
      await sleep(clock, jittered(retryPeriodMs), signal);
    }
    return false;
  }

  /**
   * Renews the lease until the signal is aborted, and resolves then.
   *
   * @throws LostLeadershipError when somebody else has it, or no renewal has succeeded for `renewDeadlineMs`.
   */
  async hold(signal: AbortSignal): Promise<void> {
    const { clock, retryPeriodMs, renewDeadlineMs, identity } = this.#options;
    for (;;) {
      await sleep(clock, retryPeriodMs, signal);
      if (signal.aborted) return;
      // A process that stood still learns it here, before it takes up anything that came meanwhile.
      if (this.#isOverdue) throw this.#lost(this.#overdueReason);
      const failure = await this.#renewBefore(this.#renewedAtMs + renewDeadlineMs, signal);
      if (failure === undefined || signal.aborted) continue;
      if (this.#holder !== identity) throw this.#lost(`${this.#holder || 'nobody'} holds it`, failure);
      if (this.#isOverdue) throw this.#lost(this.#overdueReason, failure);
    }
  }

  /**
   * Hands the lease back, so that the next one needn't wait until it expires. To be called when all work has ended.
   * Does nothing when this process doesn't lead; a server that doesn't take it leaves it to expire.
   */
  async release(signal: AbortSignal): Promise<void> {
    const lease = this.#seen?.lease;
    if (!this.#isLeading || lease?.spec === undefined) return;
    this.#isLeading = false;
    try {
      await this.#options.client.update(
        leases,
        { ...lease, spec: released(lease.spec, new Date()) },
        { signal },
      );
      this.#options.logger.info({ lease: this.#leaseName }, 'handed the lease back');
    } catch (error) {
      this.#options.logger.warn({ lease: this.#leaseName, err: error }, 'the lease is left to expire');
    }
  }

  async #tryToTake(signal: AbortSignal): Promise<boolean> {
    try {
      await this.#read(signal);
      if (!this.#mayTake()) return false;
      await this.#write(signal);
      return true;
    } catch (error) {
      if (signal.aborted) return false;
      const { logger } = this.#options;
      // Two who try at once: one of them is refused.
      if (isKubernetesApiError(error, 409)) logger.debug({ err: error }, 'another candidate was quicker');
      else logger.warn({ lease: this.#leaseName, err: error }, 'the lease could not be taken; trying again');
      return false;
    }
  }

  /** Why the lease could not be renewed before that time; undefined when it was. */
  async #renewBefore(deadlineMs: number, signal: AbortSignal): Promise<unknown> {
    const { clock } = this.#options;
    const deadline = new AbortController();
    const cancel = clock.schedule(Math.max(deadlineMs - clock.now(), 0), () => deadline.abort());
    try {
      await this.#renew(AbortSignal.any([signal, deadline.signal]));
      return undefined;
    } catch (error) {
      return error;
    } finally {
      cancel();
    }
  }

  async #renew(signal: AbortSignal): Promise<void> {
    try {
      await this.#write(signal);
    } catch (error) {
      // Somebody has written or removed it: perhaps only set a label. Who holds it now decides.
      if (!isKubernetesApiError(error, 409) && !isKubernetesApiError(error, 404)) throw error;
      await this.#read(signal);
      if (this.#seen !== undefined && this.#holder !== this.#options.identity) throw error;
      await this.#write(signal);
    }
  }

  /** Not held, ours, or seen unrenewed for as long as it was to last. */
  #mayTake(): boolean {
    if (this.#seen === undefined) return true;
    const { identity, leaseDurationMs, clock } = this.#options;
    const { lease, sinceMs } = this.#seen;
    const holder = lease.spec?.holderIdentity;
    if (!holder || holder === identity) return true;
    const durationMs = (lease.spec?.leaseDurationSeconds ?? leaseDurationMs / 1000) * 1000;
    return clock.now() - sinceMs >= durationMs;
  }

  async #read(signal: AbortSignal): Promise<void> {
    const { client, namespace, name } = this.#options;
    try {
      this.#see(await client.get<Lease>(leases, namespace, name, { signal }));
    } catch (error) {
      if (!isKubernetesApiError(error, 404, 'NotFound')) throw error;
      this.#seen = undefined;
    }
  }

  async #write(signal: AbortSignal): Promise<void> {
    const { client, clock, namespace, name, identity, leaseDurationMs } = this.#options;
    const before = this.#seen?.lease;
    const spec = heldBy(identity, before?.spec, leaseDurationMs, new Date());
    const sentAtMs = clock.now();
    if (before === undefined) {
      const lease = {
        apiVersion: 'coordination.k8s.io/v1',
        kind: 'Lease',
        metadata: { namespace, name },
        spec,
      };
      this.#see(await client.create<Lease>(leases, lease, { signal }));
    } else {
      this.#see(await client.update<Lease>(leases, { ...before, spec }, { signal }));
    }
    this.#renewedAtMs = sentAtMs;
  }

  #see(lease: Lease): void {
    if (lease.metadata.resourceVersion === this.#seen?.lease.metadata.resourceVersion) return;
    this.#seen = { lease, sinceMs: this.#options.clock.now() };
  }

  get #isOverdue(): boolean {
    const { clock, renewDeadlineMs } = this.#options;
    return clock.now() - this.#renewedAtMs >= renewDeadlineMs;
  }

  get #overdueReason(): string {
    return `it could not be renewed for ${this.#options.renewDeadlineMs / 1000} s`;
  }

  get #holder(): string | undefined {
    return this.#seen?.lease.spec?.holderIdentity;
  }

  get #leaseName(): string {
    return `${this.#options.namespace}/${this.#options.name}`;
  }

  #lost(reason: string, cause?: unknown): LostLeadershipError {
    this.#isLeading = false;
    return new LostLeadershipError(this.#leaseName, reason, { cause });
  }
}

/** Up to a fifth longer, so that candidates that started together don't ask together. */
function jittered(periodMs: number): number {
  return periodMs * (1 + Math.random() / 5);
}
