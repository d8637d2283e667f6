import { backoffMs, type Clock, type Logger } from '@sluice/controller-runtime';
import { type EntityChange, KonnectApiError, KonnectUnreachableError } from '@sluice/konnect-api';
import type { Session } from '../entity/session.ts';
import type { DriftObserver } from './drift-observer.ts';

/** What following a control plane needs of the operator. */
export interface FollowerSurroundings {
  readonly clock: Clock;
  readonly log: Logger;
  readonly drift: DriftObserver;
  /** The session to open a stream with now; undefined where there is none. */
  session(): Session | undefined;
  take(change: EntityChange): void;
  /** From now on every change is told of; what was before isn't known. */
  beganAnew(): void;
}

/** Why a control plane isn't followed any more. */
export type FollowingEnd =
  | { readonly kind: 'stopped' }
  /** Nobody has a token for it. */
  | { readonly kind: 'no-session' }
  /**
   * With this session there is nothing to follow: the server has no streams, it refused the token, or an open stream
   * ended because the control plane is gone or is none of the token's any more.
   */
  | { readonly kind: 'not-offered' | 'token-refused' | 'gone'; readonly session: Session };

/** Pauses before a broken stream is opened again; the first is about a second, so that a restart may be over. */
const reopenBackoff = { baseMs: 1_000, maxMs: 30_000 };
/** The least part of a pause, so that a server that breaks every stream isn't asked in a tight loop. */
const leastPart = 0.5;
/** A stream that held for so long was well: its break is the first of a row. */
const heldMs = 30_000;

/**
 * Follows the changes of one control plane. A stream that breaks is resumed after the last change that came; where the
 * server doesn't keep the changes since, it begins anew. Waits while the server is known to be unwell.
 */
export class ChangeFollower {
  readonly #controlPlaneId: string;
  readonly #around: FollowerSurroundings;
  /** The revision of the last change that was taken; undefined: nothing to go on from. */
  #after: number | undefined;
  #isOpen = false;

  constructor(controlPlaneId: string, around: FollowerSurroundings) {
    this.#controlPlaneId = controlPlaneId;
    this.#around = around;
  }

  /** Follows until the signal is aborted or there is nothing to follow; never rejects. To be called once. */
  async run(signal: AbortSignal): Promise<FollowingEnd> {
    const { clock } = this.#around;
    for (let breaks = 0; ; ) {
      const session = this.#around.session();
      if (!session) return { kind: 'no-session' };
      await this.#untilWell(session, signal);
      const beganAtMs = clock.now();
      this.#isOpen = false;
      const error = await this.#read(session, signal);
      const end = signal.aborted ? undefined : this.#endBy(error);
      this.#tellOfEnd(session, signal.aborted || end ? 'over' : 'broken');
      if (signal.aborted) return { kind: 'stopped' };
      if (end) return { kind: end, session };
      breaks = clock.now() - beganAtMs >= heldMs ? 1 : breaks + 1;
      this.#note(error, session);
      const random = () => leastPart + Math.random() * (1 - leastPart);
      await paused(clock, backoffMs(reopenBackoff, breaks, random), signal);
    }
  }

  /** Opens a stream and takes what it tells until it ends, as every stream does, by an error. */
  async #read(session: Session, signal: AbortSignal): Promise<unknown> {
    const { log, drift, beganAnew, take } = this.#around;
    const [controlPlane, after] = [this.#controlPlaneId, this.#after];
    try {
      const stream = await session.client.followChanges(controlPlane, { after, signal });
      this.#isOpen = true;
      drift.streamOpened(session.server.url);
      this.#after = stream.revision;
      log.debug({ controlPlane, revision: stream.revision }, 'following its changes');
      if (after === undefined) beganAnew();
      for await (const change of stream.changes) {
        take(change);
        this.#after = change.revision;
      }
    } catch (error) {
      return error;
    }
    return undefined;
  }

  #tellOfEnd({ server }: Session, how: 'broken' | 'over'): void {
    if (this.#isOpen) this.#around.drift.streamEnded(server.url, how);
  }

  /** What an error says about whether there is anything to follow. */
  #endBy(error: unknown): 'not-offered' | 'token-refused' | 'gone' | undefined {
    if (!(error instanceof KonnectApiError)) return undefined;
    if (error.kind === 'unauthorized') return 'token-refused';
    if (error.status === 410 || error.status >= 500 || error.kind === 'rate-limited') return undefined;
    return this.#isOpen ? 'gone' : 'not-offered';
  }

  /** A break is no failure of the server that calls should know of, except where it asks to be left alone. */
  #note(error: unknown, { server }: Session): void {
    const fields = { controlPlane: this.#controlPlaneId, server: server.url, err: error };
    if (error instanceof KonnectApiError) {
      if (error.status === 410) this.#after = undefined;
      if (error.kind === 'rate-limited') server.gate.rateLimited(error.message, error.retryAfterMs);
    }
    const isExpected = error instanceof KonnectApiError || error instanceof KonnectUnreachableError;
    const level = isExpected ? 'debug' : 'error';
    this.#around.log[level](fields, 'the stream of its changes ended; it is opened again soon');
  }

  #untilWell({ server }: Session, signal: AbortSignal): Promise<void> {
    if (!server.gate.closure || signal.aborted) return Promise.resolve();
    return new Promise((resolve) => {
      const done = () => {
        signal.removeEventListener('abort', done);
        resolve();
      };
      signal.addEventListener('abort', done);
      server.gate.whenOpen(`changes ${this.#controlPlaneId}`, done);
    });
  }
}

/** Resolves after the time, or when the signal is aborted. */
function paused(clock: Clock, delayMs: number, signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve();
  return new Promise((resolve) => {
    const done = () => {
      cancel();
      signal.removeEventListener('abort', done);
      resolve();
    };
    const cancel = clock.schedule(delayMs, done);
    signal.addEventListener('abort', done);
  });
}
