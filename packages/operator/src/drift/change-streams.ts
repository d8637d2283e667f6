import type { KonnectAPIAuthConfiguration } from '@sluice/kong-resources';
import type { Session } from '../entity/session.ts';
import { ChangeFollower, type FollowerSurroundings, type FollowingEnd } from './change-follower.ts';

/** What following control planes needs of the operator. */
export interface StreamSurroundings extends FollowerSurroundings {
  /** The session of a control plane; undefined where nobody has a token for it. */
  sessionOf(controlPlaneId: string): Session | undefined;
  doubt(auth: KonnectAPIAuthConfiguration): void;
}

/** How long a server isn't asked again with the same token, by what it said. A token may be right again soon. */
const lookAgainMs = { 'not-offered': 3_600_000, 'token-refused': 60_000 };

/** One stream, and the means to end it. */
interface Following {
  readonly follower: ChangeFollower;
  readonly stop: AbortController;
}

/**
 * Follows the changes of control planes whose servers tell of them, by one stream for each server and token. It makes
 * nobody wait and takes nothing from the scans: what isn't followed is found by them.
 */
export class ChangeStreams {
  readonly #around: StreamSurroundings;
  /** By server and token. */
  readonly #followings = new Map<string, Following>();
  /** By which stream each control plane is followed. */
  readonly #keys = new Map<string, string>();
  /** With which servers and tokens, and until when, there is no sense in asking. */
  readonly #refused = new Map<string, number>();
  /** Streams that have not ended yet. */
  readonly #running = new Set<Promise<void>>();
  #stopped = false;

  constructor(around: StreamSurroundings) {
    this.#around = around;
  }

  /**
   * Follows a control plane with the token that it has now, unless that is so or there is nothing to follow. To be called
   * again now and then, and when it may have another token.
   */
  ensure(controlPlaneId: string): void {
    const session = this.#stopped ? undefined : this.#around.sessionOf(controlPlaneId);
    if (!session) return;
    const key = keyOf(session);
    if (this.#keys.get(controlPlaneId) === key || this.#isRefused(key)) return;
    this.exclude(controlPlaneId);
    this.#keys.set(controlPlaneId, key);
    const following = this.#followings.get(key);
    if (following) following.follower.add(controlPlaneId);
    else this.#follow(key, controlPlaneId);
  }

  /** Resolves when the control plane is followed or won't be, at the latest after a second. */
  async begun(controlPlaneId: string): Promise<void> {
    const following = this.#followings.get(this.#keys.get(controlPlaneId) ?? '');
    await following?.follower.begun(controlPlaneId);
  }

  /** Doesn't follow a control plane any more. A stream ends with the last one. */
  exclude(controlPlaneId: string): void {
    const key = this.#keys.get(controlPlaneId) ?? '';
    this.#keys.delete(controlPlaneId);
    const following = this.#followings.get(key);
    if (!following || following.follower.remove(controlPlaneId)) return;
    this.#followings.delete(key);
    following.stop.abort(new Error('no control plane is left to follow'));
  }

  /** Follows none any more; resolves when all streams are closed. */
  async stop(): Promise<void> {
    this.#stopped = true;
    for (const { stop } of this.#followings.values()) stop.abort(new Error('the operator is stopped'));
    await Promise.all(this.#running);
  }

  /** Opens a stream for its first control plane. */
  #follow(key: string, controlPlaneId: string): void {
    const following = { follower: new ChangeFollower(this.#around), stop: new AbortController() };
    following.follower.add(controlPlaneId);
    this.#followings.set(key, following);
    const sessionNow = () => this.#sessionFor(key, following.follower);
    const running = following.follower.run(sessionNow, following.stop.signal).then((end) => {
      this.#running.delete(running);
      this.#conclude(key, following, end);
    });
    this.#running.add(running);
  }

  /** The session of any of the control planes that still have this server and token. */
  #sessionFor(key: string, { followed }: ChangeFollower): Session | undefined {
    for (const id of followed) {
      const session = this.#around.sessionOf(id);
      if (session && keyOf(session) === key) return session;
    }
    return undefined;
  }

  /** Draws the conclusions from an end. Control planes that have another token by now are followed with that. */
  #conclude(key: string, following: Following, end: FollowingEnd): void {
    if (end.kind === 'stopped') return;
    if (this.#followings.get(key) === following) this.#followings.delete(key);
    if (end.kind !== 'no-session') this.#refused.set(key, this.#around.clock.now() + lookAgainMs[end.kind]);
    if (end.kind === 'token-refused') this.#around.doubt(end.session.auth);
    for (const id of following.follower.followed) {
      following.follower.remove(id);
      this.#keys.delete(id);
      this.ensure(id);
    }
  }

  #isRefused(key: string): boolean {
    const untilMs = this.#refused.get(key);
    if (untilMs === undefined) return false;
    if (this.#around.clock.now() < untilMs) return true;
    this.#refused.delete(key);
    return false;
  }
}

function keyOf({ server, tokenFingerprint }: Session): string {
  return `${server.url} ${tokenFingerprint}`;
}
