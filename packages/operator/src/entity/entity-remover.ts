import { resourceOf } from '@sluice/kong-resources';
import type { Attempt } from '../konnect/konnect-server.ts';
import type { Parents } from '../references/reference.ts';
import { fails } from '../status/judged-condition.ts';
import { planConditions } from '../status/plan-conditions.ts';
import type { CallContext, EntityDescriptor } from './entity-descriptor.ts';
import { leftBehind } from './entity-events.ts';
import { deletionPolicyAnnotation, type EntityObject, isOrphaned } from './entity-object.ts';
import { cleanupFinalizer } from './finalizer.ts';
import type { Location } from './location.ts';
import { done, type ReconcileResult } from './reconcile-result.ts';
import { removalPlaces } from './removal-places.ts';
import { attempt, type Session } from './session.ts';
import { subject } from './subject.ts';
import type { Surroundings } from './surroundings.ts';

/** How soon a deletion that waits for a usable token looks again, beside being woken by a change of it. */
const tokenWaitMs = 5_000;

/** What removing an entity came to. */
type Removal =
  | { readonly kind: 'removed'; readonly wasThere: boolean }
  | { readonly kind: 'waits'; readonly message: string; readonly result: ReconcileResult };

/** There is no such entity. */
const gone: Removal = { kind: 'removed', wasThere: false };

/**
 * Removes an object's entity from Konnect and then lets the object go. It goes by the ids in the object's own
 * status, so it ends also when the parents have left the cluster.
 */
export class EntityRemover<O extends EntityObject> {
  readonly #descriptor: EntityDescriptor<O>;
  readonly #around: Surroundings;

  constructor(descriptor: EntityDescriptor<O>, around: Surroundings) {
    this.#descriptor = descriptor;
    this.#around = around;
  }

  async remove(object: O, parents: Parents, signal: AbortSignal): Promise<ReconcileResult> {
    const { finalizers = [], uid } = object.metadata;
    if (!finalizers.includes(cleanupFinalizer)) return done;

    const isLeft = isOrphaned(object);
    const isMirror = this.#descriptor.mirrored?.(object) !== undefined;
    const removal: Removal = isLeft || isMirror ? gone : await this.#removeEntity(object, parents, signal);
    if (removal.kind === 'waits') {
      const leftMs = this.#leftMs(object);
      if (leftMs === undefined || leftMs > 0) {
        await this.#say(object, removal.message, signal);
        return waitAtMost(removal.result, leftMs);
      }
      this.#leaveBehind(object, removal.message);
    } else if (isLeft) {
      this.#leaveBehind(object, `its object has the annotation ${deletionPolicyAnnotation}=Orphan`);
    }

    const left = finalizers.filter((finalizer) => finalizer !== cleanupFinalizer);
    const written = await this.#around.writer.setFinalizers(
      resourceOf(this.#descriptor.kind),
      object,
      left,
      signal,
    );
    if (written.kind === 'conflict') return { kind: 'backoff' };
    this.#around.memories.forget(uid);
    return done;
  }

  /** How long the deletion may still wait, in milliseconds; undefined where it waits for as long as it takes. */
  #leftMs({ metadata: { deletionTimestamp = '' } }: O): number | undefined {
    const { deletionGiveUpAfterMs, timeOfDay } = this.#around;
    if (deletionGiveUpAfterMs === undefined) return undefined;
    return Date.parse(deletionTimestamp) + deletionGiveUpAfterMs - timeOfDay().getTime();
  }

  /** The object goes, and its entity stays, if there is one. */
  #leaveBehind(object: O, why: string): void {
    const { id, serverUrl, controlPlaneId } = this.#descriptor.location(object);
    if (id === undefined) return;
    const { noun, holdsEntities } = this.#descriptor;
    const where = holdsEntities ? `on ${serverUrl}` : `in control plane ${controlPlaneId} on ${serverUrl}`;
    this.#around.events.record(object, leftBehind(`the ${noun} ${id} ${where}`, why));
    this.#around.log.warn({ ...subject(object), id, server: serverUrl, reason: why }, `${noun} left behind`);
  }

  async #removeEntity(object: O, parents: Parents, signal: AbortSignal): Promise<Removal> {
    const known = this.#descriptor.location(object);
    const home = this.#descriptor.home(object, parents);
    const { id, byUid } = removalPlaces({
      known,
      home,
      holdsEntities: this.#descriptor.holdsEntities,
      isGone: (controlPlaneId) => this.#around.controlPlanes.isGone(controlPlaneId),
    });
    if (id !== undefined) {
      const removal = await this.#removeAt(object, { ...home, ...known, id }, signal);
      if (removal.kind === 'waits' || removal.wasThere) return removal;
    }
    return byUid ? this.#removeFound(object, { ...known, ...home }, signal) : gone;
  }

  /** Removes the entity that carries the object's UID, if there is one. */
  async #removeFound(object: O, at: Location, signal: AbortSignal): Promise<Removal> {
    const session = this.#around.sessionFor(at);
    if (!session) return this.#waitsForToken(at);
    const found = await attempt(session, (client) =>
      this.#descriptor.findOwn({ client, signal }, object, at),
    );
    if (!found.ok) return isMissing(found) ? gone : this.#waits(object, found, session);
    if (!found.value) return gone;
    const location = { ...at, ...this.#descriptor.locationOf(found.value), id: found.value.id };
    return this.#removeAt(object, location, signal);
  }

  async #removeAt(
    object: O,
    location: Location & { readonly id: string },
    signal: AbortSignal,
  ): Promise<Removal> {
    const session = this.#around.sessionFor(location);
    if (!session) return this.#waitsForToken(location);
    const startedAtMs = this.#around.clock.now();
    const call = (context: CallContext) => this.#descriptor.remove(context, location);
    const result = await attempt(session, (client) => call({ client, signal }));
    if (!result.ok && !isMissing(result)) return this.#waits(object, result, session);

    const { controlPlanes, clock, log } = this.#around;
    if (this.#descriptor.holdsEntities) controlPlanes.gone(location.id);
    controlPlanes.released(location.id);
    const durationMs = Math.round(clock.now() - startedAtMs);
    const what = result.ok ? 'deleted' : 'was gone already';
    log.info(
      { ...subject(object), id: location.id, server: session.server.url, durationMs },
      `${this.#descriptor.noun} ${what}`,
    );
    return { kind: 'removed', wasThere: result.ok };
  }

  #waitsForToken({ serverUrl = 'the server' }: Location): Removal {
    const message = `deletion waits for a valid KonnectAPIAuthConfiguration of ${serverUrl}; annotate the object with ${deletionPolicyAnnotation}=Orphan to leave the ${this.#descriptor.noun} there`;
    return { kind: 'waits', message, result: { kind: 'after', delayMs: tokenWaitMs } };
  }

  #waits(object: O, { failure }: Attempt<unknown> & { ok: false }, session: Session): Removal {
    if (failure.kind === 'refused') {
      const { error } = failure;
      const message = `the control plane refused to delete the ${this.#descriptor.noun}: ${error.message}`;
      if (error.kind === 'unauthorized') {
        this.#around.doubt(session.auth);
        return { kind: 'waits', message, result: { kind: 'after', delayMs: tokenWaitMs } };
      }
      // Nothing tells when the API will change its mind, so it is asked ever less often.
      return { kind: 'waits', message, result: { kind: 'backoff', maxMs: this.#around.syncPeriodMs } };
    }
    const message = `deletion waits for the server: ${failure.message}`;
    if (!session.server.gate.closure) return { kind: 'waits', message, result: { kind: 'backoff' } };
    const { kind, metadata } = object;
    session.server.gate.whenOpen(metadata.uid, () => this.#around.wake(kind, metadata));
    return { kind: 'waits', message, result: done };
  }

  async #say(object: O, message: string, signal: AbortSignal): Promise<void> {
    const programmed = fails('Programmed', 'KonnectAPIOpFailed', message);
    const now = this.#around.timeOfDay();
    const current = object.status?.conditions ?? [];
    const others = current.filter(({ type }) => type !== 'Programmed');
    const conditions = [...others, ...planConditions(current, [programmed], object.metadata.generation, now)];
    const status = { ...object.status, conditions };
    await this.#around.writer.setStatus(resourceOf(this.#descriptor.kind), object, status, signal);
  }
}

/** Looks again when the wait is over, if nothing has brought the object back before. */
function waitAtMost(result: ReconcileResult, leftMs: number | undefined): ReconcileResult {
  if (leftMs === undefined || result.kind === 'backoff') return result;
  const delayMs = result.kind === 'after' ? Math.min(result.delayMs, leftMs) : leftMs;
  return { kind: 'after', delayMs };
}

/** Whether the API answered that there is no such thing: whoever removed it, it is removed. */
function isMissing(result: Attempt<unknown>): boolean {
  return !result.ok && result.failure.kind === 'refused' && result.failure.error.kind === 'not-found';
}
