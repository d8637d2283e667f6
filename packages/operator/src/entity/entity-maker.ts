import type { Attempt } from '../konnect/konnect-server.ts';
import type { Parents } from '../references/reference.ts';
import { digest } from './digest.ts';
import type { CallContext, EntityDescriptor, ShownEntity } from './entity-descriptor.ts';
import type { EntityMemory } from './entity-memory.ts';
import { type EntityObject, namespacedName } from './entity-object.ts';
import { type Operation, type Outcome, outcomeOf } from './outcome.ts';
import { attempt, type Session } from './session.ts';
import type { Surroundings } from './surroundings.ts';

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

  constructor(around: Surroundings) {
    this.#around = around;
  }

  async make<O extends EntityObject>(making: Making<O>): Promise<Outcome> {
    const { descriptor, object, parents, session, memory, scanned } = making;
    const unsupported = descriptor.unsupported(object);
    if (unsupported) return { kind: 'refused', ...unsupported };

    const { body } = descriptor.wanted(object);
    const { id } = descriptor.location(object, {});
    const wanted = wantedDigest(descriptor, parents, body);
    if (id !== undefined && memory.inSync === wanted) return { kind: 'in-sync', id };
    if (id !== undefined && memory.inSync === undefined && !scanned) return { kind: 'unscanned' };

    const asked = digest(wanted, session.tokenFingerprint);
    const { refused } = memory;
    if (refused?.digest === asked)
      return { kind: 'refused', reason: refused.reason, message: refused.message };

    const outcome = await this.#write(making, id, body, asked);
    memory.inSync = outcome.kind === 'in-sync' ? wanted : undefined;
    if (outcome.kind === 'in-sync') memory.refused = undefined;
    return outcome;
  }

  async #write<O extends EntityObject>(
    making: Making<O>,
    id: string | undefined,
    body: object,
    asked: string,
  ): Promise<Outcome> {
    const { descriptor, memory } = making;
    const operation: Operation = id === undefined ? 'Create' : 'Update';
    const startedAtMs = this.#around.clock.now();
    let result = await this.#put(making, id, body);
    let rival: Rival | undefined;
    if (isTaken(result)) {
      const found = await this.#findRival(making, id, body);
      if (!found.ok) return outcomeOf(found.failure, operation, descriptor.noun);
      rival = found.value;
      if (rival.isOurs) result = await this.#put(making, rival.id, body);
    }
    memory.writtenAtMs = this.#around.clock.now();
    if (result.ok) {
      this.#made(making, operation, result.value.id, rival === undefined && result.value.id !== id);
      const durationMs = memory.writtenAtMs - startedAtMs;
      this.#logChange(making, operation, result.value.id, durationMs);
      return { kind: 'in-sync', id: result.value.id, shown: result.value };
    }
    const outcome = outcomeOf(result.failure, operation, descriptor.noun);
    return outcome.kind === 'refused' ? this.#refused(making, outcome, asked, rival) : outcome;
  }

  /** Whoever has the unique value: the object's own entity, made under another id, or somebody else's. */
  async #findRival<O extends EntityObject>(
    making: Making<O>,
    id: string | undefined,
    body: object,
  ): Promise<Attempt<Rival>> {
    const { descriptor, object, parents } = making;
    const location = descriptor.location(object, parents);
    const own = await this.#call(making, (call) => descriptor.findOwn(call, object, location));
    if (!own.ok) return own;
    if (own.value && own.value.id !== id) {
      return { ok: true, value: { id: own.value.id, isOurs: true, description: '' } };
    }
    const holder = await this.#call(making, (call) => descriptor.findHolder(call, parents, body));
    return holder.ok
      ? { ok: true, value: { isOurs: false, id: '', description: '', ...holder.value } }
      : holder;
  }

  /** Tells whoever it concerns that an entity was created, or changed so that a unique value may be free. */
  #made<O extends EntityObject>(
    { descriptor }: Making<O>,
    operation: Operation,
    id: string,
    isNew: boolean,
  ): void {
    const { controlPlanes } = this.#around;
    if (descriptor.holdsEntities && isNew) controlPlanes.created(id);
    if (operation === 'Update') controlPlanes.released(id);
  }

  #refused<O extends EntityObject>(
    { descriptor, object, parents, memory, session }: Making<O>,
    outcome: Outcome & { readonly kind: 'refused' },
    asked: string,
    rival: Rival | undefined,
  ): Outcome {
    const message = rival?.description ? `${outcome.message}; ${rival.description} has it` : outcome.message;
    memory.refused = { digest: asked, reason: outcome.reason, message };
    const { controlPlaneId = '' } = descriptor.holdsEntities ? {} : descriptor.location(object, parents);
    if (rival?.id) this.#around.controlPlanes.blocked(rival.id, controlPlaneId, object);
    this.#around.log.warn(
      { ...subject(object), server: session.server.url, reason: message },
      'refused by the control plane',
    );
    return { ...outcome, message };
  }

  #put<O extends EntityObject>(
    making: Making<O>,
    id: string | undefined,
    body: object,
  ): Promise<Attempt<ShownEntity>> {
    const { descriptor, object, parents } = making;
    return this.#call(making, (call) => descriptor.write(call, object, parents, id, body));
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
    const verb = operation === 'Create' ? 'created' : 'updated';
    const fields = { ...subject(object), id, server: session.server.url, durationMs };
    this.#around.log.info(fields, `${descriptor.noun} ${verb}`);
  }
}

/** Who has the unique value that an object wants. The id is empty where nobody could be found. */
interface Rival {
  readonly id: string;
  readonly isOurs: boolean;
  readonly description: string;
}

function isTaken(result: Attempt<ShownEntity>): boolean {
  return !result.ok && result.failure.kind === 'refused' && result.failure.error.kind === 'unique';
}

/** Fingerprint of all that an entity should be, and of where it should be. */
export function wantedDigest<O extends EntityObject>(
  descriptor: EntityDescriptor<O>,
  parents: Parents,
  body: object,
): string {
  return digest(descriptor.place(parents), body);
}

/** How an object is called in a log line. */
export function subject({ kind, metadata }: EntityObject): object {
  return { object: `${kind} ${namespacedName(metadata)}`, generation: metadata.generation };
}
