import type { KonnectAPIAuthConfiguration } from '@sluice/kong-resources';
import type { EntityChange } from '@sluice/konnect-api';
import type { Session } from '../entity/session.ts';
import { ChangeFollower, type FollowerSurroundings, type FollowingEnd } from './change-follower.ts';

/** What following control planes needs of the operator. */
export interface StreamSurroundings extends Pick<FollowerSurroundings, 'clock' | 'log' | 'drift'> {
  /** The session of a control plane; undefined where nobody has a token for it. */
  sessionOf(controlPlaneId: string): Session | undefined;
  take(controlPlaneId: string, change: EntityChange): void;
  /** Every change of the control plane is told of from now on; what was before has to be looked at. */
  beganAnew(controlPlaneId: string): void;
  /** The stream ended because the control plane is gone, or isn't the token's any more. */
  ended(controlPlaneId: string): void;
  doubt(auth: KonnectAPIAuthConfiguration): void;
}

/** Connections that are kept open to one server; control planes beyond them are kept by their scans alone. */
const maxStreamsPerServer = 100;
/** How long a server that offered no stream isn't asked again, unless the token changes. */
const lookAgainMs = 3_600_000;
/** How long a scan waits for the stream to begin, so that between the two nothing is overlooked. */
const beginningMs = 1_000;

interface Followed {
  readonly serverUrl: string;
  readonly stop: AbortController;
  /** Resolves when the stream has begun, or won't. */
  readonly begun: Promise<void>;
  readonly ended: Promise<void>;
}

/**
 * Follows the changes of control planes whose servers tell of them, each on a connection of its own. It makes nobody
 * wait and takes nothing from the scans: what isn't followed is found by them.
 */
export class ChangeStreams {
  readonly #around: StreamSurroundings;
  readonly #followed = new Map<string, Followed>();
  /** With which token, and until when, there is no sense in asking. */
  readonly #refused = new Map<string, { readonly token: string; readonly untilMs: number }>();
  #stopped = false;

  constructor(around: StreamSurroundings) {
    this.#around = around;
  }

  /** Follows a control plane unless it is followed, or has nothing to follow. To be called again now and then. */
  ensure(controlPlaneId: string): void {
    if (this.#stopped || this.#followed.has(controlPlaneId)) return;
    const session = this.#around.sessionOf(controlPlaneId);
    if (!session || this.#isRefused(controlPlaneId, session)) return;
    const { url } = session.server;
    const open = [...this.#followed.values()].filter(({ serverUrl }) => serverUrl === url);
    if (open.length >= maxStreamsPerServer) return;
    this.#follow(controlPlaneId, url);
  }

  /** Resolves when the control plane is followed or won't be, at the latest after a second. */
  begun(controlPlaneId: string): Promise<void> {
    const followed = this.#followed.get(controlPlaneId);
    if (!followed) return Promise.resolve();
    return new Promise((resolve) => {
      const cancel = this.#around.clock.schedule(beginningMs, resolve);
      void followed.begun.then(() => {
        cancel();
        resolve();
      });
    });
  }

  /** Doesn't follow a control plane any more. */
  exclude(controlPlaneId: string): void {
    this.#followed.get(controlPlaneId)?.stop.abort(new Error('the control plane is no longer looked after'));
    this.#refused.delete(controlPlaneId);
  }

  /** Follows none any more; resolves when all streams are closed. */
  async stop(): Promise<void> {
    this.#stopped = true;
    const all = [...this.#followed.values()];
    for (const { stop } of all) stop.abort(new Error('the operator is stopped'));
    await Promise.all(all.map(({ ended }) => ended));
  }

  #follow(id: string, serverUrl: string): void {
    const { clock, log, drift, sessionOf, take, beganAnew } = this.#around;
    const stop = new AbortController();
    const begun = Promise.withResolvers<void>();
    const follower = new ChangeFollower(id, {
      clock,
      log,
      drift,
      session: () => sessionOf(id),
      take: (change) => take(id, change),
      beganAnew() {
        begun.resolve();
        beganAnew(id);
      },
    });
    const ended = follower.run(stop.signal).then((end) => {
      this.#followed.delete(id);
      begun.resolve();
      this.#conclude(id, end);
    });
    this.#followed.set(id, { serverUrl, stop, begun: begun.promise, ended });
  }

  /** Draws the conclusions from an end. What is to be followed again is so after the next scan. */
  #conclude(id: string, end: FollowingEnd): void {
    if (end.kind === 'stopped' || end.kind === 'no-session') return;
    const untilMs = this.#around.clock.now() + lookAgainMs;
    this.#refused.set(id, { token: end.session.tokenFingerprint, untilMs });
    if (end.kind === 'token-refused') this.#around.doubt(end.session.auth);
    if (end.kind === 'gone') this.#around.ended(id);
  }

  #isRefused(id: string, { tokenFingerprint }: Session): boolean {
    const refused = this.#refused.get(id);
    return refused?.token === tokenFingerprint && this.#around.clock.now() < refused.untilMs;
  }
}
