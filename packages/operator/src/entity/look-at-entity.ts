import { differencesIn, noteDrift } from '../drift/comparison.ts';
import type { DriftObserver } from '../drift/drift-observer.ts';
import type { EntityObject } from './entity-object.ts';
import type { Making } from './making.ts';
import { type Outcome, outcomeOf } from './outcome.ts';
import { attempt } from './session.ts';

/**
 * Looks at an entity of which a change was told that may be older than our last write: one call. Afterwards what is
 * remembered is so: `inSync` stays if the entity is as wanted, and goes if it isn't or isn't there. `mark` is the sync
 * mark of what is wanted.
 *
 * @returns what kept it from looking; undefined when it has looked. The next pass looks again then.
 */
export async function lookAtEntity<O extends EntityObject>(
  making: Making<O>,
  id: string,
  body: object,
  mark: string,
  observer: DriftObserver,
): Promise<Outcome | undefined> {
  const { descriptor, object, parents, session, memory, signal } = making;
  // What is told from here on may be newer than what is seen.
  memory.isUncertain = false;
  const seen = await attempt(session, (client) => descriptor.fetch({ client, signal }, parents, id));
  if (!seen.ok && !isMissing(seen)) {
    memory.isUncertain = true;
    return outcomeOf(seen.failure, 'Update', descriptor.noun);
  }
  const differences = seen.ok ? differencesIn(descriptor, object, parents, body, seen.value) : undefined;
  if (differences?.length === 0) return undefined;
  noteDrift(memory, object, mark, differences, observer);
  memory.inSync = undefined;
  return undefined;
}

function isMissing({ failure }: { readonly failure: Parameters<typeof outcomeOf>[0] }): boolean {
  return failure.kind === 'refused' && failure.error.kind === 'not-found';
}
