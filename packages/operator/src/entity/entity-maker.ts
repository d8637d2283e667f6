import { resourceOf } from '@sluice/kong-resources';
import { describeEntity, factsOf, originIn } from '../identity/origin.ts';
import { adoptedAnnotation } from '../kinds/adopted-annotation.ts';
import type { Attempt } from '../konnect/konnect-server.ts';
import type { Parents } from '../references/reference.ts';
import type { JudgedCondition } from '../status/judged-condition.ts';
import { digest } from './digest.ts';
import { type Adoption, notFetched, notWritten, refusalToAdopt } from './entity-adoption.ts';
import type { CallContext, EntityDescriptor, Holder, ShownEntity } from './entity-descriptor.ts';
import { blocked, madeAgain, mended, refused, tagsDropped, takenOver } from './entity-events.ts';
import type { EntityMemory } from './entity-memory.ts';
import { type EntityObject, namespacedName } from './entity-object.ts';
import { EntityRelations } from './entity-relations.ts';
import { lookAtEntity } from './look-at-entity.ts';
import { type Operation, type Outcome, outcomeOf, type Refusal } from './outcome.ts';
import { attempt, type Session } from './session.ts';
import { standingRefusal } from './standing-refusal.ts';
import { subject } from './subject.ts';
import type { Surroundings } from './surroundings.ts';
import { syncMark, wantedDigest } from './sync-mark.ts';

/** One entity that is to be as its object wants it. */
export interface Making<O extends EntityObject> {
  readonly descriptor: EntityDescriptor<O>;
  readonly object: O;
  readonly parents: Parents;
  readonly session: Session;
  readonly memory: EntityMemory;
  /** Whether the control plane's collections have been looked at since the process started. */
  readonly scanned: boolean;
  readonly signal: AbortSignal;
}

/**
 * Makes an entity as wanted: no call where it is known to be so already, one where it isn't. Creating is a PUT to
 * an id that only depends on object and control plane, so a crash between the call and the status costs nothing:
 * the next pass makes the same call.
 */
export class EntityMaker {
  readonly #around: Surroundings;
  readonly #relations: EntityRelations;

  constructor(around: Surroundings) {
    this.#around = around;
    this.#relations = new EntityRelations(around);
  }

  async make<O extends EntityObject>(making: Making<O>): Promise<Outcome> {
    const made = await this.#makeItself(making);
    return made.kind === 'in-sync' ? this.#relations.complete(making, made) : made;
  }

  /** Makes the entity, whatever else belongs to it. */
  async #makeItself<O extends EntityObject>(making: Making<O>): Promise<Outcome> {
    const { descriptor, object, parents, session, memory, scanned } = making;
    const { body, droppedTags } = descriptor.wanted(object);
    const { id } = descriptor.location(object);
    const wanted = wantedDigest(descriptor, parents, body);
    if (id !== undefined && memory.isUncertain) {
      const failure = await lookAtEntity(making, id, body, syncMark(id, wanted));
      if (failure) return failure;
    }
    if (id !== undefined && memory.inSync === syncMark(id, wanted)) return { kind: 'in-sync', id };
    // A scan may well find that there is nothing to do, unless the spec has changed since it was last made real.
    if (id !== undefined && memory.inSync === undefined && !scanned && isSpecKnown(object))
      return { kind: 'unscanned' };

    const asked = digest(wanted, session.tokenFingerprint);
    const standing = standingRefusal(memory.refused, asked, this.#around.clock.now());
    if (standing) return standing;

    const outcome = await this.#bringAbout(making, id, body, asked);
    memory.inSync = outcome.kind === 'in-sync' ? syncMark(outcome.id, wanted) : undefined;
    if (outcome.kind === 'in-sync') {
      memory.refused = undefined;
      memory.toldRefusal = undefined;
      this.#tellOfDrift(making, id, outcome.id);
      if (droppedTags.length > 0) this.#around.events.record(object, tagsDropped(droppedTags));
    }
    return outcome;
  }

  /** Sees, takes over or writes the entity, as the object wants it. */
  async #bringAbout<O extends EntityObject>(
    making: Making<O>,
    id: string | undefined,
    body: object,
    asked: string,
  ): Promise<Outcome> {
    const { descriptor, object } = making;
    const mirrored = descriptor.mirrored?.(object);
    if (mirrored !== undefined) return this.#relations.mirror(making, mirrored);
    const adoption = descriptor.adoption?.(object);
    if (adoption === undefined) return this.#write(making, id, body, asked);
    return id === undefined
      ? this.#adopt(making, adoption, body, asked)
      : this.#write(making, id, body, asked);
  }

  /** Takes over the entity that `spec.adopt` names. A crash after the write costs nothing: its tags are ours then. */
  async #adopt<O extends EntityObject>(
    making: Making<O>,
    adoption: Adoption,
    body: object,
    asked: string,
  ): Promise<Outcome> {
    const { descriptor, object, parents } = making;
    const { noun } = descriptor;
    const fetched = await this.#call(making, (call) => descriptor.fetch(call, parents, adoption.id));
    if (!fetched.ok) {
      const outcome = outcomeOf(fetched.failure, 'Adopt', noun);
      if (fetched.failure.kind !== 'refused' || outcome.kind === 'token-refused') return outcome;
      const condition = notFetched(noun, adoption.id, fetched.failure.error.message);
      return this.#refused(making, this.#notAdopted(condition), asked);
    }
    const differences = descriptor.differences(body, fetched.value);
    const refusal = refusalToAdopt(noun, adoption, object.metadata.uid, fetched.value, differences);
    if (refusal) return this.#refused(making, this.#notAdopted(refusal), asked);
    const outcome = await this.#write(making, fetched.value.id, body, asked, 'Adopt');
    if (outcome.kind === 'in-sync') {
      const description = describeEntity(noun, outcome.id, factsOf(fetched.value.tags));
      this.#around.events.record(object, takenOver(description));
    }
    return outcome.kind === 'refused' ? { ...outcome, conditions: [notWritten(outcome.message)] } : outcome;
  }

  /** What stands in the way may go without a sign that anybody here would see, so it is looked at once a period. */
  #notAdopted(condition: JudgedCondition): Refusal {
    const { message } = condition;
    const retryAfterMs = this.#around.syncPeriodMs;
    return { kind: 'refused', reason: 'FailedToAdopt', message, retryAfterMs, conditions: [condition] };
  }

  async #write<O extends EntityObject>(
    making: Making<O>,
    id: string | undefined,
    body: object,
    asked: string,
    operation: Operation = id === undefined ? 'Create' : 'Update',
  ): Promise<Outcome> {
    const { descriptor, object, parents, memory } = making;
    const startedAtMs = this.#around.clock.now();
    memory.writtenAtMs = startedAtMs;
    let result = await this.#put(making, id, body);
    let isFound = false;
    if (isTaken(result)) {
      // Perhaps by the object's own entity, made under an id that the status doesn't know.
      const at = descriptor.home(object, parents);
      const own = await this.#call(making, (call) => descriptor.findOwn(call, object, at));
      if (!own.ok) return outcomeOf(own.failure, operation, descriptor.noun);
      if (own.value && own.value.id !== id) {
        isFound = true;
        result = await this.#put(making, own.value.id, body);
      }
    }
    memory.writtenAtMs = this.#around.clock.now();
    if (result.ok) {
      this.#made(making, id, result.value.id, isFound);
      this.#logChange(making, operation, result.value.id, memory.writtenAtMs - startedAtMs);
      return { kind: 'in-sync', id: result.value.id, shown: result.value };
    }
    const outcome = outcomeOf(result.failure, operation, descriptor.noun);
    if (outcome.kind === 'parent-gone') return namingParent(outcome, parents);
    if (outcome.kind !== 'refused') return outcome;
    if (!isTaken(result)) return this.#refused(making, outcome, asked);

    const holder = await this.#call(making, (call) => descriptor.findHolder(call, parents, body));
    if (!holder.ok) return outcomeOf(holder.failure, operation, descriptor.noun);
    if (id === undefined && holder.value && this.#isLostTwin(object, holder.value)) {
      return this.#takeBack(making, holder.value, body);
    }
    return this.#blocked(making, outcome, asked, holder.value);
  }

  /** Tells whoever it concerns that an entity was created, or changed so that a unique value may be free. */
  #made<O extends EntityObject>(
    { descriptor, object, session }: Making<O>,
    formerId: string | undefined,
    id: string,
    isFound: boolean,
  ): void {
    const { controlPlanes } = this.#around;
    if (formerId !== undefined) controlPlanes.released(formerId);
    if (!descriptor.holdsEntities || formerId === id) return;
    if (!isFound) controlPlanes.created(id);
    // It got another id because the API doesn't know the former one: what was in it has gone with it.
    const { organizationId } = descriptor.location(object);
    if (formerId !== undefined && organizationId === session.organizationId) controlPlanes.gone(formerId);
  }

  /** Whether the entity was made for an object of the same name, which can't be there any more, for this one is. */
  #isLostTwin({ apiVersion, kind, metadata }: EntityObject, { facts }: Holder): boolean {
    if (!this.#around.adoptByName) return false;
    const origin = originIn(facts);
    return (
      origin?.group === apiVersion.split('/')[0] &&
      origin?.kind === kind &&
      origin.namespace === metadata.namespace &&
      origin.name === metadata.name &&
      origin.uid !== metadata.uid
    );
  }

  /** Takes back what an object of the same name had made before its cluster was restored from a backup. */
  async #takeBack<O extends EntityObject>(
    making: Making<O>,
    { id, description }: Holder,
    body: object,
  ): Promise<Outcome> {
    const { descriptor, object, memory, signal } = making;
    // Before it is taken: what is in it may be anybody's, and after a crash nothing else would tell.
    if (descriptor.holdsEntities) {
      const resource = resourceOf(descriptor.kind);
      await this.#around.writer.annotate(resource, object, { [adoptedAnnotation]: 'true' }, signal);
    }
    const result = await this.#put(making, id, body);
    memory.writtenAtMs = this.#around.clock.now();
    if (!result.ok) return outcomeOf(result.failure, 'Adopt', descriptor.noun);
    this.#made(making, undefined, result.value.id, true);
    this.#around.events.record(object, takenOver(description));
    return { kind: 'in-sync', id: result.value.id, shown: result.value };
  }

  /** Refused because of a unique value: it is worth another try as soon as the value may be free. */
  #blocked<O extends EntityObject>(
    making: Making<O>,
    { reason, message: why }: Refusal,
    asked: string,
    holder: Holder | undefined,
  ): Outcome {
    const { descriptor, object, parents } = making;
    const message = holder ? `${why}; ${holder.description} has it` : why;
    const { controlPlaneId = '' } = descriptor.home(object, parents);
    // No scan sees an organisation's control planes, so for one of them it is a matter of time.
    const retryAfterMs = descriptor.holdsEntities ? this.#around.syncPeriodMs : undefined;
    this.#around.controlPlanes.blocked(
      holder?.id ?? '',
      descriptor.holdsEntities ? '' : controlPlaneId,
      object,
    );
    return this.#refused(making, { kind: 'refused', reason, message, retryAfterMs }, asked, blocked);
  }

  #refused<O extends EntityObject>(
    { object, memory, session }: Making<O>,
    outcome: Refusal,
    asked: string,
    event = refused,
  ): Outcome {
    const { reason, message, retryAfterMs, conditions } = outcome;
    const untilMs = retryAfterMs === undefined ? undefined : this.#around.clock.now() + retryAfterMs;
    memory.refused = { digest: asked, reason, message, untilMs, conditions };
    const fields = { ...subject(object), server: session.server.url, reason: message };
    this.#around.log.warn(fields, 'refused by the control plane');
    if (memory.toldRefusal !== message) this.#around.events.record(object, event(message));
    memory.toldRefusal = message;
    return outcome;
  }

  /** What somebody had changed or removed is as declared again. */
  #tellOfDrift<O extends EntityObject>(
    { descriptor, object, memory }: Making<O>,
    formerId: string | undefined,
    id: string,
  ): void {
    const { drift } = memory;
    memory.drift = undefined;
    if (drift) this.#around.events.record(object, mended(descriptor.noun, drift));
    // A control plane gets another id only because it was gone; no scan had to see that.
    else if (descriptor.holdsEntities && formerId !== undefined && formerId !== id) {
      this.#around.events.record(object, madeAgain(descriptor.noun));
    }
  }

  #put<O extends EntityObject>(
    making: Making<O>,
    id: string | undefined,
    body: object,
  ): Promise<Attempt<ShownEntity>> {
    const { descriptor, object, parents, memory } = making;
    const whole = memory.kept === undefined ? body : { ...memory.kept, ...body };
    return this.#call(making, (call) => descriptor.write(call, object, parents, id, whole));
  }

  #call<O extends EntityObject, T>(
    { session, signal }: Making<O>,
    call: (context: CallContext) => Promise<T>,
  ): Promise<Attempt<T>> {
    return attempt(session, (client) => call({ client, signal }));
  }

  #logChange<O extends EntityObject>(
    { descriptor, object, session }: Making<O>,
    operation: Operation,
    id: string,
    durationMs: number,
  ): void {
    const verb = { Create: 'created', Update: 'updated', Adopt: 'adopted' }[operation];
    const fields = { ...subject(object), id, server: session.server.url, durationMs: Math.round(durationMs) };
    this.#around.log.info(fields, `${descriptor.noun} ${verb}`);
  }
}

/** Whether the entity was made for the spec as it is now. Only labels and annotations may have changed since. */
function isSpecKnown({ metadata, status }: EntityObject): boolean {
  const programmed = status?.conditions?.find(({ type }) => type === 'Programmed');
  return programmed?.observedGeneration === metadata.generation;
}

/** Adds to what the API says which object it is that has to be mended, or is being mended. */
function namingParent(outcome: Outcome & { readonly kind: 'parent-gone' }, parents: Parents): Outcome {
  const parent = parents[outcome.parent];
  if (!parent) return outcome;
  const name = `${parent.kind} ${namespacedName(parent.metadata)}`;
  return {
    ...outcome,
    message: `${outcome.message}; ${name} is not in the control plane: see its conditions`,
  };
}

function isTaken(result: Attempt<ShownEntity>): boolean {
  return !result.ok && result.failure.kind === 'refused' && result.failure.error.kind === 'unique';
}
