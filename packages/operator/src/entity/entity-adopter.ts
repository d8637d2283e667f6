import { describeEntity, factsOf } from '../identity/origin.ts';
import type { JudgedCondition } from '../status/judged-condition.ts';
import { type Adoption, notFetched, notWritten, refusalToAdopt } from './entity-adoption.ts';
import { takenOver } from './entity-events.ts';
import type { EntityObject } from './entity-object.ts';
import type { EntityWriter } from './entity-writer.ts';
import { callFor, type Making } from './making.ts';
import { type Outcome, outcomeOf } from './outcome.ts';
import type { Surroundings } from './surroundings.ts';

/** Makes entities that exist already those of objects that name them. */
export class EntityAdopter {
  readonly #around: Surroundings;
  readonly #writer: EntityWriter;

  constructor(around: Surroundings, writer: EntityWriter) {
    this.#around = around;
    this.#writer = writer;
  }

  /** Takes over the entity that `spec.adopt` names. A crash after the write costs nothing: its tags are ours then. */
  async adopt<O extends EntityObject>(
    making: Making<O>,
    adoption: Adoption,
    body: object,
    asked: string,
  ): Promise<Outcome> {
    const { descriptor, object, parents } = making;
    const { noun } = descriptor;
    const fetched = await callFor(making, (call) => descriptor.fetch(call, parents, adoption.id));
    if (!fetched.ok) {
      const outcome = outcomeOf(fetched.failure, 'Adopt', noun);
      if (fetched.failure.kind !== 'refused' || outcome.kind === 'token-refused') return outcome;
      const condition = notFetched(noun, adoption.id, fetched.failure.error.message);
      return this.#notAdopted(making, adoption, condition, asked);
    }
    const differences = descriptor.differences(body, fetched.value);
    const refusal = refusalToAdopt(noun, adoption, object.metadata.uid, fetched.value, differences);
    if (refusal) return this.#notAdopted(making, adoption, refusal, asked);
    const outcome = await this.#writer.write(making, fetched.value.id, body, asked, 'Adopt');
    if (outcome.kind === 'in-sync') {
      const description = describeEntity(noun, outcome.id, factsOf(fetched.value.tags));
      this.#around.events.record(object, takenOver(description));
    }
    return outcome.kind === 'refused' ? { ...outcome, conditions: [notWritten(outcome.message)] } : outcome;
  }

  /** Refused until the object changes, or the entity that it names: a scan or the change stream sees that. */
  #notAdopted<O extends EntityObject>(
    making: Making<O>,
    { id }: Adoption,
    condition: JudgedCondition,
    asked: string,
  ): Outcome {
    const { descriptor, object, parents } = making;
    const { message } = condition;
    const { controlPlaneId = '' } = descriptor.home(object, parents);
    this.#around.controlPlanes.blocked(id, controlPlaneId, object);
    const refusal = { kind: 'refused', reason: 'FailedToAdopt', message, conditions: [condition] } as const;
    return this.#writer.refuse(making, refusal, asked);
  }
}
