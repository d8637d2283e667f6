import { resourceOf } from '@sluice/kong-resources';
import { describeEntity } from '../identity/origin.ts';
import { adoptedAnnotation } from '../kinds/adopted-annotation.ts';
import type { Attempt } from '../konnect/konnect-server.ts';
import type { Parents } from '../references/reference.ts';
import { describeTwin, type LostTwin } from '../restore/twins.ts';
import { blocked, refused, takenOver } from './entity-events.ts';
import { type EntityObject, namespacedName } from './entity-object.ts';
import { callFor, type Making } from './making.ts';
import { type Operation, type Outcome, outcomeOf, type Refusal } from './outcome.ts';
import type { ShownEntity } from './shown-entity.ts';
import { subject } from './subject.ts';
import type { Surroundings } from './surroundings.ts';

/** Writes entities, and understands what the API says to that. */
export class EntityWriter {
  readonly #around: Surroundings;

  constructor(around: Surroundings) {
    this.#around = around;
  }

  /** Creates the entity, or makes the one of that id as wanted. `asked` is the digest of what is asked for. */
  async write<O extends EntityObject>(
    making: Making<O>,
    id: string | undefined,
    body: object,
    asked: string,
    operation: Operation = id === undefined ? 'Create' : 'Update',
  ): Promise<Outcome> {
    const { descriptor, parents, memory } = making;
    const startedAtMs = this.#around.clock.now();
    memory.writtenAtMs = startedAtMs;
    let own = await this.#madeBefore(making, id);
    if (!own.ok) return outcomeOf(own.failure, operation, descriptor.noun);
    let isFound = own.value !== undefined;
    let result = await this.#put(making, own.value?.id ?? id, body);
    if (isTaken(result) && !isFound) {
      // Perhaps by the object's own entity, made under an id that the status doesn't know.
      own = await this.#findOwn(making);
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
    if (!isTaken(result)) return this.refuse(making, outcome, asked);

    const holder = await callFor(making, (call) => descriptor.findHolder(call, parents, body));
    if (!holder.ok) return outcomeOf(holder.failure, operation, descriptor.noun);
    const twin = id === undefined && holder.value && this.#around.twins?.judge(making, body, holder.value);
    if (twin && twin.kind === 'lost') return this.takeBack(making, twin, body, asked);
    return this.#blocked(making, outcome, asked, holder.value);
  }

  /**
   * The entity that a pass before this one made, if the status couldn't be told: the answer was lost, or the process
   * died. Only an entity whose id the API chooses has to be looked for, as its name may have changed since.
   */
  async #madeBefore<O extends EntityObject>(
    making: Making<O>,
    id: string | undefined,
  ): Promise<Attempt<ShownEntity | undefined>> {
    const isPossible = id === undefined && making.mayBeMade && making.descriptor.holdsEntities;
    return isPossible ? this.#findOwn(making) : { ok: true, value: undefined };
  }

  #findOwn<O extends EntityObject>(making: Making<O>): Promise<Attempt<ShownEntity | undefined>> {
    const { descriptor, object, parents } = making;
    const at = descriptor.home(object, parents);
    return callFor(making, (call) => descriptor.findOwn(call, object, at));
  }

  /** Remembers a refusal about the entity's own content, and tells people of it once. */
  refuse<O extends EntityObject>(
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

  /** Takes back what an object of the same name had made before its cluster was restored from a backup. */
  async takeBack<O extends EntityObject>(
    making: Making<O>,
    twin: LostTwin,
    body: object,
    asked: string,
  ): Promise<Outcome> {
    const { descriptor, object, signal } = making;
    // Before it is taken: what is in it may be anybody's, and after a crash nothing else would tell.
    if (descriptor.holdsEntities) {
      const resource = resourceOf(descriptor.kind);
      await this.#around.writer.annotate(resource, object, { [adoptedAnnotation]: 'true' }, signal);
    }
    const { entity } = twin;
    const outcome = await this.write(making, entity.id, body, asked, 'Adopt');
    if (outcome.kind === 'in-sync' && outcome.id === entity.id) {
      const { taken, left } = describeTwin(descriptor, twin);
      this.#around.events.record(object, takenOver(taken, left));
    }
    return outcome;
  }

  /** Refused because of a unique value: it is worth another try as soon as the value may be free. */
  #blocked<O extends EntityObject>(
    making: Making<O>,
    { reason, message: why }: Refusal,
    asked: string,
    holder: ShownEntity | undefined,
  ): Outcome {
    const { descriptor, object, parents } = making;
    const message = holder ? `${why}; ${described(making, holder)} has it` : why;
    const { controlPlaneId = '' } = descriptor.home(object, parents);
    // No scan sees an organisation's control planes, so for one of them it is a matter of time.
    const retryAfterMs = descriptor.holdsEntities ? this.#around.syncPeriodMs : undefined;
    this.#around.controlPlanes.blocked(
      holder?.id ?? '',
      descriptor.holdsEntities ? '' : controlPlaneId,
      object,
    );
    return this.refuse(making, { kind: 'refused', reason, message, retryAfterMs }, asked, blocked);
  }

  #put<O extends EntityObject>(
    making: Making<O>,
    id: string | undefined,
    body: object,
  ): Promise<Attempt<ShownEntity>> {
    const { descriptor, object, parents, memory } = making;
    const whole = memory.kept === undefined ? body : { ...memory.kept, ...body };
    return callFor(making, (call) => descriptor.write(call, object, parents, id, whole));
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

/** An entity of the making's kind in words, with the object that it was made from where it tells. */
function described<O extends EntityObject>({ descriptor }: Making<O>, shown: ShownEntity): string {
  return describeEntity(descriptor.noun, shown.id, descriptor.marksIn(shown));
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
