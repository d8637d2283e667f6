import { fails, holds } from '../status/judged-condition.ts';
import { someAreFalse } from '../status/plan-status.ts';
import { digest } from './digest.ts';
import { adopted } from './entity-adoption.ts';
import type { EntityObject } from './entity-object.ts';
import { membersAreSet, membersNotSet, resolveMembers } from './group-members.ts';
import type { Making } from './making.ts';
import { type Outcome, outcomeOf } from './outcome.ts';
import { attempt } from './session.ts';
import type { Surroundings } from './surroundings.ts';

const membersFailed = 'FailedToSetControlPlaneGroupMembers';

/** What an entity is beside itself: the mirror of another, the taker of one that was there, a group with members. */
export class EntityRelations {
  readonly #around: Surroundings;

  constructor(around: Surroundings) {
    this.#around = around;
  }

  /** Looks at the entity that an object shows and never changes. One that isn't there is looked for once a period. */
  async mirror<O extends EntityObject>(making: Making<O>, id: string): Promise<Outcome> {
    const { descriptor, parents, session, signal, memory } = making;
    const seen = await attempt(session, (client) => descriptor.fetch({ client, signal }, parents, id));
    memory.writtenAtMs = this.#around.clock.now();
    if (seen.ok) return { kind: 'in-sync', id: seen.value.id, shown: seen.value };
    const { failure } = seen;
    if (failure.kind === 'unavailable') return outcomeOf(failure, 'Update', descriptor.noun);
    if (failure.error.kind === 'unauthorized') return { kind: 'token-refused' };
    const message = `the ${descriptor.noun} ${id} of spec.mirror could not be read: ${failure.error.message}`;
    const { reason, message: seeOthers } = someAreFalse;
    const retryAfterMs = this.#around.syncPeriodMs;
    const conditions = [fails('Mirrored', 'Failed', message)];
    return { kind: 'refused', reason, message: seeOthers, retryAfterMs, conditions };
  }

  /** Adds what else has to be so, once the entity itself is as wanted. */
  async complete<O extends EntityObject>(
    making: Making<O>,
    made: Outcome & { kind: 'in-sync' },
  ): Promise<Outcome> {
    const { descriptor, object } = making;
    if (descriptor.mirrored?.(object) !== undefined) {
      return { ...made, conditions: [holds('Mirrored', 'Mirrored')] };
    }
    if (descriptor.adoption?.(object)) return { ...made, conditions: [adopted] };
    return descriptor.membersOf === undefined ? made : this.#setMembers(making, made);
  }

  /** Makes the members of a group those that its object names: one call where they are others, none where they aren't. */
  async #setMembers<O extends EntityObject>(
    making: Making<O>,
    made: Outcome & { kind: 'in-sync' },
  ): Promise<Outcome> {
    const { descriptor, object, session, signal, memory } = making;
    const names = descriptor.membersOf?.(object);
    if (names === undefined) return made;
    const resolved = resolveMembers(names, this.#around.lookup);
    const reason = membersFailed;
    if (!resolved.ok) {
      const { message } = resolved.condition;
      return { kind: 'refused', reason, message, made, conditions: [resolved.condition] };
    }
    const conditions = [membersAreSet];
    const wanted = digest(resolved.ids);
    if (memory.members === wanted) return { ...made, conditions };

    const set = await attempt(session, (client) => client.setGroupMembers(made.id, resolved.ids, { signal }));
    memory.members = set.ok ? wanted : undefined;
    memory.writtenAtMs = this.#around.clock.now();
    if (set.ok) return { ...made, conditions };
    const failed = outcomeOf(set.failure, 'Update', 'group members');
    if (failed.kind === 'unavailable') {
      return { ...failed, reason, made, conditions: [membersNotSet(failed.message)] };
    }
    if (failed.kind !== 'refused' && failed.kind !== 'parent-gone') return failed;
    const { message } = failed;
    // Only a change of the members, which wakes the group, or of what the API thinks of them can help.
    const retryAfterMs = this.#around.syncPeriodMs;
    return { kind: 'refused', reason, message, retryAfterMs, made, conditions: [membersNotSet(message)] };
  }
}
