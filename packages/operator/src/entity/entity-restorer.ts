import { blocked } from './entity-events.ts';
import type { EntityObject } from './entity-object.ts';
import type { EntityWriter } from './entity-writer.ts';
import type { Making } from './making.ts';
import { type Outcome, outcomeOf } from './outcome.ts';
import type { Surroundings } from './surroundings.ts';

/** Makes entities those of objects again whose cluster was restored from a backup, with new UIDs and no status. */
export class EntityRestorer {
  readonly #around: Surroundings;
  readonly #writer: EntityWriter;

  constructor(around: Surroundings, writer: EntityWriter) {
    this.#around = around;
    this.#writer = writer;
  }

  /**
   * Takes back what an object of the same name, and now gone, had made, whatever it is called by now. After a crash the
   * entity carries the object's own UID, and is found by that.
   *
   * @returns undefined where there is nothing of the kind, or nothing is to be taken back: it is made as any other.
   */
  async restore<O extends EntityObject>(
    making: Making<O>,
    body: object,
    asked: string,
  ): Promise<Outcome | undefined> {
    const found = await this.#around.twins?.find(making, body);
    if (!found) return undefined;
    if (!found.ok) {
      const outcome = outcomeOf(found.failure, 'Adopt', making.descriptor.noun);
      return outcome.kind === 'refused' ? this.#writer.refuse(making, outcome, asked) : outcome;
    }
    const twin = found.value;
    switch (twin.kind) {
      case 'none':
        return undefined;
      case 'own':
        return this.#writer.write(making, twin.id, body, asked, 'Create');
      case 'lost':
        return this.#writer.takeBack(making, twin, body, asked);
      case 'undecided': {
        // What is done about it is done in Konnect, where nothing tells of it.
        const retryAfterMs = this.#around.syncPeriodMs;
        const { message } = twin;
        const outcome = { kind: 'refused', reason: 'FailedToAdopt', message, retryAfterMs } as const;
        return this.#writer.refuse(making, outcome, asked, blocked);
      }
    }
  }
}
