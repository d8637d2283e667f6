import { backoffMs, type Clock, type Logger, sleep } from '@sluice/controller-runtime';
import {
  type EntityChange,
  KonnectApiError,
  KonnectUnreachableError,
  type ToldChange,
} from '@sluice/konnect-api';
import type { Session } from '../entity/session.ts';
import type { DriftObserver } from './drift-observer.ts';

/** What following control planes needs of the operator. */
export interface FollowerSurroundings {
  readonly clock: Clock;
  readonly log: Logger;
  readonly drift: DriftObserver;
  take(change: EntityChange): void;
  /** From now on every change of the control plane is told of; what was before isn't known. */
  beganAnew(controlPlaneId: string): void;
  /** The control plane is gone, or isn't the token's any more. */
  gone(controlPlaneId: string): void;
}

/** Why a server isn't followed any more. */
export type FollowingEnd =
  | { readonly kind: 'stopped' }
  /** Nobody has this token any more. */
  | { readonly kind: 'no-session' }
  /** With this session there is nothing to follow: the server has no stream, or it refused the token. */
  | { readonly kind: 'not-offered' | 'token-refused'; readonly session: Session };

/** Pauses before a broken stream is opened again; the first is about a second, so that a restart may be over. */
const reopenBackoff = { baseMs: 1_000, maxMs: 30_000 };
/** The least part of a pause, so that a server that breaks every stream isn't asked in a tight loop. */
const leastPart = 0.5;
/** A stream that held for so long was well: its break is the first of a row. */
const heldMs = 30_000;
/** How long a control plane is waited for to begin. */
const beginningMs = 1_000;

/**
 * Follows the changes of control planes of one server with one token, by one stream that tells of all that the token may
 * read. Which of these are followed may change at any time and costs nothing. A stream that breaks is resumed after the
 * last change of each control plane that came; where the server doesn't keep the changes since, that one begins anew.
 * Waits while the server is known to be unwell.
 */
export class ChangeFollower {
  readonly #around: FollowerSurroundings;
  /** The revisions up to which is told, by control plane, of those that nobody follows, too. */
  readonly #told = new Map<string, number>();
  /** The control planes that are followed, each with what is to be called when it begins, or won't. */
  readonly #followed = new Map<string, PromiseWithResolvers<void>>();
  #isOpen = false;
  #hasBeenOpen = false;

  constructor(around: FollowerSurroundings) {
    this.#around = around;
  }

  /** The control planes that are followed. */
  get followed(): readonly string[] {
    return [...this.#followed.keys()];
  }

  /** Follows a control plane, too. */
  add(id: string): void {
    const begun = Promise.withResolvers<void>();
    const cancel = this.#around.clock.schedule(beginningMs, begun.resolve);
    void begun.promise.then(cancel);
    this.#followed.set(id, begun);
    if (this.#told.has(id)) this.#begun(id);
  }

  /** Doesn't follow a control plane any more; answers whether there are others. */
  remove(id: string): boolean {
    this.#followed.get(id)?.resolve();
    this.#followed.delete(id);
    return this.#followed.size > 0;
  }

  /** Resolves when the control plane is told of or won't be, a second after it was added at the latest. */
  begun(id: string): Promise<void> {
    return this.#followed.get(id)?.promise ?? Promise.resolve();
  }

  /**
   * Follows until the signal is aborted or there is nothing to follow; never rejects. To be called once.
   *
   * @param sessionNow - the session to open a stream with; undefined where there is none.
   */
  async run(sessionNow: () => Session | undefined, signal: AbortSignal): Promise<FollowingEnd> {
    const { clock } = this.#around;
    for (let breaks = 0; ; ) {
      const session = sessionNow();
      if (!session) return { kind: 'no-session' };
      await untilWell(session, signal);
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
      await sleep(clock, backoffMs(reopenBackoff, breaks, random), signal);
    }
  }

  /** Opens a stream and takes what it tells until it ends, as every stream does, by an error. */
  async #read(session: Session, signal: AbortSignal): Promise<unknown> {
    const { log, drift } = this.#around;
    // What nobody follows begins anew, should somebody want it then.
    for (const id of this.#told.keys()) if (!this.#followed.has(id)) this.#told.delete(id);
    try {
      const stream = await session.client.followChanges({ after: this.#told, signal });
      this.#isOpen = true;
      this.#hasBeenOpen = true;
      drift.streamOpened(session.server.url);
      log.debug({ server: session.server.url, controlPlanes: this.#followed.size }, 'following changes');
      for await (const told of stream) this.#take(told);
    } catch (error) {
      return error;
    }
    return undefined;
  }

  #take(told: ToldChange): void {
    if (told.kind === 'change') {
      this.#takeChange(told.change);
      return;
    }
    const id = told.controlPlaneId;
    if (told.kind === 'gone') {
      this.#told.delete(id);
      this.#followed.get(id)?.resolve();
      if (this.#followed.has(id)) this.#around.gone(id);
      return;
    }
    const isResumed = this.#told.get(id) === told.revision;
    this.#told.set(id, told.revision);
    if (!isResumed && this.#followed.has(id)) this.#begun(id);
  }

  /** A change that can't be judged is a matter of its control plane, which is looked at as a whole then. */
  #takeChange(change: EntityChange): void {
    const { log, take, beganAnew } = this.#around;
    const { controlPlaneId, revision } = change;
    this.#told.set(controlPlaneId, revision);
    if (!this.#followed.has(controlPlaneId)) return;
    try {
      take(change);
    } catch (err) {
      log.error({ controlPlane: controlPlaneId, revision, err }, 'a change could not be judged');
      beganAnew(controlPlaneId);
    }
  }

  #begun(id: string): void {
    this.#around.beganAnew(id);
    this.#followed.get(id)?.resolve();
  }

  #tellOfEnd({ server }: Session, how: 'broken' | 'over'): void {
    if (this.#isOpen) this.#around.drift.streamEnded(server.url, how);
  }

  /**
   * What an error says about whether there is anything to follow. A server that had a stream has it again, whatever is said
   * in its place while it is away.
   */
  #endBy(error: unknown): 'not-offered' | 'token-refused' | undefined {
    if (!(error instanceof KonnectApiError)) return undefined;
    if (error.kind === 'unauthorized') return 'token-refused';
    const isPassing = error.status >= 500 || error.kind === 'rate-limited' || this.#hasBeenOpen;
    return isPassing ? undefined : 'not-offered';
  }

  /** A break is no failure of the server that calls should know of, except where it asks to be left alone. */
  #note(error: unknown, { server }: Session): void {
    if (error instanceof KonnectApiError && error.kind === 'rate-limited') {
      server.gate.rateLimited(error.message, error.retryAfterMs);
    }
    const isExpected = error instanceof KonnectApiError || error instanceof KonnectUnreachableError;
    const level = isExpected ? 'debug' : 'error';
    this.#around.log[level](
      { server: server.url, err: error },
      'the stream of changes ended; it is opened again soon',
    );
  }
}

/** Resolves when calls may be made to the session's server, or the signal is aborted. */
function untilWell({ server, tokenFingerprint }: Session, signal: AbortSignal): Promise<void> {
  if (!server.gate.closure || signal.aborted) return Promise.resolve();
  return new Promise((resolve) => {
    const done = () => {
      signal.removeEventListener('abort', done);
      resolve();
    };
    signal.addEventListener('abort', done);
    server.gate.whenOpen(`changes ${tokenFingerprint}`, done);
  });
}
