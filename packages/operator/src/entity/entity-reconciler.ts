import { resourceOf } from '@sluice/kong-resources';
import { type Resolution, resolveReferences } from '../references/resolve.ts';
import type { JudgedCondition } from '../status/judged-condition.ts';
import { planConditions } from '../status/plan-conditions.ts';
import { conditionsAfter, conditionsWhileWaiting } from '../status/plan-status.ts';
import type { EntityDescriptor } from './entity-descriptor.ts';
import { EntityMaker } from './entity-maker.ts';
import type { EntityObject } from './entity-object.ts';
import { isDeleting } from './entity-object.ts';
import { EntityRemover } from './entity-remover.ts';
import { cleanupFinalizer } from './finalizer.ts';
import { leaveFormerHome } from './former-home.ts';
import type { Making } from './making.ts';
import type { Made, Outcome } from './outcome.ts';
import { done, type ReconcileResult } from './reconcile-result.ts';
import type { Session } from './session.ts';
import type { Surroundings } from './surroundings.ts';

/**
 * How long an unusable parent that is on its way is waited for before that is written down: a batch that was
 * applied at once, in any order, costs no writes about how it was not yet complete.
 */
const graceMs = 1_000;

/** How soon a parent's token or existence is looked at again, beside being woken by its change. */
const doubtMs = 5_000;

/** Keeps one kind of entity in Konnect like the cluster's objects. The steps are the same for every kind. */
export class EntityReconciler<O extends EntityObject> {
  readonly #descriptor: EntityDescriptor<O>;
  readonly #around: Surroundings;
  readonly #maker: EntityMaker;
  readonly #remover: EntityRemover<O>;

  constructor(descriptor: EntityDescriptor<O>, around: Surroundings) {
    this.#descriptor = descriptor;
    this.#around = around;
    this.#maker = new EntityMaker(around);
    this.#remover = new EntityRemover(descriptor, around);
  }

  /** Brings one object, as the cache has it, a pass nearer to what it declares. */
  async reconcile(object: O, signal: AbortSignal): Promise<ReconcileResult> {
    const resolution = this.#resolve(object);
    // 1. What is being deleted needs no valid reference, only a way to remove what was made.
    if (isDeleting(object)) return this.#remover.remove(object, resolution.parents, signal);

    // 2. A parent that can't be used is a condition; the watch on it brings the object back.
    const session = this.#sessionOf(resolution);
    if (!session) return this.#waitForParents(object, resolution, signal);
    this.#around.memories.of(object.metadata.uid).waitingSinceMs = undefined;

    // 3. The finalizer comes before the entity: after a crash in between, the deletion still removes it.
    const guarded = await this.#ensureFinalizer(object, signal);
    if (guarded.kind === 'gone') return done;
    if (guarded.kind === 'conflict') return { kind: 'backoff' };

    // 4. and 5. Create, adopt or update; no call where nothing differs.
    const mayBeMade = isGuarded(object);
    const outcome = await this.#make(guarded.object, resolution, { session, mayBeMade, signal });

    // What moved to another control plane leaves nothing in the one before.
    if (outcome.kind === 'in-sync') {
      await leaveFormerHome(this.#descriptor, guarded.object, resolution.parents, this.#around, signal);
    }

    // 6. One patch with all that was learnt, none where nothing was.
    return this.#report(guarded.object, resolution, session, outcome, signal);
  }

  #resolve(object: O): Resolution {
    const { lookup, permits } = this.#around;
    return resolveReferences(object, (kind) => this.#around.dependenciesOf(kind), lookup, permits);
  }

  #sessionOf({ usable, parents: { apiAuth } }: Resolution): Session | undefined {
    return usable && apiAuth ? this.#around.sessionOf(apiAuth) : undefined;
  }

  async #waitForParents(object: O, resolution: Resolution, signal: AbortSignal): Promise<ReconcileResult> {
    const memory = this.#around.memories.of(object.metadata.uid);
    const now = this.#around.clock.now();
    memory.waitingSinceMs ??= now;
    const graceLeftMs = memory.waitingSinceMs + graceMs - now;
    const onItsWay = resolution.usable || resolution.onItsWay;
    if (onItsWay && graceLeftMs > 0) return { kind: 'after', delayMs: graceLeftMs };
    return this.#writeStatus(object, {}, conditionsWhileWaiting(resolution.conditions), signal);
  }

  #ensureFinalizer(object: O, signal: AbortSignal) {
    if (isGuarded(object)) return { kind: 'written', object } as const;
    const finalizers = object.metadata.finalizers ?? [];
    const resource = resourceOf(this.#descriptor.kind);
    return this.#around.writer.setFinalizers(resource, object, [...finalizers, cleanupFinalizer], signal);
  }

  async #make(
    object: O,
    { parents }: Resolution,
    at: Pick<Making<O>, 'session' | 'mayBeMade' | 'signal'>,
  ): Promise<Outcome> {
    const { controlPlaneId } = this.#descriptor.home(object, parents);
    const scanned = controlPlaneId === undefined || this.#around.controlPlanes.isScanned(controlPlaneId);
    const memory = this.#around.memories.of(object.metadata.uid);
    return this.#maker.make({
      descriptor: this.#descriptor,
      object,
      parents,
      memory,
      scanned,
      ...at,
    });
  }

  async #report(
    object: O,
    { parents, conditions: references }: Resolution,
    session: Session,
    outcome: Outcome,
    signal: AbortSignal,
  ): Promise<ReconcileResult> {
    const conditions = conditionsAfter(references, outcome);
    const { controlPlaneId } = this.#descriptor.home(object, parents);
    if (conditions && !this.#isTooEarlyToSay(object, outcome, controlPlaneId)) {
      const made = madeIn(outcome);
      const rest = made ? this.#descriptor.status(object, session, parents, made.id, made.shown) : {};
      const written = await this.#writeStatus(object, rest, conditions, signal);
      if (written.kind !== 'done') return written;
    }
    return this.#whatIsLeft(object, parents, session, outcome);
  }

  #whatIsLeft(
    object: O,
    parents: Resolution['parents'],
    session: Session,
    outcome: Outcome,
  ): ReconcileResult {
    switch (outcome.kind) {
      case 'in-sync':
        return done;
      case 'refused': {
        const { retryAfterMs } = outcome;
        return retryAfterMs === undefined ? done : { kind: 'after', delayMs: retryAfterMs };
      }
      case 'unavailable':
        if (!session.server.gate.closure) return { kind: 'backoff' };
        session.server.gate.whenOpen(object.metadata.uid, () => this.#wake(object));
        return done;
      case 'token-refused':
        this.#around.doubt(session.auth);
        return { kind: 'after', delayMs: doubtMs };
      case 'parent-gone':
        this.#doubt(parents[outcome.parent]);
        return { kind: 'backoff', maxMs: this.#around.syncPeriodMs };
      case 'unscanned': {
        const { controlPlaneId } = this.#descriptor.home(object, parents);
        if (controlPlaneId) this.#around.controlPlanes.wakeAfterScan(controlPlaneId, object);
        return done;
      }
    }
  }

  /** A parent that has vanished is usually back within a moment, and then that wasn't worth a write. */
  #isTooEarlyToSay({ metadata }: O, { kind }: Outcome, controlPlaneId: string | undefined): boolean {
    const memory = this.#around.memories.of(metadata.uid);
    if (kind !== 'parent-gone') {
      memory.parentGoneSinceMs = undefined;
      return false;
    }
    const now = this.#around.clock.now();
    if (memory.parentGoneSinceMs === undefined) this.#lookForOthers(controlPlaneId);
    memory.parentGoneSinceMs ??= now;
    return now < memory.parentGoneSinceMs + graceMs;
  }

  /** What was in a parent that has vanished has vanished with it: others than this object have to come back, too. */
  #lookForOthers(controlPlaneId: string | undefined): void {
    if (controlPlaneId !== undefined) this.#around.controlPlanes.lookAgain(controlPlaneId);
  }

  #doubt(parent: EntityObject | undefined): void {
    if (parent) this.#around.doubt(parent);
  }

  #wake({ kind, metadata }: EntityObject): void {
    this.#around.wake(kind, metadata);
  }

  async #writeStatus(
    object: O,
    rest: object,
    judged: readonly JudgedCondition[],
    signal: AbortSignal,
  ): Promise<ReconcileResult> {
    const now = this.#around.timeOfDay();
    const current = object.status?.conditions ?? [];
    const conditions = planConditions(current, judged, object.metadata.generation, now);
    const status = { ...object.status, ...rest, conditions };
    const written = await this.#around.writer.setStatus(
      resourceOf(this.#descriptor.kind),
      object,
      status,
      signal,
    );
    return written.kind === 'conflict' ? { kind: 'backoff' } : done;
  }
}

/** Whether a deletion of the object waits for its entity to be removed. Nothing is ever made for one that isn't guarded. */
function isGuarded({ metadata }: EntityObject): boolean {
  return metadata.finalizers?.includes(cleanupFinalizer) ?? false;
}

/** The entity that is there, as far as the outcome tells of it. */
function madeIn(outcome: Outcome): Made | undefined {
  if (outcome.kind === 'in-sync') return outcome;
  return outcome.kind === 'refused' || outcome.kind === 'unavailable' ? outcome.made : undefined;
}
