import { digest } from './digest.ts';
import { EntityAdopter } from './entity-adopter.ts';
import { madeAgain, mended, tagsDropped } from './entity-events.ts';
import type { EntityObject } from './entity-object.ts';
import { EntityRelations } from './entity-relations.ts';
import { EntityRestorer } from './entity-restorer.ts';
import { EntityWriter } from './entity-writer.ts';
import { knownOutcome } from './known-outcome.ts';
import { lookAtEntity } from './look-at-entity.ts';
import type { Making } from './making.ts';
import type { Outcome } from './outcome.ts';
import type { ShownEntity } from './shown-entity.ts';
import { standingRefusal } from './standing-refusal.ts';
import type { Surroundings } from './surroundings.ts';
import { syncMark, wantedDigest } from './sync-mark.ts';

/**
 * Makes an entity as wanted: no call where it is known to be so already, one where it isn't. Creating is a PUT to
 * an id that only depends on object and control plane, so a crash between the call and the status costs nothing:
 * the next pass makes the same call.
 */
export class EntityMaker {
  readonly #around: Surroundings;
  readonly #relations: EntityRelations;
  readonly #writer: EntityWriter;
  readonly #restorer: EntityRestorer;
  readonly #adopter: EntityAdopter;

  constructor(around: Surroundings) {
    this.#around = around;
    this.#relations = new EntityRelations(around);
    this.#writer = new EntityWriter(around);
    this.#restorer = new EntityRestorer(around, this.#writer);
    this.#adopter = new EntityAdopter(around, this.#writer);
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
    let shown: ShownEntity | undefined;
    if (id !== undefined && memory.isUncertain) {
      const look = await lookAtEntity(making, id, body, syncMark(id, wanted), this.#around.drift);
      if (!look.ok) return look.outcome;
      shown = look.shown;
    }
    const asked = () => digest(wanted, session.tokenFingerprint);
    const known = knownOutcome({
      id,
      inSync: memory.inSync,
      wanted: id === undefined ? undefined : syncMark(id, wanted),
      scanned,
      isSpecKnown: isSpecKnown(object),
      standing: () => memory.refused && standingRefusal(memory.refused, asked(), this.#around.clock.now()),
    });
    if (known) return known.kind === 'in-sync' ? { ...known, shown } : known;

    const outcome = await this.#bringAbout(making, id, body, asked());
    memory.inSync = outcome.kind === 'in-sync' ? syncMark(outcome.id, wanted) : undefined;
    if (outcome.kind === 'in-sync') {
      memory.refused = undefined;
      memory.toldRefusal = undefined;
      this.#tellOfDrift(making, id, outcome.id);
      if (droppedTags.length > 0) this.#around.events.record(object, tagsDropped(droppedTags));
    }
    return outcome;
  }

  /** Sees, takes back, takes over or writes the entity, as the object wants it. */
  async #bringAbout<O extends EntityObject>(
    making: Making<O>,
    id: string | undefined,
    body: object,
    asked: string,
  ): Promise<Outcome> {
    const { descriptor, object } = making;
    const mirrored = descriptor.mirrored?.(object);
    if (mirrored !== undefined) return this.#relations.mirror(making, mirrored);
    const restored = id === undefined ? await this.#restorer.restore(making, body, asked) : undefined;
    if (restored) return restored;
    const adoption = descriptor.adoption?.(object);
    return adoption !== undefined && id === undefined
      ? this.#adopter.adopt(making, adoption, body, asked)
      : this.#writer.write(making, id, body, asked);
  }

  /** What somebody had changed or removed is as declared again. */
  #tellOfDrift<O extends EntityObject>(
    { descriptor, object, memory }: Making<O>,
    formerId: string | undefined,
    id: string,
  ): void {
    const { drift } = memory;
    memory.drift = undefined;
    if (drift) {
      this.#around.drift.mended(object.kind);
      this.#around.events.record(object, mended(descriptor.noun, drift));
    }
    // A control plane gets another id only because it was gone; no scan had to see that.
    else if (descriptor.holdsEntities && formerId !== undefined && formerId !== id) {
      this.#around.drift.found(object.kind);
      this.#around.drift.mended(object.kind);
      this.#around.events.record(object, madeAgain(descriptor.noun));
    }
  }
}

/** Whether the entity was made for the spec as it is now. Only labels and annotations may have changed since. */
function isSpecKnown({ metadata, status }: EntityObject): boolean {
  const programmed = status?.conditions?.find(({ type }) => type === 'Programmed');
  return programmed?.observedGeneration === metadata.generation;
}
